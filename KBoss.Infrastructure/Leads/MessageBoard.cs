using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>What is known of a reader who is about to write: whom it writes to, and its own name and company where it is signed in.</summary>
/// <param name="Staff">Whether the reader is one of a distributor's people, who answer here and do not write.</param>
public sealed record MessageBoardDoor(bool Staff, string? Name, string? Company);

/// <summary>
/// Takes what visitors and customers write to the distributor whose shop they see. It is open to everybody, so it sends nothing to anybody outside, and of
/// visitors it takes so many an hour and no more.
/// </summary>
public sealed class MessageBoard(KBossDbContextFactory contexts, SellerDirectory sellers, ICurrentActor current)
{
    /// <summary>How many messages of visitors a distributor is left in an hour.</summary>
    public const int MostAnHour = 100;

    private const string NoticeKind = "LeadNew";

    /// <summary>What a form begins with; null while there is no distributor to write to.</summary>
    public async Task<MessageBoardDoor?> FindAsync(CancellationToken ct = default)
    {
        if (await sellers.FindRootAsync(ct) is null)
        {
            return null;
        }

        if (await current.FindAsync(ct) is not { Duty: null } me)
        {
            return new MessageBoardDoor(false, null, null);
        }

        if (me.Kind == OrganizationKind.Distributor)
        {
            return new MessageBoardDoor(true, null, null);
        }

        await using var db = contexts.Open(me);
        return new MessageBoardDoor(false, me.Name, await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.Name).FirstAsync(ct));
    }

    /// <summary>
    /// Leaves a message and returns its number; the same again returns the number of the first time. Refused as <see cref="Lead"/> does, with
    /// <c>Leads.FormStale</c> for something else by a form that was sent, <c>Leads.StaffElsewhere</c> for a distributor's people, and with
    /// <c>Leads.TooMany</c> when visitors have left too many within the hour.
    /// </summary>
    public async Task<string> LeaveAsync(string formKey, LeadMessage message, CancellationToken ct = default)
    {
        var me = await current.FindAsync(ct) is { Duty: null } member ? member : null;
        if (me?.Kind == OrganizationKind.Distributor)
        {
            throw new RuleException("Leads.StaffElsewhere");
        }

        var sellerId = (me is null ? await sellers.FindRootAsync(ct) : await sellers.FindSellerAsync(me.OrganizationId, ct)) ?? throw new NotFoundException("seller", "");
        return await contexts.InTransactionAsync(OrganizationScope.Of(sellerId), me, async db =>
        {
            var lead = new Lead(sellerId, BusinessNumber.New(BusinessNumber.Lead, db.Now), formKey, message, me?.OrganizationId, db.Now);
            if (await db.Leads.FirstOrDefaultAsync(l => l.FormKey == formKey, ct) is { } before)
            {
                // The same once more; whoever writes something else by an old form is not told that it was kept.
                return before.Says(lead) ? before.LeadNo : throw new RuleException("Leads.FormStale");
            }

            var since = db.Now.AddHours(-1);
            if (me is null && await db.Leads.CountAsync(l => l.OrganizationId == sellerId && l.CreatedAt > since && l.BuyerId == null, ct) >= MostAnHour)
            {
                throw new RuleException("Leads.TooMany");
            }

            db.Add(lead);
            await TellAsync(db, lead, ct);
            db.AfterCommit(new LeadChanged(sellerId, lead.LeadNo));
            await db.SaveChangesAsync(ct);
            return lead.LeadNo;
        }, ct);
    }

    /// <summary>
    /// Tells the customer's salesperson, or everybody who handles leads; who has not read of the last one is told of no other, so that nobody's notices are
    /// filled from outside.
    /// </summary>
    private static async Task TellAsync(KBossDbContext db, Lead lead, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(Permissions.LeadsHandle).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
        var able = await db.Members
            .Where(m => m.OrganizationId == lead.OrganizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        if (lead.BuyerId is { } buyer)
        {
            // Who does not see the customer is not told of it either.
            var serving = await db.Customers.Where(c => c.SellerId == lead.OrganizationId && c.BuyerId == buyer).Select(c => c.SalespersonId).FirstOrDefaultAsync(ct);
            var all = RolePermissions.Holding(Permissions.CustomersViewAll).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
            able = serving is { } one && able.Contains(one)
                ? [one]
                : await db.Members.Where(m => able.Contains(m.Id) && m.Roles.Any(r => all.Contains(r.Role))).Select(m => m.Id).ToListAsync(ct);
        }

        var waiting = await db.Notices.Where(n => n.OrganizationId == lead.OrganizationId && n.Kind == NoticeKind && n.ReadAt == null)
            .Select(n => n.MemberId).ToListAsync(ct);
        foreach (var member in able.Except(waiting))
        {
            db.Add(new Notice(lead.OrganizationId, member, NoticeKind, lead.LeadNo, [lead.LeadNo], db.Now));
        }
    }
}
