using System.Collections.Concurrent;
using KBoss.Infrastructure.Common;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>
/// Tells inside this process that something about a member's sessions has changed, so that what is still believed of them is asked again at once.
/// Other processes find out when they ask the next time, within the minute that is promised [R-ORG-3].
/// </summary>
public sealed class SessionNews(TimeProvider time)
{
    private const int Many = 1_000;
    private readonly ConcurrentDictionary<long, DateTime> told = new();

    /// <summary>Raised with the member, and with the session that did it itself and knows already.</summary>
    public event Action<long, long?>? Told;

    /// <summary>To be called after the commit.</summary>
    public void Tell(long memberId, long? bySessionId = null)
    {
        told[memberId] = time.UtcNow();
        if (told.Count > Many)
        {
            // Nobody believes anything for that long.
            var old = time.UtcNow() - (2 * MemberSessions.BelievedFor);
            foreach (var forgotten in told.Where(t => t.Value < old))
            {
                told.TryRemove(forgotten);
            }
        }

        Told?.Invoke(memberId, bySessionId);
    }

    /// <summary>Whether there has been news of the member at or after a moment (UTC).</summary>
    public bool Any(long memberId, DateTime since) => told.TryGetValue(memberId, out var at) && at >= since;
}
