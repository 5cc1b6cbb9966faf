using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Something that customers can see has changed.</summary>
public sealed record StorefrontChanged;

/// <summary>
/// Counts the changes of the storefront in this process: what was rendered or kept under an older number is out of date.
/// Kept pages still need a short life of their own, for agreements that begin or end by the clock and changes made by another process.
/// </summary>
public sealed class StorefrontVersion : IChangeListener
{
    private long number;

    /// <summary>Grows with every change; part of the key of what is kept.</summary>
    public long Number => Interlocked.Read(ref number);

    public void ListenTo(Changes changes) => changes.Subscribe<StorefrontChanged>(_ => Interlocked.Increment(ref number));
}
