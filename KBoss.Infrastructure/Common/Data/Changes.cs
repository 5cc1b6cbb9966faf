using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Hears of changes from the first one on, because it is made together with <see cref="Changes"/>: what is counted, what caches go by.</summary>
public interface IChangeListener
{
    /// <summary>Subscribes to what it wants to hear.</summary>
    void ListenTo(Changes changes);
}

/// <summary>A change that only the process need hear of that made it: what each process counts, or remembers as it has read it.</summary>
public interface IOfThisProcess;

/// <summary>This process was cut off from the others and may have missed what they have changed: open pages read again.</summary>
public sealed record ChangesMissed : IOfThisProcess;

/// <summary>
/// Tells whoever has asked that something has changed, once the change is committed: open pages, caches, the sender of messages, what is counted. A change
/// is a small immutable record that its module declares. Use cases say it by <see cref="KBossDbContext.AfterCommit"/>.
/// </summary>
public sealed class Changes
{
    private readonly Lock gate = new();
    private readonly Dictionary<Type, Action<object>[]> heard = [];
    private readonly ILogger<Changes> log;

    public Changes(IEnumerable<IChangeListener> listeners, ILogger<Changes> log)
    {
        this.log = log;
        foreach (var listener in listeners)
        {
            listener.ListenTo(this);
        }
    }

    /// <summary>What carries a change of this process to the others; what they publish comes in by <see cref="Receive"/>.</summary>
    public Action<object>? Relay { get; set; }

    /// <summary>
    /// Tells everybody, in this process and, unless it is <see cref="IOfThisProcess"/>, in others. Who fails to take it in is logged and keeps nobody else
    /// from hearing.
    /// </summary>
    public void Publish<T>(T change)
        where T : notnull
    {
        Receive(change);
        if (change is not IOfThisProcess && Relay is { } relay)
        {
            Tell(relay, change);
        }
    }

    /// <summary>Tells this process of a change that was committed elsewhere.</summary>
    public void Receive(object change)
    {
        Action<object>[] listeners;
        lock (gate)
        {
            listeners = heard.GetValueOrDefault(change.GetType(), []);
        }

        foreach (var listener in listeners)
        {
            Tell(listener, change);
        }
    }

    /// <summary>
    /// Hears every change of a kind until the answer is disposed of, in the surroundings in which it was asked for: an open page that reads itself again
    /// keeps its own language, and knows nothing of whoever made the change. What takes long is done elsewhere, because the others wait.
    /// </summary>
    public IDisposable Subscribe<T>(Action<T> hear)
        where T : notnull
    {
        var own = ExecutionContext.Capture();
        void Hear(object change)
        {
            if (own is null)
            {
                hear((T)change);
            }
            else
            {
                ExecutionContext.Run(own, _ => hear((T)change), null);
            }
        }

        Action<object> listener = Hear;
        Alter(typeof(T), listeners => [.. listeners, listener]);
        return new Subscription(() => Alter(typeof(T), listeners => [.. listeners.Where(l => l != listener)]));
    }

    /// <summary>The kind of change with a full name that somebody in this process has asked to hear of; null when nobody has.</summary>
    public Type? HeardKind(string fullName)
    {
        lock (gate)
        {
            return heard.FirstOrDefault(kind => kind.Value.Length > 0 && kind.Key.FullName == fullName && !kind.Key.IsAssignableTo(typeof(IOfThisProcess))).Key;
        }
    }

    private void Alter(Type kind, Func<Action<object>[], Action<object>[]> alter)
    {
        lock (gate)
        {
            heard[kind] = alter(heard.GetValueOrDefault(kind, []));
        }
    }

    private void Tell(Action<object> listener, object change)
    {
        try
        {
            listener(change);
        }
#pragma warning disable CA1031 // What is committed stands, whoever fails to hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError(e, "A change {Change} was not taken in.", change.GetType().Name);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
