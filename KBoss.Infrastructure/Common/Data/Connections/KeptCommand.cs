using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace KBoss.Infrastructure.Common.Data.Connections;

/// <summary>A command whose statement stays prepared in its connection for the next one that asks the same.</summary>
internal sealed class KeptCommand(KeptConnection connection) : DbCommand
{
    private SqliteCommand? command;
    private DbDataReader? reader;
    private bool failed;

    [AllowNull]
    public override string CommandText
    {
        get => command?.CommandText ?? "";
        set
        {
            if (command is null && value is { Length: > 0 })
            {
                command = connection.Take(value);
            }
            else
            {
                Command.CommandText = value;
            }
        }
    }

    public override int CommandTimeout
    {
        get => Command.CommandTimeout;
        set => Command.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set => Command.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set
        {
            if (value != connection)
            {
                throw new NotSupportedException("A command stays with its connection.");
            }
        }
    }

    protected override DbParameterCollection DbParameterCollection => Command.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => Command.Transaction;
        set => Command.Transaction = (SqliteTransaction?)value;
    }

    private SqliteCommand Command => command ??= new SqliteCommand("", connection, connection.InTransaction);

    public override void Cancel() => command?.Cancel();

    public override void Prepare() => Command.Prepare();

    public override int ExecuteNonQuery() => Run(c => c.ExecuteNonQuery());

    public override object? ExecuteScalar() => Run(c => c.ExecuteScalar());

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => reader = Run(c => c.ExecuteReader(behavior));

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing && command is not null)
        {
            reader?.Dispose();
            if (failed)
            {
                command.Dispose();
            }
            else
            {
                connection.GiveBack(command);
            }

            (command, reader) = (null, null);
        }

        base.Dispose(disposing);
    }

    private T Run<T>(Func<SqliteCommand, T> execute)
    {
        // What has not come to its end is not asked again.
        failed = true;
        var result = execute(Command);
        failed = false;
        return result;
    }
}
