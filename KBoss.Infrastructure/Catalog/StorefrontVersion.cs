using System.Globalization;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Something that customers can see has changed.</summary>
public sealed record StorefrontChanged;

/// <summary>
/// Counts the changes of the storefront in this process: what was rendered or kept under another number is out of date. It begins with the time of the
/// start, so that a page which an earlier process has rendered is not taken for one of this.
/// Kept pages still need a short life of their own, for agreements that begin or end by the clock and changes made by another process.
/// </summary>
public sealed class StorefrontVersion(TimeProvider time) : IChangeListener
{
    private long number = time.GetUtcNow().Ticks;

    /// <summary>Grows with every change; part of the key of what is kept.</summary>
    public long Number => Interlocked.Read(ref number);

    /// <summary>The number as pages and the news to them say it.</summary>
    public string Text() => Number.ToString(CultureInfo.InvariantCulture);

    public void ListenTo(Changes changes) => changes.Subscribe<StorefrontChanged>(_ => Interlocked.Increment(ref number));
}
