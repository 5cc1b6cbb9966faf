using System.Linq.Expressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>A member whose story is told to the organization's Admin.</summary>
public sealed record MemberStory(Actor Reader, long MemberId, string UserName) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.AuditView) ? [$"Member {UserName}", $"Role {UserName}"] : [];

    public override IReadOnlyDictionary<string, string> SaidActs { get; } = new Dictionary<string, string> { ["SignedIn"] = "Session.Began" };
}

/// <summary>A member with all that the Admin knows; the phone is masked, times are UTC.</summary>
public sealed record MemberDetails(MemberRow Row, DateTime? LockedUntil, IReadOnlyList<ThingEvent> Story);

/// <summary>The page of one member of the actor's own organization.</summary>
public sealed class MemberDeskQueries(ICurrentActor current, KBossDbContextFactory contexts, IMemberAccess access, Timeline<MemberStory> timeline)
{
    /// <summary>One member by its account name, whoever it is; one of another organization is <see cref="NotFoundException"/>.</summary>
    public Task<MemberDetails> GetAsync(string userName, CancellationToken ct = default) => GetAsync(m => m.UserName == userName, userName, ct);

    /// <summary>The same by its id.</summary>
    public Task<MemberDetails> GetAsync(long memberId, CancellationToken ct = default) => GetAsync(m => m.Id == memberId, memberId, ct);

    private async Task<MemberDetails> GetAsync(Expression<Func<Member, bool>> which, object called, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().Include(m => m.Roles).Where(m => m.OrganizationId == me.OrganizationId).FirstOrDefaultAsync(which, ct)
            ?? throw new NotFoundException("member", called);
        var seats = await db.DepartmentMembers.Where(s => s.MemberId == member.Id)
            .Select(s => new Seat(s.DepartmentId, s.Department!.Name, s.Position)).ToListAsync(ct);
        var signIn = (await access.OfAsync(db, [member.Id], ct))[member.Id];
        return new MemberDetails(
            new MemberRow(
                member.Id, member.UserName, member.Name, Masked.Phone(member.Phone), [.. member.Roles.Select(r => r.Role).Order()],
                [.. seats.OrderByDescending(s => s.Position)], member.Status, member.TemporaryPasswordUntil is not null, member.CreatedBy, member.CreatedAt,
                signIn.LastAt, signIn.HasAuthenticator),
            member.LockoutEnd > db.Now ? member.LockoutEnd : null, await timeline.TellAsync(db, new MemberStory(me, member.Id, member.UserName), ct));
    }
}
