using System.Security.Cryptography;
using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>What a device holds of its session: the number, and a key that nobody else knows.</summary>
public sealed record SessionKey(long Id, string Key);

/// <summary>A signed-in member and what its device holds. While a duty is left it acts without any role.</summary>
public sealed record SignedIn(Actor Actor, SessionKey Key)
{
    public SignInDuty? Duty => Actor.Duty;

    public bool MustChangePassword => Duty == SignInDuty.ChangePassword;
}

/// <summary>Where a sign-in comes from: the IP address and what the browser says of itself.</summary>
public sealed record SignInOrigin(string? Address, string? UserAgent);

/// <summary>Begins and ends sessions, and says whether one still holds: from the database and never from the cookie [R-ORG-3].</summary>
public sealed class MemberSessions(KBossDbContextFactory contexts, IOptions<SessionLimits> limits, BelievedSessions believed, TimeProvider time)
{
    /// <summary>How long a session may be believed before it is asked again; twice this is under the minute that is promised.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(25);

    /// <summary>How long a session is kept after its end.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const int KeyBytes = 32;
    private const int Batch = 500;

    /// <summary>As <see cref="FindAsync"/>, for a request: what this process was told less than <see cref="BelievedFor"/> ago is believed.</summary>
    public ValueTask<SignedIn?> BelieveAsync(SessionKey key, CancellationToken ct = default) => believed.FindAsync(key, FindAsync, ct);

