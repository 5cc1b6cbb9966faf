using System.Threading.Channels;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Holds the calls that were made until they are written, so that nobody who calls a vendor waits for a database.</summary>
public sealed class VendorCallQueue
{
    /// <summary>More than this is only held where nothing can be written for long; then the oldest are given up.</summary>
    private const int Held = 50_000;

    private readonly Channel<VendorCallFacts> calls =
        Channel.CreateBounded<VendorCallFacts>(new BoundedChannelOptions(Held) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Adds a call; never waits.</summary>
    public void Add(VendorCallFacts call) => calls.Writer.TryWrite(call);

    /// <summary>Waits until there is one.</summary>
    internal ValueTask<bool> WaitAsync(CancellationToken ct) => calls.Reader.WaitToReadAsync(ct);

    /// <summary>Takes those that are there, up to a number.</summary>
    internal List<VendorCallFacts> Take(int most)
    {
        var taken = new List<VendorCallFacts>();
        while (taken.Count < most && calls.Reader.TryRead(out var call))
        {
            taken.Add(call);
        }

        return taken;
    }
}
