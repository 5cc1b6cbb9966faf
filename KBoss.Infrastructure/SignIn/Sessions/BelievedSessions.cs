using System.Collections.Concurrent;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>
/// Something about a member's sessions has changed, so that what is still believed of them is asked again at once; the session that did it itself, if one
/// is named, knows already.
/// </summary>
public sealed record SessionsChanged(long MemberId, long? BySessionId = null);

/// <summary>
/// Remembers in this process for a while of whose sessions there has been news. Other processes find out when they ask the next time, within the minute
/// that is promised [R-ORG-3].
/// </summary>
public sealed class SessionNews(TimeProvider time) : IChangeListener
{
    private const int Many = 1_000;
    private readonly ConcurrentDictionary<long, DateTime> told = new();

    public void ListenTo(Changes changes) => changes.Subscribe<SessionsChanged>(change => Remember(change.MemberId));

    /// <summary>Whether there has been news of the member at or after a moment (UTC).</summary>
    public bool Any(long memberId, DateTime since) => told.TryGetValue(memberId, out var at) && at >= since;

    private void Remember(long memberId)
    {
        var now = time.UtcNow();
        told[memberId] = now;
        if (told.Count > Many)
        {
            // Nobody believes anything for that long.
            var old = now - (2 * MemberSessions.BelievedFor);
            foreach (var forgotten in told.Where(t => t.Value < old))
            {
                told.TryRemove(forgotten);
            }
        }
    }
}
