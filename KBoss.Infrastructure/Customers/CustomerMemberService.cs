using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What the seller's people do with the members of their organization's customers. Nobody gets into an account by it: a new password is temporary and does not
/// replace the code that is sent to the member's phone, a phone is changed by the member alone, who proves it [decision 0022], and no role is given: whoever
/// is added can do nothing until an Admin of the customer says what. What is done stands in the audit log of either side. A customer or member that the
/// actor does not see is <see cref="NotFoundException"/> [R-ISO-2].
/// </summary>
public sealed class CustomerMemberService(
    ICurrentActor current, KBossDbContextFactory contexts, AccountNames names, TemporaryPassword passwords, IMemberAccess access)
{
    /// <summary>What the seller's audit log calls what was done with a member of a customer.</summary>
    public const string Audited = "CustomerMemberChanged";

    /// <summary>The members of the customer, oldest first, phones masked.</summary>
    public async Task<Page<MemberRow>> ListAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManageMembers, ct);
        return await contexts.ReadWithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            var page = await db.Members.AsNoTracking().Where(m => m.OrganizationId == customer.BuyerId).OrderBy(m => m.Id)
                .Select(m => new
                {
                    m.Id,
                    m.UserName,
                    m.Name,
                    m.Phone,
                    m.Status,
                    m.TemporaryPasswordUntil,
                    m.CreatedBy,
                    m.CreatedAt,
                    Roles = m.Roles.Select(r => r.Role).ToList(),
                })
                .ToPageAsync(request, ct);
            var signIns = await access.OfAsync(db, [.. page.Rows.Select(m => m.Id)], ct);
            return new Page<MemberRow>(
                [.. page.Rows.Select(m => new MemberRow(
                    m.Id, m.UserName, m.Name, Masked.Phone(m.Phone), [.. m.Roles.Order()], [], m.Status, m.TemporaryPasswordUntil is not null, m.CreatedBy,
                    m.CreatedAt, signIns[m.Id].LastAt, signIns[m.Id].HasAuthenticator))],
                page.Total);
        });
    }

    /// <summary>
    /// Adds a member without roles and with a temporary password, which opens the account only together with a code sent to the phone. Refuses as
    /// <see cref="MemberService.AddAsync(AddMember, CancellationToken)"/> does, and with <c>Customers.RolesByCustomer</c>.
    /// </summary>
    public async Task<NewPassword> AddAsync(string code, AddMember input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManageMembers, ct);
        DemandNoMore(input.Roles, []);
        var (password, hash) = passwords.Make();
        return await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            await MeetAsync(db, customer, ct);
            var member = new Member(customer.BuyerId, input.UserName!, input.Phone!, input.Name!, db.Now);
            member.AddedBy(me.By);
            await names.DemandFreeAsync(customer.BuyerId, member.UserName, member.Phone, ct: ct);
            passwords.GiveTo(member, hash, db.Now);
            Audit(db, me, customer, member.UserName);
            await MemberService.AddAsync(db, member, input.Roles, OrganizationKind.Customer, ct);
            return new NewPassword(member.Id, member.UserName, member.Name, password);
        }, ct);
    }

    /// <summary>Changes user name and name; the phone is the member's to change, under account security, with a code to both numbers.</summary>
    public Task EditAsync(string code, long memberId, string? userName, string? name, CancellationToken ct = default) =>
        ActAsync(code, memberId, async (db, member, customer) =>
        {
            var refusals = new Refusals();
            var wanted = refusals.Try(() => Member.UserNameOf(userName)) ?? member.UserName;
            if (wanted != member.UserName)
            {
                await refusals.TryAsync(() => names.DemandFreeAsync(customer.BuyerId, wanted, member.Phone, member.Id, ct));
            }

            refusals.Try(() => member.Edit(wanted, name));
            refusals.Demand();
        }, ct);

    /// <summary>
    /// Leaves a member these of its roles; <c>Organizations.MemberChanged</c> when they are not <paramref name="shown"/> any more, and
    /// <c>Customers.RolesByCustomer</c> for one that it has not: that is for the customer's own Admin to give.
    /// </summary>
    public Task SetRolesAsync(string code, long memberId, IReadOnlySet<Role> roles, IReadOnlySet<Role> shown, CancellationToken ct = default) =>
        ActAsync(code, memberId, (_, member, _) =>
        {
            if (!shown.SetEquals(member.Roles.Select(r => r.Role)))
            {
                throw new RuleException("Organizations.MemberChanged", member.UserName);
            }

            DemandNoMore(roles, shown);
            member.SetRoles(roles, OrganizationKind.Customer);
            return Task.CompletedTask;
        }, ct);

    /// <summary>Stops a member from signing in; its sessions end within a minute [R-ORG-3]. The last Admin is kept, <c>Organizations.LastAdmin</c>.</summary>
    public Task DisableAsync(string code, long memberId, CancellationToken ct = default) => ActAsync(code, memberId, member => member.Disable(), ct);

    /// <summary>Lets a disabled member sign in again.</summary>
    public Task RestoreAsync(string code, long memberId, CancellationToken ct = default) => ActAsync(code, memberId, member => member.Restore(), ct);

    /// <summary>Gives a member that cannot get in a temporary password; its sessions end, and the code to its phone is asked for as ever.</summary>
    public async Task<NewPassword> ResetPasswordAsync(string code, long memberId, CancellationToken ct = default)
    {
        var (password, hash) = passwords.Make();
        NewPassword? made = null;
        await ActAsync(code, memberId, (db, member, customer) =>
        {
            passwords.GiveTo(member, hash, db.Now);
            db.Audit(customer.BuyerId, "TemporaryPassword", member.AuditSubject);
            made = new NewPassword(member.Id, member.UserName, member.Name, password);
            return Task.CompletedTask;
        }, ct);
        return made!;
    }

    private static void DemandNoMore(IEnumerable<Role> wanted, IEnumerable<Role> held)
    {
        if (wanted.Except(held).Any())
        {
            throw new RuleException("Customers.RolesByCustomer") { Field = "roles" };
        }
    }

    /// <summary>Two at once, on either side, meet on the customer's organization, as in <see cref="MemberService"/>.</summary>
    private static async Task MeetAsync(KBossDbContext db, Customer customer, CancellationToken ct) =>
        db.Touch(await db.Organizations.FirstAsync(o => o.Id == customer.BuyerId, ct));

    /// <summary>The customer's own log tells what was changed; the seller's, that one of its people did it, and to whom.</summary>
    private static void Audit(KBossDbContext db, Actor me, Customer customer, string userName) =>
        db.Audit(me.OrganizationId, Audited, string.Create(CultureInfo.InvariantCulture, $"Customer {customer.BuyerId}"), AuditText.Of([("UserName", userName)]));

    private Task ActAsync(string code, long memberId, Action<Member> act, CancellationToken ct) => ActAsync(code, memberId, (_, member, _) =>
    {
        act(member);
        return Task.CompletedTask;
    }, ct);

    private async Task ActAsync(string code, long memberId, Func<KBossDbContext, Member, Customer, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CustomersManageMembers, ct);
        await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            await MeetAsync(db, customer, ct);
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == memberId && m.OrganizationId == customer.BuyerId, ct)
                ?? throw new NotFoundException("member", memberId);
            await act(db, member, customer);
            await access.FollowAsync(db, member, ct);
            Audit(db, me, customer, member.UserName);
            await db.SaveChangesAsync(ct);
            await MemberService.DemandAdminAsync(db, customer.BuyerId, member.UserName, ct);
        }, ct);
    }
}
