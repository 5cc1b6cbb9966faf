namespace KBoss.Infrastructure.Common;

/// <summary>What use cases ask of the clock.</summary>
public static class Clock
{
    /// <summary>Now in UTC.</summary>
    public static DateTime UtcNow(this TimeProvider time) => time.GetUtcNow().UtcDateTime;
}
