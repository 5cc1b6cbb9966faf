using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations;

/// <summary>A signed-in member and the stamp that its session carries. While a duty is left it acts without any role.</summary>
public sealed record SignedIn(Actor Actor, string SecurityStamp, SignInDuty? Duty = null)
{
    public bool MustChangePassword => Duty == SignInDuty.ChangePassword;
}

/// <summary>Says whether a session still holds, from the database and never from the cookie [R-ORG-3].</summary>
public sealed class MemberSessions(KBossDbContextFactory contexts)
{
    /// <summary>How long a session may be believed before it is asked again; twice this is under the minute that is promised.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(25);

    /// <summary>The member with its present roles, or null when it is not Active any more or its sessions have been ended.</summary>
    public async Task<SignedIn?> FindAsync(long memberId, string securityStamp, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var member = await db.Members.AsNoTracking().Include(m => m.Roles)
            .FirstOrDefaultAsync(m => m.Id == memberId && m.Status == MemberStatus.Active, ct);
        return member is not null && member.SecurityStamp.Length > 0 && member.SecurityStamp == securityStamp
            ? await OfAsync(db, member, ct)
            : null;
    }

    /// <summary>The session that a member begins.</summary>
    internal static async Task<SignedIn> OfAsync(KBossDbContext db, Member member, CancellationToken ct)
    {
        var kind = await db.Organizations.Where(o => o.Id == member.OrganizationId).Select(o => o.Kind).FirstAsync(ct);
        var duty = SignInDuties.Of(member);
        var roles = duty is null ? member.Roles.Select(r => r.Role).ToHashSet() : [];
        return new SignedIn(new Actor(member.Id, member.OrganizationId, kind, member.Name, roles), member.SecurityStamp, duty);
    }
}
