using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>A lead of a distributor is new or has changed.</summary>
public sealed record LeadChanged(long OrganizationId, string LeadNo);

/// <summary>A claimed lead of which it is counted whether it has become a customer.</summary>
internal sealed class ClaimedLead
{
    public required Lead Lead { get; init; }

    /// <summary>Whether it was closed as done with the customer that it has become.</summary>
    public required bool Converted { get; init; }
}

/// <summary>The one place that says which leads an actor sees.</summary>
internal static class LeadScope
{
    /// <summary>
    /// The leads of the actor's distributor: of visitors all; what a customer has written only for whoever sees the customer [R-ISO-2], or has it in hand.
    /// </summary>
    public static IQueryable<Lead> LeadsOf(this KBossDbContext db, Actor me)
    {
        var leads = db.Leads.Where(l => l.OrganizationId == me.OrganizationId);
        if (me.Has(Permissions.CustomersViewAll))
        {
            return leads;
        }

        var seen = db.CustomersOf(me).Select(c => c.BuyerId);
        return leads.Where(l => l.BuyerId == null || seen.Contains(l.BuyerId.Value) || l.Assignee.MemberId == me.MemberId);
    }

    /// <summary>
    /// Those of them that count for the conversion: claimed, no spam, and not of somebody who was a customer before. One is converted that was closed as done
    /// and names a customer that registered after it was left; once it is forgotten (<see cref="Lead.KeptFor"/>), nobody knows.
    /// </summary>
    public static IQueryable<ClaimedLead> Claimed(this IQueryable<Lead> leads, KBossDbContext db) =>
        leads.Where(l => l.Assignee.MemberId != null && l.Status != LeadStatus.Spam)
            .LeftJoin(
                db.Customers, l => new { Seller = l.OrganizationId, Buyer = l.BuyerId }, c => new { Seller = c.SellerId, Buyer = (long?)c.BuyerId },
                (l, c) => new { Lead = l, RegisteredAt = (DateTime?)c!.CreatedAt })
            .Where(l => l.RegisteredAt == null || l.RegisteredAt >= l.Lead.CreatedAt)
            .Select(l => new ClaimedLead { Lead = l.Lead, Converted = l.RegisteredAt != null && l.Lead.Status == LeadStatus.Done });

    /// <summary>One lead by its number, if the actor sees it; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Lead> FindLeadAsync(this KBossDbContext db, Actor me, string leadNo, CancellationToken ct) =>
        await db.LeadsOf(me).FirstOrDefaultAsync(l => l.LeadNo == leadNo, ct) ?? throw new NotFoundException("lead", leadNo);
}
