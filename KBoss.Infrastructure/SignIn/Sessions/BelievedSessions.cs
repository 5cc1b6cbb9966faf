using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>
/// Something about a member's sessions has changed, so that what is still believed of them is asked again at once; the session that did it itself, if one
/// is named, knows already.
/// </summary>
public sealed record SessionsChanged(long MemberId, long? BySessionId = null);

/// <summary>
/// The sessions that this process believes to hold, each for a short time and never beyond news of its member. Other processes find out when they ask the
/// next time, within the minute that is promised [R-ORG-3].
/// </summary>
public sealed class BelievedSessions(TimeProvider time) : IChangeListener
{
    private const int Most = 10_000;
    private readonly Remembered<SessionKey, SignedIn> sessions = new(Most, MemberSessions.BelievedFor, time);

    public void ListenTo(Changes changes) =>
        changes.Subscribe<SessionsChanged>(change => sessions.Forget((_, session) => session.Actor.MemberId == change.MemberId));

    /// <summary>The session as it is believed, or as <paramref name="ask"/> finds it now; null when it does not hold.</summary>
    internal ValueTask<SignedIn?> FindAsync(SessionKey key, Func<SessionKey, CancellationToken, Task<SignedIn?>> ask, CancellationToken ct) =>
        sessions.GetAsync(key, ask, ct);
}
