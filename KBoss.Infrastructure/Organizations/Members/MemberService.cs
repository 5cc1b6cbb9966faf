using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>A member to add; the temporary password is made by the service.</summary>
public sealed record AddMember(string? UserName, string? Name, string? Phone, IReadOnlyCollection<Role> Roles);

/// <summary>The basics of a member; a null phone leaves the phone as it is, because the list shows it masked.</summary>
public sealed record EditMember(string? UserName, string? Name, string? Phone = null);

/// <summary>A member that got a temporary password. The password is told this once and kept nowhere.</summary>
public sealed record NewPassword(long MemberId, string UserName, string Name, string Password);

/// <summary>
/// What an Admin does with the members of its own organization, distributor and customer alike. Every act that could take the last
/// Active Admin away is refused with <c>Organizations.LastAdmin</c>, in two windows at once too [R-ORG-4]; ids of other organizations
/// are <see cref="NotFoundException"/>.
/// </summary>
public sealed class MemberService(
    ICurrentActor current, KBossDbContextFactory contexts, AccountNames names, TemporaryPassword passwords, IMemberAccess access, TimeProvider time)
{
    /// <summary>
    /// Adds a member with a temporary password that must be changed at the first sign-in. Refuses a bad or used user name or phone and a role
    /// of the other kind of organization.
    /// </summary>
    public async Task<NewPassword> AddAsync(AddMember input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        var draft = New(me, input, time.UtcNow());
        await names.DemandFreeAsync(me.OrganizationId, draft.UserName, draft.Phone, ct: ct);
        var (password, hash) = passwords.Make();
        return await contexts.InTransactionAsync(me, async db =>
        {
            await MeetAsync(db, me, ct);
            if (!await db.Members.AnyAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct))
            {
                throw new SignInException();
            }

            var member = New(me, input, db.Now);
            await names.DemandFreeAsync(me.OrganizationId, member.UserName, member.Phone, ct: ct);
            passwords.GiveTo(member, hash, db.Now);
            await AddAsync(db, member, input.Roles, me.Kind, ct);
            return new NewPassword(member.Id, member.UserName, member.Name, password);
        }, ct);
    }

    /// <summary>
    /// Changes user name, name and phone. One's own phone is changed under account security, with a code to both numbers
    /// (<c>Organizations.OwnPhoneByCode</c>); another phone ends the member's sessions.
    /// </summary>
    public Task EditAsync(long memberId, EditMember input, CancellationToken ct = default) => ActAsync(memberId, async (db, member, me) =>
    {
        var refusals = new Refusals();
        var phone = (string.IsNullOrWhiteSpace(input.Phone) ? null : refusals.Try(() => Member.PhoneOf(input.Phone))) ?? member.Phone;
        if (member.Id == me.MemberId && phone != member.Phone)
        {
            refusals.Add(new RuleException("Organizations.OwnPhoneByCode") { Field = "phone" });
        }

        var userName = refusals.Try(() => Member.UserNameOf(input.UserName)) ?? member.UserName;
        if (userName != member.UserName || phone != member.Phone)
        {
            await refusals.TryAsync(() => names.DemandFreeAsync(me.OrganizationId, userName, phone, member.Id, ct));
        }

        refusals.Try(() => member.Edit(userName, input.Name));
        refusals.Demand();
        member.ChangePhone(phone);
    }, ct);

    /// <summary>
    /// Gives a member exactly these roles; <paramref name="shown"/> are those the Admin saw, and if another Admin has changed them since,
    /// <c>Organizations.MemberChanged</c> is the answer.
    /// </summary>
    public Task SetRolesAsync(long memberId, IReadOnlySet<Role> roles, IReadOnlySet<Role> shown, CancellationToken ct = default) =>
        ActAsync(memberId, (_, member, me) =>
        {
            if (!shown.SetEquals(member.Roles.Select(r => r.Role)))
            {
                throw new RuleException("Organizations.MemberChanged", member.UserName);
            }

            member.SetRoles(roles, me.Kind);
            return Task.CompletedTask;
        }, ct);

    /// <summary>Stops a member from signing in; its open sessions end within a minute [R-ORG-3].</summary>
    public Task DisableAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, member => member.Disable(), ct);

    /// <summary>Lets a disabled member sign in again.</summary>
    public Task RestoreAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, member => member.Restore(), ct);

    /// <summary>Ends an account for good; its phone is free for another account, its departments are left and its history stays.</summary>
    public Task DeregisterAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, async (db, member, _) =>
    {
        member.Deregister();
        db.RemoveRange(await db.DepartmentMembers.Include(s => s.Department).Include(s => s.Member).Where(s => s.MemberId == member.Id).ToListAsync(ct));
    }, ct);

    /// <summary>
    /// Removes an account that never did business; otherwise <c>Organizations.MemberHasHistory</c>, with the advice to deregister.
    /// What the audit log says about it stays.
    /// </summary>
    public Task DeleteAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, async (db, member, _) =>
    {
        if (await MemberTraces.AnyAsync(db, member.Id, access.OwnActs, ct))
        {
            throw new RuleException("Organizations.MemberHasHistory", member.UserName);
        }

        db.RemoveRange(await db.DepartmentMembers.Include(s => s.Department).Include(s => s.Member).Where(s => s.MemberId == member.Id).ToListAsync(ct));
        await MemberTraces.RemoveOwnAsync(db, member.Id, ct);
        db.Remove(member);
    }, ct);

    /// <summary>
    /// Why an account cannot be deleted: <c>Organizations.MemberHasHistory</c>, <c>Organizations.LastAdmin</c>, or null where it can. Asked for one member when
    /// somebody is about to choose, for it looks through everything that names members.
    /// </summary>
    public async Task<RuleException?> WhyKeptAsync(long memberId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == memberId, ct) ?? throw new NotFoundException("member", memberId);
        return await MemberTraces.AnyAsync(db, member.Id, access.OwnActs, ct) ? new RuleException("Organizations.MemberHasHistory", member.UserName)
            : await Admins(db, me.OrganizationId).AnyAsync(m => m.Id != memberId, ct) ? null
            : new RuleException("Organizations.LastAdmin", member.UserName);
    }

    /// <summary>Gives a member that cannot get in a new temporary password; it ends the member's sessions and unlocks the account.</summary>
    public async Task<NewPassword> ResetPasswordAsync(long memberId, CancellationToken ct = default)
    {
        var (password, hash) = passwords.Make();
        NewPassword? made = null;
        await ActAsync(memberId, (db, member, me) =>
        {
            passwords.GiveTo(member, hash, db.Now);
            db.Audit(me.OrganizationId, "TemporaryPassword", member.AuditSubject);
            made = new NewPassword(member.Id, member.UserName, member.Name, password);
            return Task.CompletedTask;
        }, ct);
        return made!;
    }

    /// <summary>Signs a member out on all its devices; a sign-in that is half done begins anew. The password stays, and the member may sign in again.</summary>
    public Task EndSessionsAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, async (db, member, me) =>
    {
        await access.SignOutAsync(db, member, ct);
        db.Audit(me.OrganizationId, "SessionsEnded", member.AuditSubject);
    }, ct);

    /// <summary>
    /// Takes the authenticator app off a member who has lost it: its sessions end, it is told, and it signs in with codes by SMS again. The Admin
    /// has to know that it is the member who asks. One's own is given up under account security, with a code of the app
    /// (<c>Organizations.OwnAuthenticatorByCode</c>); a member without one is <c>Organizations.AuthenticatorNotBegun</c>.
    /// </summary>
    public Task ResetAuthenticatorAsync(long memberId, CancellationToken ct = default) => ActAsync(memberId, async (db, member, me) =>
    {
        if (member.Id == me.MemberId)
        {
            throw new RuleException("Organizations.OwnAuthenticatorByCode");
        }

        if (!await access.TakeAuthenticatorAsync(db, member, me.Name, ct))
        {
            throw new RuleException("Organizations.AuthenticatorNotBegun");
        }
    }, ct);

    /// <summary>A member's phone number in full, for who may see it; every look is audited.</summary>
    public async Task<string> RevealPhoneAsync(long memberId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        me.Demand(Permissions.MembersViewSensitive);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == memberId, ct) ?? throw new NotFoundException("member", memberId);
        await contexts.AuditAsync(me, "PhoneShown", member.AuditSubject, ct: ct);
        return member.Phone;
    }

    /// <summary>
    /// Lets in whoever asked to join, with these roles; refuses with <c>Organizations.JoinDecided</c>, with <c>Organizations.JoinUnverified</c> while the
    /// organization's own number is not verified any more, and, if meanwhile taken, as <see cref="AddAsync"/> does.
    /// </summary>
    public async Task<long> AcceptAsync(long requestId, IReadOnlyCollection<Role> roles, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var request = await RequestAsync(db, requestId, ct);
            // A number that is doubted lets nobody in.
            if (!await db.OrganizationIdentities.AnyAsync(i => i.BuyerId == me.OrganizationId && i.Status == IdentityStatus.Verified, ct))
            {
                throw new RuleException("Organizations.JoinUnverified");
            }

            var member = request.Accept(me.By, db.Now);
            await names.DemandFreeAsync(me.OrganizationId, member.UserName, member.Phone, ct: ct);
            await AddAsync(db, member, roles, me.Kind, ct);
            db.Notices.Add(new Notice(me.OrganizationId, member.Id, "JoinAccepted", "", [me.Name], db.Now));
            await db.SaveChangesAsync(ct);
            return member.Id;
        }, ct);
    }

    /// <summary>Turns away whoever asked to join; refuses with <c>Organizations.JoinDecided</c>.</summary>
    public async Task RefuseAsync(long requestId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            (await RequestAsync(db, requestId, ct)).Refuse(me.By, db.Now);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Goes on only while some Active member of the organization is its Admin [R-ORG-4]; asked after the save, before the commit.</summary>
    internal static async Task DemandAdminAsync(KBossDbContext db, long organizationId, string userName, CancellationToken ct)
    {
        if (!await Admins(db, organizationId).AnyAsync(ct))
        {
            throw new RuleException("Organizations.LastAdmin", userName);
        }
    }

    private static IQueryable<Member> Admins(KBossDbContext db, long organizationId) =>
        db.Members.Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Admin));

    /// <summary>Saves a new member and then its roles: the audit log names the member of a role by the key that the first save gives.</summary>
    internal static async Task AddAsync(KBossDbContext db, Member member, IReadOnlyCollection<Role> roles, OrganizationKind kind, CancellationToken ct)
    {
        db.Add(member);
        await db.SaveChangesAsync(ct);
        member.SetRoles(roles, kind);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Two windows meet on the organization's row: the second finds it changed, runs again and sees what the first one did.</summary>
    internal static async Task MeetAsync(KBossDbContext db, Actor me, CancellationToken ct)
    {
        var organization = await db.Organizations.FirstAsync(o => o.Id == me.OrganizationId, ct);
        db.Touch(organization);
    }

    private static Member New(Actor me, AddMember input, DateTime now)
    {
        var member = new Member(me.OrganizationId, input.UserName!, input.Phone!, input.Name!, now);
        member.AddedBy(me.By);
        return member;
    }

    private static async Task<JoinRequest> RequestAsync(KBossDbContext db, long requestId, CancellationToken ct) =>
        await db.JoinRequests.FirstOrDefaultAsync(r => r.Id == requestId, ct) ?? throw new NotFoundException("join-request", requestId);

    private Task ActAsync(long memberId, Action<Member> act, CancellationToken ct) => ActAsync(memberId, (_, member, _) =>
    {
        act(member);
        return Task.CompletedTask;
    }, ct);

    private async Task ActAsync(long memberId, Func<KBossDbContext, Member, Actor, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.MembersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            await MeetAsync(db, me, ct);
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == memberId, ct)
                ?? throw new NotFoundException("member", memberId);
            await act(db, member, me);
            await access.FollowAsync(db, member, ct);
            await db.SaveChangesAsync(ct);
            await DemandAdminAsync(db, me.OrganizationId, member.UserName, ct);
        }, ct);
    }
}
