using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>A lead of a distributor is new or has changed.</summary>
public sealed record LeadChanged(long OrganizationId, string LeadNo);

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

    /// <summary>One lead by its number, if the actor sees it; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Lead> FindLeadAsync(this KBossDbContext db, Actor me, string leadNo, CancellationToken ct) =>
        await db.LeadsOf(me).FirstOrDefaultAsync(l => l.LeadNo == leadNo, ct) ?? throw new NotFoundException("lead", leadNo);
}
