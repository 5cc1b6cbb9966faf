using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KBoss.Bench;

/// <summary>Measures, while it lives, how long transactions last from their beginning to their end: as long the others wait to write to SQLite.</summary>
internal sealed class WriterTurns : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> subscriptions = [];
    private readonly ConcurrentDictionary<Guid, long> begun = [];
    private readonly ConcurrentBag<TimeSpan> turns = [];

    public WriterTurns() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public IReadOnlyCollection<TimeSpan> All => turns;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this, (name, _, _) => name.StartsWith(DbLoggerCategory.Database.Transaction.Name, StringComparison.Ordinal)));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.TransactionStarted.Name && value.Value is TransactionEndEventData start)
        {
            begun[start.TransactionId] = Stopwatch.GetTimestamp();
        }
        else if (value.Value is TransactionEndEventData end && begun.TryRemove(end.TransactionId, out var at))
        {
            turns.Add(Stopwatch.GetElapsedTime(at));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}