    /// <summary>
    /// The member with its present roles, or null when the session does not hold any more. Asking is use of the session, and is written down now and then.
    /// </summary>
    public async Task<SignedIn?> FindAsync(SessionKey key, CancellationToken ct = default)
    {
        var (known, isToBeWritten) = await AskAsync(key, ct);
        if (!isToBeWritten)
        {
            return known;
        }

        try
        {
            return await contexts.Impatient.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var holds = await ReadAsync(db.Sessions, db.Members, key, ct) is var (session, member) && session.See(limits.Value, db.Now) ? member : null;
                await db.SaveChangesAsync(ct);
                return holds is null ? null : await OfAsync(db, holds, key, ct);
            }, ct);
        }
        catch (BusyException)
        {
            // It is written down at the next asking.
            return known;
        }
    }

    /// <summary>
    /// As <see cref="FindAsync"/>, for what an open page asks by itself: it is no use of the session, which runs out as if nobody had asked.
    /// </summary>
    public async Task<SignedIn?> LookAsync(SessionKey key, CancellationToken ct = default) => (await AskAsync(key, ct)).Known;

    /// <summary>How a session ended that does not hold any more, for whoever has its key; null for anybody else, and where it is not known.</summary>
    public async Task<SessionEnd?> EndOfAsync(SessionKey key, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await ReadAsync(db.Sessions.AsNoTracking(), db.Members.AsNoTracking(), key, ct) is not var (session, _) ? null
            : session.End ?? (session.Holds(limits.Value, time.UtcNow()) ? null : SessionEnd.RanOut);
    }

    /// <summary>Ends the session of the device that signs out; a key that is not the session's changes nothing.</summary>
    public async Task SignOutAsync(SessionKey key, CancellationToken ct = default)
    {
        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            if (await ReadAsync(db.Sessions, db.Members, key, ct) is var (session, _))
            {
                End(db, session, SessionEnd.SignedOut);
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }

    /// <summary>
    /// Writes down which sessions have run out, and removes those that ended long ago; how many of both. The newest of each member stays: it says
    /// when the member signed in last.
    /// </summary>
    public async Task<int> RemoveOldAsync(CancellationToken ct = default)
    {
        var done = 0;
        for (var found = Batch; found == Batch; done += found)
        {
            found = await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var (began, seen) = (db.Now - limits.Value.Lifetime, db.Now - limits.Value.IdleTimeout);
                var lost = await db.Sessions.Where(s => s.EndedAt == null && (s.BeganAt <= began || s.LastSeenAt <= seen))
                    .OrderBy(s => s.Id).Take(Batch).ToListAsync(ct);
                lost.ForEach(session => session.RunOut(limits.Value, db.Now));
                await db.SaveChangesAsync(ct);
                return lost.Count;
            }, ct);
        }

        var before = time.UtcNow() - Kept;
        for (var removed = Batch; removed == Batch; done += removed)
        {
            removed = await contexts.InTransactionAsync(OrganizationScope.Everything, null, db => db.Sessions
                .Where(s => s.EndedAt < before && db.Sessions.Any(later => later.MemberId == s.MemberId && later.Id > s.Id))
                .OrderBy(s => s.Id).Take(Batch)
                .ExecuteDeleteAsync(ct), ct);
        }

        return done;
    }

    /// <summary>
    /// Begins a session in the caller's transaction, with a key that was never used before. The session that the browser had until now ends, and so
    /// does the one seen longest ago when the member has more than it may. Whoever takes the member's access at this moment is met on the member's row:
    /// one of the two runs again and sees what the other did. The caller saves and asks <see cref="OfAsync"/>.
    /// </summary>
    internal async Task<(Session Session, string Key)> BeginAsync(
        KBossDbContext db, Member member, SignInOrigin? origin, SessionKey? former, CancellationToken ct)
    {
        db.Touch(member);
        if (former is not null && await ReadAsync(db.Sessions, db.Members, former, ct) is var (replaced, _))
        {
            End(db, replaced, SessionEnd.Replaced);
        }

        var open = await db.Sessions.Where(s => s.MemberId == member.Id && s.EndedAt == null)
            .OrderByDescending(s => s.LastSeenAt).ThenByDescending(s => s.Id).ToListAsync(ct);
        foreach (var tooMany in open.Where(s => !s.RunOut(limits.Value, db.Now)).Skip(limits.Value.PerMember - 1).ToList())
        {
            End(db, tooMany, SessionEnd.TooMany);
        }

        var key = NewKey();
        var session = new Session(member, HashOf(key), origin?.Address, DeviceName.Of(origin?.UserAgent), db.Now);
        db.Sessions.Add(session);
        db.AfterCommit(new SessionsChanged(member.Id));
        return (session, key);
    }

    /// <summary>Goes on with the actor's session under a new key, in the caller's transaction: the key it had opens nothing any more.</summary>
    internal static async Task<SessionKey> RenewAsync(KBossDbContext db, Member member, Actor me, CancellationToken ct)
    {
        var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == me.SessionId && s.MemberId == member.Id && s.EndedAt == null, ct)
            ?? throw new SignInException();
        var key = NewKey();
        session.Renew(HashOf(key));
        db.AfterCommit(new SessionsChanged(member.Id, session.Id));
        return new SessionKey(session.Id, key);
    }

    /// <summary>
    /// To be called before the save of whatever changes a member: what takes access from it ends its sessions [R-ORG-3], all but one if that is named,
    /// and after any change its devices are asked again; not <paramref name="bySessionId"/>, which says itself what it has done.
    /// </summary>
    internal static async Task FollowAsync(KBossDbContext db, Member member, long? exceptId = null, long? bySessionId = null, CancellationToken ct = default)
    {
        var entry = db.Entry(member);
        if (!entry.Property(m => m.SecurityStamp).IsModified)
        {
            db.AfterCommit(new SessionsChanged(member.Id, bySessionId));
            return;
        }

        var credentials = entry.Property(m => m.PasswordHash).IsModified || entry.Property(m => m.Phone).IsModified;
        await EndAllAsync(db, member, credentials ? SessionEnd.CredentialsChanged : SessionEnd.AccessChanged, exceptId, bySessionId, ct);
    }

    /// <summary>Ends one session in the caller's transaction and tells of it after the commit.</summary>
    internal static void End(KBossDbContext db, Session session, SessionEnd why)
    {
        session.Finish(why, db.Now);
        db.AfterCommit(new SessionsChanged(session.MemberId));
    }

    /// <summary>Ends every session of a member in the caller's transaction, all but one if that is named, and tells of it after the commit.</summary>
    internal static async Task EndAllAsync(
        KBossDbContext db, Member member, SessionEnd why, long? exceptId = null, long? bySessionId = null, CancellationToken ct = default)
    {
        // One that begins at this moment is met here.
        db.Touch(member);
        var open = await db.Sessions.Where(s => s.MemberId == member.Id && s.EndedAt == null && s.Id != exceptId).ToListAsync(ct);
        open.ForEach(session => session.Finish(why, db.Now));
        db.AfterCommit(new SessionsChanged(member.Id, bySessionId));
    }

    /// <summary>The member as its session acts.</summary>
    internal static async Task<SignedIn> OfAsync(KBossDbContext db, Member member, SessionKey key, CancellationToken ct)
    {
        var organization = await db.Organizations.Where(o => o.Id == member.OrganizationId).Select(o => new { o.Kind, IsRoot = o.SellerId == null }).FirstAsync(ct);
        var duty = SignInDuties.Of(member);
        var roles = duty is null ? member.Roles.Select(r => r.Role).ToHashSet() : [];
        var actor = new Actor(member.Id, member.OrganizationId, organization.Kind, member.Name, roles)
        {
            SessionId = key.Id,
            Duty = duty,
            IsOfRoot = organization.IsRoot,
        };
        return new SignedIn(actor, key);
    }

    /// <summary>The member, if the session holds, and whether there is something to be written down: that it was used, or that it has run out.</summary>
    private async Task<(SignedIn? Known, bool IsToBeWritten)> AskAsync(SessionKey key, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var now = time.UtcNow();
        if (await ReadAsync(db.Sessions.AsNoTracking(), db.Members.AsNoTracking(), key, ct) is not var (session, member) || session.EndedAt is not null)
        {
            return (null, false);
        }

        var known = session.Holds(limits.Value, now) ? await OfAsync(db, member, key, ct) : null;
        return (known, known is null || session.IsSeenLongAgo(now));
    }

    private static async Task<(Session Session, Member Member)?> ReadAsync(
        IQueryable<Session> sessions, IQueryable<Member> members, SessionKey key, CancellationToken ct)
    {
        var session = await sessions.FirstOrDefaultAsync(s => s.Id == key.Id, ct);
        if (session is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(session.KeyHash), Encoding.ASCII.GetBytes(HashOf(key.Key))))
        {
            return null;
        }

        return (session, await members.Include(m => m.Roles).FirstAsync(m => m.Id == session.MemberId, ct));
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(2 * KeyBytes, lowercase: true);

    // The key is random enough by itself: a plain hash of it tells nothing.
    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
