using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>The one place that says which campaigns an actor sees: its own, or all of the organization's for who may view all customers.</summary>
internal static class CampaignScope
{
    /// <summary>The campaigns that the actor sees.</summary>
    public static IQueryable<Campaign> CampaignsOf(this KBossDbContext db, Actor me)
    {
        var campaigns = db.Campaigns.Where(c => c.OrganizationId == me.OrganizationId);
        return me.Has(Permissions.CustomersViewAll) ? campaigns : campaigns.Where(c => c.By.MemberId == me.MemberId);
    }

    /// <summary>One of them by its number; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Campaign> FindCampaignAsync(this KBossDbContext db, Actor me, string no, CancellationToken ct) =>
        await db.CampaignsOf(me).FirstOrDefaultAsync(c => c.No == no, ct) ?? throw new NotFoundException("campaign", no);
}
