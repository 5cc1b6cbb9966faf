using System.Collections.Concurrent;

namespace KBoss.Web.Development.Connectors;

/// <summary>What a simulated supplier does wrong with a call.</summary>
public enum ConnectorFault
{
    /// <summary>It answers later than anybody waits.</summary>
    Slow,

    /// <summary>It fails with HTTP 500 and does nothing.</summary>
    Fail,

    /// <summary>It refuses for good.</summary>
    Refuse,

    /// <summary>The request reaches it twice; the second answer comes back.</summary>
    Twice,

    /// <summary>It does what it was asked for, and the connection breaks before the answer.</summary>
    LoseAnswer,

    /// <summary>It says that there were too many calls, and does nothing.</summary>
    RateLimit,
}

/// <summary>A call that reached a simulated supplier, with what was done wrong on purpose; UTC.</summary>
public sealed record SimulatedCall(DateTime At, string Vendor, string Operation, string Key, ConnectorFault? Fault, string Answer);

/// <summary>The faults that testers have ordered from the simulated suppliers, by operation, and the calls that came in.</summary>
public sealed class ConnectorFaults(TimeProvider time)
{
    /// <summary>A fault for every call until it is taken back.</summary>
    public const int Always = int.MaxValue;

    private const int Remembered = 300;

    private readonly ConcurrentDictionary<(string Vendor, string Operation), (ConnectorFault Fault, int Calls)> ordered = new();
    private readonly ConcurrentQueue<SimulatedCall> calls = new();

    /// <summary>How long a slow call waits.</summary>
    public TimeSpan Slowness { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The faults that are ordered and not used up.</summary>
    public IReadOnlyList<(string Vendor, string Operation, ConnectorFault Fault, int Calls)> Ordered =>
        [.. ordered.OrderBy(o => o.Key).Select(o => (o.Key.Vendor, o.Key.Operation, o.Value.Fault, o.Value.Calls))];

    /// <summary>The calls that came in, the newest first.</summary>
    public IReadOnlyList<SimulatedCall> Calls => [.. calls.Reverse()];

    /// <summary>Orders a fault for the next calls of an operation; null takes it back.</summary>
    public void Order(string vendor, string operation, ConnectorFault? fault, int count = 1)
    {
        if (fault is { } wrong && count > 0)
        {
            ordered[(vendor, operation)] = (wrong, count);
        }
        else
        {
            ordered.TryRemove((vendor, operation), out _);
        }
    }

    /// <summary>Takes every fault back.</summary>
    public void Clear() => ordered.Clear();

    /// <summary>The fault for this call, if one is ordered; it is used up by one.</summary>
    public ConnectorFault? Take(string vendor, string operation)
    {
        while (ordered.TryGetValue((vendor, operation), out var order))
        {
            var left = order.Calls == Always ? order : (order.Fault, order.Calls - 1);
            if (left.Item2 == 0
                ? ordered.TryRemove(KeyValuePair.Create((vendor, operation), order))
                : ordered.TryUpdate((vendor, operation), left, order))
            {
                return order.Fault;
            }
        }

        return null;
    }

    internal void Note(string vendor, string operation, string key, ConnectorFault? fault, string answer)
    {
        calls.Enqueue(new SimulatedCall(time.GetUtcNow().UtcDateTime, vendor, operation, key, fault, answer));
        while (calls.Count > Remembered)
        {
            calls.TryDequeue(out _);
        }
    }
}
