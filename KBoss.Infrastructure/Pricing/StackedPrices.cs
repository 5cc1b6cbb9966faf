using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>A product of a promotion that may come below its cost on top of own prices; list price, price and cost in yuan per unit.</summary>
internal sealed record StackedProduct(long OfferId, SalesMode? Mode, int ModeNumber, decimal ListPrice, decimal Discount, decimal? Cost)
{
    /// <summary>What own terms of a customer come to, and the same with the promotion on top; null where they are of another mode.</summary>
    public StackedPrice? On(decimal? discount, decimal? price, int modeNumber)
    {
        var own = modeNumber != ModeNumber || Mode is null ? null
            : Mode == SalesMode.FloorPrice ? price : discount is { } d ? Money.UnitPrice(ListPrice * d) : (decimal?)null;
        return own is { } agreed ? new StackedPrice(agreed, Money.UnitPrice(agreed * Discount)) : null;
    }
}

/// <summary>A customer's own price, and the same with a promotion on top; yuan per unit.</summary>
internal sealed record StackedPrice(decimal Own, decimal Price);

/// <summary>Promotions on top of customers' own prices (折上折).</summary>
internal static class StackedPrices
{
    /// <summary>The lowest price that promotions on top of own terms give a customer entitled to them at some time of a period (UTC); null where none does.</summary>
    public static decimal? Lowest(decimal? own, IEnumerable<PromotionTerms> promotions, DateTime? from, DateTime? to) =>
        own is { } agreed && promotions.Where(p => p is { Stacking: true, Entitled: true } && (to is null || p.From < to) && (from is null || p.To > from))
            .Min(p => (decimal?)p.Discount) is { } discount
            ? Money.UnitPrice(agreed * discount)
            : null;

    /// <summary>
    /// Where a promotion would come below the cost on top of the own price that some customer has during it, by offer, each time on top of the lowest; without
    /// the losses that somebody has accepted for the customer. The context is that of the promotion's distributor.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, StackedPrice>> BelowCostAsync(
        KBossDbContext db, Promotion promotion, IReadOnlyCollection<StackedProduct> products, CancellationToken ct)
    {
        if (!promotion.Stacking || products.Count == 0)
        {
            return new Dictionary<long, StackedPrice>();
        }

        var byOffer = products.Where(p => p.Cost is not null).ToDictionary(p => p.OfferId);
        var ids = byOffer.Keys.ToList();
        var from = promotion.From > db.Now ? promotion.From : db.Now;
        var terms = db.CustomerTerms.AsNoTracking().Where(t => t.OrganizationId == promotion.OrganizationId
            && t.ValidFrom < promotion.To && (t.ValidTo == null || (t.ValidTo > from && t.ValidTo > t.ValidFrom)));
        // The lowest of each offer first: customers are looked at one by one only where it matters.
        var lowest = await terms.Where(t => EF.Parameter(ids).Contains(t.OfferId)).GroupBy(t => new { t.OfferId, t.ModeNumber })
            .Select(g => new { g.Key.OfferId, g.Key.ModeNumber, Discount = g.Min(t => t.Terms.Discount), Price = g.Min(t => t.Terms.Price) })
            .ToListAsync(ct);
        var losing = lowest.Where(l => byOffer[l.OfferId] is var p && p.On(l.Discount, l.Price, l.ModeNumber)?.Price < p.Cost).Select(l => l.OfferId).ToList();
        if (losing.Count == 0)
        {
            return new Dictionary<long, StackedPrice>();
        }

        var rows = await terms.Where(t => EF.Parameter(losing).Contains(t.OfferId))
            .Select(t => new { t.OfferId, t.BuyerId, t.ModeNumber, t.Terms.Discount, t.Terms.Price }).ToListAsync(ct);
        var accepted = new Dictionary<(long, long?), AcceptedLoss>();
        foreach (var consent in await db.LossConsents.AsNoTracking()
            .Where(c => c.OrganizationId == promotion.OrganizationId && EF.Parameter(losing).Contains(c.OfferId)).OrderBy(c => c.Id).ToListAsync(ct))
        {
            accepted[(consent.OfferId, consent.BuyerId)] = consent.Accepted;
        }

        return rows.Select(r => (r.OfferId, r.BuyerId, Stacked: byOffer[r.OfferId].On(r.Discount, r.Price, r.ModeNumber)))
            .Where(r => r.Stacked is { } stacked && byOffer[r.OfferId].Cost is { } cost && stacked.Price < cost
                && accepted.GetValueOrDefault((r.OfferId, r.BuyerId))?.Covers(stacked.Price, cost) != true
                && accepted.GetValueOrDefault((r.OfferId, null))?.Covers(stacked.Price, cost) != true)
            .GroupBy(r => r.OfferId).ToDictionary(g => g.Key, g => g.MinBy(r => r.Stacked!.Price).Stacked!);
    }
}
