using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Desk;

/// <summary>A Sku as the actor's distributor sells it, whose story is told to whoever sees prices.</summary>
/// <param name="Offers">The ids of the distributor's offers of it.</param>
public sealed record SkuStory(Actor Reader, string Code, IReadOnlyList<long> Offers) : ThingStory(Reader)
{
    /// <summary>
    /// What was changed of the Sku tells its supplier's floor price, and what was changed of the offer its cost: both are for whoever may see costs.
    /// </summary>
    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.CostsView)
        ? [$"Sku {Code}", .. Offers.Select(id => string.Create(CultureInfo.InvariantCulture, $"Offer {id}"))]
        : [];
}

/// <summary>What customers agreed on for it, and the promotions that had it, for whoever sees prices.</summary>
internal sealed class SkuTimeline : IThingTimeline<SkuStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, SkuStory story, CancellationToken ct)
    {
        var me = story.Reader;
        var sees = db.CustomerTerms.AsNoTracking().Where(t => t.OrganizationId == me.OrganizationId && story.Offers.Contains(t.OfferId));
        if (!me.Has(Permissions.CustomersViewAll))
        {
            sees = sees.Where(t => db.Customers.Any(c => c.SellerId == me.OrganizationId && c.BuyerId == t.BuyerId && c.SalespersonId == me.MemberId));
        }

        var own = await sees.OrderByDescending(t => t.Id)
            .Select(t => new
            {
                t.MadeAt,
                t.By,
                t.Terms,
                t.ValidFrom,
                Customer = db.Organizations.Where(o => o.Id == t.BuyerId).Select(o => new { o.Code, o.Name }).FirstOrDefault(),
            }).InOrderAsync(ct);
        var promotions = await db.PromotionProducts.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId && story.Offers.Contains(p.OfferId))
            .Join(db.Promotions, p => p.PromotionId, p => p.Id, (product, promotion) => new { product.Discount, promotion.No, promotion.Name, promotion.PublishedAt, promotion.Id })
            .Where(p => p.PublishedAt != null).OrderByDescending(p => p.Id).InOrderAsync(ct);
        return
        [
            .. own.Select(t => new ThingEvent(
                t.MadeAt, t.Terms.Price is null ? "Sku.OwnDiscount" : "Sku.OwnPrice", t.By, t.Terms.Price ?? (object)Share(t.Terms.Discount), t.ValidFrom)
            {
                About = t.Customer is null ? null : new ThingRef(Thing.Customer, t.Customer.Code, t.Customer.Name),
            }),
            .. promotions.Select(p => new ThingEvent(p.PublishedAt!.Value, "Sku.Promoted", By.Nobody, Share(p.Discount))
            {
                About = new ThingRef(Thing.Promotion, p.No, p.Name),
            }),
        ];
    }

    private static string Share(decimal? share) => share?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "—";
}
