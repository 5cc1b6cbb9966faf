using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KBoss.Tests.Support;

/// <summary>Records the SQL that one test's database is sent, whoever opened the context.</summary>
internal sealed partial class CommandCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentQueue<string> commands = [];
    private readonly ConcurrentBag<IDisposable> subscriptions = [];
    private readonly string connection;

    public CommandCount(TestKBoss boss)
    {
        using var db = boss.Db();
        connection = db.Database.GetConnectionString()!;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyCollection<string> Commands => commands;

    public IReadOnlyList<string> Queries => [.. commands.Where(c => c.StartsWith("SELECT", StringComparison.Ordinal))];

    /// <summary>Whether anything but reading was asked for.</summary>
    public bool Wrote => commands.Any(c => Writes().IsMatch(c));

    [GeneratedRegex(@"^\s*(INSERT|UPDATE|DELETE|MERGE)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Writes();

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData command && command.Context is KBossDbContext db
            && db.Database.GetConnectionString() == connection)
        {
            commands.Enqueue(command.Command.CommandText);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}
