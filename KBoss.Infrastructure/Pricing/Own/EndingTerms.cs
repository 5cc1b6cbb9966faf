using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>Which terms of customers' own are about to end.</summary>
internal static class EndingTerms
{
    /// <summary>
    /// Terms of customers of the actor's distributor that hold at an instant (UTC) and end within <see cref="TermsFinder.SoonDays"/> days, and nothing follows.
    /// </summary>
    public static IQueryable<CustomerTerms> TermsEndingSoon(this KBossDbContext db, Actor me, DateTime now)
    {
        var soon = ChinaTime.AddDays(now, TermsFinder.SoonDays);
        return db.CustomerTerms.Where(t => t.OrganizationId == me.OrganizationId && t.ValidFrom <= now && t.ValidTo > now && t.ValidTo <= soon
            && db.Offers.Any(o => o.Id == t.OfferId && o.Sku.Product.DeletedAt == null)
            && !db.CustomerTerms.Any(next => next.BuyerId == t.BuyerId && next.OfferId == t.OfferId && next.Id != t.Id
                && next.ValidFrom <= t.ValidTo && (next.ValidTo == null || (next.ValidTo > t.ValidTo && next.ValidTo > next.ValidFrom))));
    }
}
