namespace KBoss.Domain.Common;

/// <summary>A time from an instant (inclusive) to another (exclusive), both UTC; without an end it goes on.</summary>
public readonly record struct Period(DateTime From, DateTime? To)
{
    /// <summary>Whether nothing lies in it.</summary>
    public bool IsEmpty => To <= From;

    /// <summary>Whether an instant lies in it.</summary>
    public bool Contains(DateTime at) => at >= From && !(at >= To);

    /// <summary>Whether some instant lies in both.</summary>
    public bool Overlaps(Period other) => !IsEmpty && !other.IsEmpty && !(other.From >= To) && !(From >= other.To);
}
