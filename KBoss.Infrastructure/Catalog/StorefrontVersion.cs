using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Something that customers can see has changed.</summary>
public sealed record StorefrontChanged;

/// <summary>
/// Counts the changes of the storefront in this process: what was rendered or kept under an older number is out of date.
/// Kept pages still need a short life of their own, for agreements that begin or end by the clock and changes made by another process.
/// </summary>
public sealed class StorefrontVersion : IChangeListener, IDisposable
{
    private CancellationTokenSource next = new();
    private long number;

    /// <summary>Grows with every change; part of the key of what is kept.</summary>
    public long Number => Interlocked.Read(ref number);

    /// <summary>Is cancelled by the next change, for a cache that expires by token.</summary>
    public CancellationToken NextChange => Volatile.Read(ref next).Token;

    public void ListenTo(Changes changes) => changes.Subscribe<StorefrontChanged>(_ => Next());

    public void Dispose() => next.Dispose();

    private void Next()
    {
        Interlocked.Increment(ref number);
        // Not disposed here: somebody may be about to ask it for its token. It holds no timer, so nothing leaks.
        Interlocked.Exchange(ref next, new CancellationTokenSource()).Cancel();
    }
}
