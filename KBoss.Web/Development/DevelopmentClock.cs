using System.Globalization;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Web.Development;

/// <summary>
/// The system's time moved forward by an offset, so that expiry can be seen without waiting for it. Delays and timers run in real time. The offset is kept in
/// the data directory beside what was written at that time: a start finds both, and nothing lies in its future.
/// </summary>
public sealed class DevelopmentClock : TimeProvider
{
    /// <summary>The file that keeps it: the offset as a time span.</summary>
    public const string FileName = "development-clock.txt";

    /// <summary>Five years: further than anything in the business expires, nearer than dates can be.</summary>
    public static readonly TimeSpan MaxOffset = TimeSpan.FromDays(5 * 365);

    private readonly Lock writing = new();
    private readonly string? file;
    private long offsetTicks;

    /// <summary>A clock that keeps its offset nowhere.</summary>
    public DevelopmentClock()
    {
    }

    /// <summary>A clock that goes on where the last one over this data directory stood.</summary>
    public DevelopmentClock(DataDirectory directory)
    {
        file = directory.Combine(FileName);
        offsetTicks = Kept(file);
    }

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
                Keep();
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns to the system's time.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref offsetTicks, 0);
        Keep();
    }

    private static long Kept(string file) =>
        File.Exists(file)
        && TimeSpan.TryParseExact(File.ReadAllText(file).Trim(), "c", CultureInfo.InvariantCulture, out var kept)
        && kept >= TimeSpan.Zero && kept <= MaxOffset ? kept.Ticks : 0;

    private void Keep()
    {
        if (file is not null)
        {
            // Of two at once the later one writes what stands.
            lock (writing)
            {
                File.WriteAllText(file, Offset.ToString("c", CultureInfo.InvariantCulture));
            }
        }
    }
}
