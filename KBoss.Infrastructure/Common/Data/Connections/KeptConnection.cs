using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KBoss.Infrastructure.Common.Data.Connections;

/// <summary>
/// A connection to the SQLite file that is closed for whoever closes it, and stays open for whoever opens it next, together with the statements that it has
/// prepared.
/// </summary>
internal sealed class KeptConnection(string connectionString, KeptConnections owner) : SqliteConnection(connectionString)
{
    /// <summary>As many different statements as the busiest pages ask; a longer text is hardly asked twice.</summary>
    private const int MostStatements = 200, LongestStatement = 10_000;

    private readonly Dictionary<string, SqliteCommand> statements = new(new ByLooks());
    private bool isUsed;

    /// <summary>Whether it is as somebody expects who opens it.</summary>
    public bool IsClean => base.State == ConnectionState.Open && Transaction is null && raw.sqlite3_get_autocommit(Handle) != 0;

    /// <summary>The transaction that its commands run in.</summary>
    public SqliteTransaction? InTransaction => Transaction;

    public override ConnectionState State => isUsed ? base.State : ConnectionState.Closed;

    public override void Open()
    {
        isUsed = true;
        // Does nothing when it is open.
        base.Open();
    }

    public override void Close()
    {
        if (isUsed)
        {
            Transaction?.Dispose();
            if (base.State == ConnectionState.Open && raw.sqlite3_get_autocommit(Handle) == 0)
            {
                // Begun by a statement, not by the provider.
                raw.sqlite3_exec(Handle, "ROLLBACK");
            }

            isUsed = false;
        }
    }

    /// <summary>Closes it for good.</summary>
    public void End()
    {
        isUsed = true;
        base.Close();
        isUsed = false;
        statements.Clear();
    }

    /// <summary>The command for a statement, prepared if it was asked before; it belongs to the caller until it is given back.</summary>
    public SqliteCommand Take(string text)
    {
        if (!statements.Remove(text, out var command))
        {
            command = new SqliteCommand(text, this);
        }

        command.Transaction = Transaction;
        command.CommandTimeout = DefaultTimeout;
        return command;
    }

    /// <summary>Takes the command back.</summary>
    public void GiveBack(SqliteCommand command)
    {
        command.Transaction = null;
        command.Parameters.Clear();
        if (base.State != ConnectionState.Open || command.CommandText.Length is 0 or > LongestStatement)
        {
            command.Dispose();
            return;
        }

        if (statements.Count >= MostStatements)
        {
            foreach (var old in statements.Values)
            {
                old.Dispose();
            }

            statements.Clear();
        }

        if (!statements.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    protected override DbCommand CreateDbCommand() => new KeptCommand(this);

    protected override void Dispose(bool disposing)
    {
        // Closes it, which leaves it open; once it is kept it may be somebody else's.
        base.Dispose(disposing);
        if (disposing && !owner.Keep(this))
        {
            End();
        }
    }

    /// <summary>Statements are long and begin alike; to look at all of every text would cost more than to find it.</summary>
    private sealed class ByLooks : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) =>
            HashCode.Combine(text.Length, text[0], text[text.Length / 4], text[text.Length / 3], text[text.Length / 2], text[text.Length * 3 / 4], text[^1]);
    }
}
