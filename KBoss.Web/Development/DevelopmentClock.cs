namespace KBoss.Web.Development;

/// <summary>The system's time moved forward by an offset, so that expiry can be seen without waiting for it. Delays and timers run in real time.</summary>
public sealed class DevelopmentClock : TimeProvider
{
    /// <summary>Five years: further than anything in the business expires, nearer than dates can be.</summary>
    public static readonly TimeSpan MaxOffset = TimeSpan.FromDays(5 * 365);

    private long offsetTicks;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    /// <summary>Moves the clock forward; false (and nothing happens) for a step that is not forward or leads beyond <see cref="MaxOffset"/>.</summary>
    public bool TryAdvance(TimeSpan step)
    {
        while (step > TimeSpan.Zero)
        {
            var before = Interlocked.Read(ref offsetTicks);
            if (step > MaxOffset - TimeSpan.FromTicks(before))
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref offsetTicks, before + step.Ticks, before) == before)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns to the system's time.</summary>
    public void Reset() => Interlocked.Exchange(ref offsetTicks, 0);
}
