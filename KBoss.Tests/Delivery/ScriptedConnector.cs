using System.Collections.Concurrent;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;

namespace KBoss.Tests.Delivery;

/// <summary>What a supplier does wrong with one call.</summary>
public enum Fault
{
    None,

    /// <summary>It does nothing and says so.</summary>
    Fails,

    /// <summary>It does nothing, and no answer comes.</summary>
    Silent,

    /// <summary>It does the work, and the answer is lost.</summary>
    LosesAnswer,

    /// <summary>It refuses for good.</summary>
    Refuses,

    /// <summary>It has begun, and not all runs yet.</summary>
    Late,

    /// <summary>It names every piece twice.</summary>
    AnswersTwice,

    /// <summary>It opens one piece more than was ordered.</summary>
    GivesMore,

    /// <summary>It is ready with one piece less than was ordered.</summary>
    GivesLess,
}

/// <summary>
/// A supplier that does what a test says. It knows no idempotency: what it is asked to open twice it opens twice, so that a test sees it.
/// </summary>
public sealed class ScriptedConnector : IConnector
{
    private readonly ConcurrentDictionary<string, List<OpenedPiece>> opened = new();
    private readonly ConcurrentDictionary<string, int> running = new();
    private readonly ConcurrentDictionary<string, int> openings = new();
    private readonly ConcurrentQueue<Fault> faults = new();
    private int pieces;
    private int entries;

    public Connector Kind => Connector.TencentCloud;

    public ConnectorAbilities Abilities { get; set; } = ConnectorAbilities.Open | ConnectorAbilities.Terminate;

    /// <summary>What was really prolonged, by the key of the renewal.</summary>
    public ConcurrentDictionary<string, RenewalRequest> Renewed { get; } = new();

    /// <summary>The end that the supplier names after a renewal.</summary>
    public DateTime? SaysItEnds { get; set; }

    public ConcurrentQueue<string> Ended { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What happens while the supplier works, before it answers.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public void Next(params Fault[] next)
    {
        foreach (var fault in next)
        {
            faults.Enqueue(fault);
        }
    }

    public void Heal() => faults.Clear();

    /// <summary>How often something was really opened under a key.</summary>
    public int Openings(string key) => openings.GetValueOrDefault(key);

    public IReadOnlyList<OpenedPiece> Pieces(string key) => opened.GetValueOrDefault(key) ?? [];

    public async Task<Opening> OpenAsync(OpeningRequest request, CancellationToken ct)
    {
        Calls.Enqueue($"open {request.Key}");
        var fault = Before();
        openings.AddOrUpdate(request.Key, 1, (_, n) => n + 1);
        var count = request.Sold.Quantity + (fault == Fault.GivesMore ? 1 : fault == Fault.GivesLess ? -1 : 0);
        opened.GetOrAdd(request.Key, _ => []).AddRange(Enumerable.Range(0, count).Select(_ => Piece()));
        running[request.Key] = fault == Fault.Late ? 1 : count;
        if (Meanwhile is { } meanwhile)
        {
            await meanwhile();
        }

        return fault == Fault.LosesAnswer ? throw new TimeoutException() : Answer(request.Key, fault);
    }

    public Task<Opening?> FindAsync(OpeningRequest request, CancellationToken ct)
    {
        Calls.Enqueue($"find {request.Key}");
        var fault = Before();
        if (fault == Fault.LosesAnswer)
        {
            throw new TimeoutException();
        }

        if (!opened.TryGetValue(request.Key, out var known))
        {
            return Task.FromResult<Opening?>(null);
        }

        running[request.Key] = fault == Fault.Late ? running[request.Key] : Math.Min(known.Count, running[request.Key] + 1);
        return Task.FromResult<Opening?>(Answer(request.Key, fault));
    }

    public Task<DateTime?> RenewAsync(RenewalRequest request, CancellationToken ct)
    {
        Calls.Enqueue($"renew {request.Key}");
        var fault = Before();
        Renewed.TryAdd(request.Key, request);
        return fault == Fault.LosesAnswer ? throw new TimeoutException() : Task.FromResult(SaysItEnds);
    }

    public Task TerminateAsync(SupplierResource resource, CancellationToken ct)
    {
        Before();
        Ended.Enqueue(resource.Reference);
        return Task.CompletedTask;
    }

    public Task<Uri> EnterAsync(SupplierResource resource, Door door, CancellationToken ct)
    {
        Before();
        return Task.FromResult(new Uri($"https://door.example/{door}/{resource.Reference}?once={Interlocked.Increment(ref entries)}"));
    }

    private Fault Before()
    {
        var fault = faults.TryDequeue(out var next) ? next : Fault.None;
        return fault switch
        {
            Fault.Fails => throw new HttpRequestException("503"),
            Fault.Silent => throw new TaskCanceledException(),
            Fault.Refuses => throw new ConnectorRefusedException("Connectors.BalanceShort", "12.50"),
            _ => fault,
        };
    }

    private OpenedPiece Piece()
    {
        var number = Interlocked.Increment(ref pieces);
        return new OpenedPiece($"ins-{number:D5}", $"10.0.{number / 250}.{number % 250}:22", "root", $"secret-{number}");
    }

    private Opening Answer(string key, Fault fault)
    {
        var known = opened[key].Take(running[key]).ToList();
        return new Opening(fault == Fault.AnswersTwice ? [.. known, .. known] : known, running[key] >= opened[key].Count);
    }
}
