using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>How a member signs in: whether by an authenticator app, and when (UTC) it did last.</summary>
public sealed record MemberSignIn(bool HasAuthenticator, DateTime? LastAt);

/// <summary>Knows how members get in, which is the module SignIn's own. It works in the caller's context, and the caller saves.</summary>
public interface IMemberAccess
{
    /// <summary>What the audit log calls what members do with nothing but their own account.</summary>
    IReadOnlyCollection<string> OwnActs { get; }

    /// <summary>The ids of the members who have signed in since an instant (UTC).</summary>
    IQueryable<long> SignedInSince(KBossDbContext db, DateTime since);

    /// <summary>How each of the members signs in.</summary>
    Task<IReadOnlyDictionary<long, MemberSignIn>> OfAsync(KBossDbContext db, IReadOnlyCollection<long> memberIds, CancellationToken ct);

    /// <summary>
    /// To be called before the save of whatever changes a member: what takes access from it (status, a role, another phone or password) ends its
    /// sessions in the same transaction [R-ORG-3], and a deregistered one loses its authenticator app.
    /// </summary>
    Task FollowAsync(KBossDbContext db, Member member, CancellationToken ct);

    /// <summary>Signs the member out on all its devices, at an Admin's wish.</summary>
    Task SignOutAsync(KBossDbContext db, Member member, CancellationToken ct);

    /// <summary>Takes the authenticator app off the member, signs it out, audits it and tells the member by whom; whether it used one.</summary>
    Task<bool> TakeAuthenticatorAsync(KBossDbContext db, Member member, string by, CancellationToken ct);
}
