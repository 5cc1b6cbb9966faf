using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery.Resources;

namespace KBoss.Infrastructure.Reports.Opportunities;

/// <summary>
/// The resources of the actor's customers that are due for renewal. That a customer lets one renew by itself is the customer's own row; its seller learns
/// nothing of it but that there is nothing to remind of.
/// </summary>
internal static class DueResources
{
    /// <summary>A context that can tell what renews by itself; what is read in it is asked for by <see cref="Due"/>.</summary>
    public static KBossDbContext OpenForDue(this KBossDbContextFactory contexts, Actor me) => contexts.Open(OrganizationScope.Everything, me);

    /// <summary>Those that end soon or are in their days of grace, of customers that the actor sees, and that do not renew by themselves.</summary>
    public static IQueryable<Resource> Due(this KBossDbContext db, Actor me, DateTime now) =>
        db.Resources.Alive(now).OfCustomersOf(db, me).Where(r => r.EndsSoonAt <= now
            && !db.AutoRenewals.Any(a => a.OrganizationId == r.BuyerId && a.ResourceNo == r.ResourceNo && a.IsOn));
}
