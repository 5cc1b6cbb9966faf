using KBoss.Domain.Access;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>The lines that are bought once more, and who has bought them.</summary>
internal sealed record WhatIfLines(IReadOnlyList<SoldLine> Sold, IReadOnlyDictionary<long, (string Code, string Name)> Customers);

/// <summary>Reads the world in which a change is tried, and makes the one in which it has been made.</summary>
internal static class WhatIfWorld
{
    /// <summary>
    /// The lines of the offers that were sold since an instant to customers whom the actor sees, and what stands for those who bought them at another (both
    /// UTC), in two queries. The promotion that is tried counts as if it were running, whatever its state.
    /// </summary>
    public static async Task<(WhatIfLines Lines, PriceWorld World)> ReadAsync(
        KBossDbContext db, Actor me, ISoldLines sold, IEnumerable<OfferPricing> offers, Promotion? tried, DateTime since, DateTime at, CancellationToken ct)
    {
        var terms = offers.Select(o => o.Standing).ToDictionary(o => o.OfferId);
        var ids = terms.Keys.ToList();
        var rows = await (
            from line in sold.Since(db, me, ids, since)
            join customer in db.CustomersOf(me) on line.BuyerId equals customer.BuyerId
            join organization in db.Organizations on line.BuyerId equals organization.Id
            // Never two at an instant [R-PRC-5]: no line becomes two.
            from own in db.CustomerTerms.Where(t => t.OrganizationId == me.OrganizationId && t.BuyerId == line.BuyerId && t.OfferId == line.OfferId
                && t.ValidFrom <= at && (t.ValidTo == null || at < t.ValidTo)).DefaultIfEmpty()
            select new
            {
                line.BuyerId,
                line.OfferId,
                line.Quantity,
                line.Periods,
                line.Paid,
                line.At,
                customer.Name,
                organization.Code,
                Discount = own == null ? null : own.Terms.Discount,
                Price = own == null ? null : own.Terms.Price,
                ValidFrom = own == null ? (DateTime?)null : own.ValidFrom,
                ValidTo = own == null ? null : own.ValidTo,
                ModeNumber = own == null ? (int?)null : own.ModeNumber,
                AcceptedPrice = db.LossConsents.Where(c => c.OfferId == line.OfferId && c.BuyerId == line.BuyerId)
                    .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
                AcceptedCost = db.LossConsents.Where(c => c.OfferId == line.OfferId && c.BuyerId == line.BuyerId)
                    .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
            }).ToListAsync(ct);
        var customers = new Dictionary<long, (string, string)>();
        foreach (var row in rows)
        {
            customers[row.BuyerId] = (row.Code, row.Name);
        }

        var agreed = rows.Where(r => r.ValidFrom is not null).DistinctBy(r => (r.BuyerId, r.OfferId)).ToLookup(r => (r.BuyerId, r.OfferId), r => new OwnTerms(
            Terms.Of(r.Discount, r.Price), r.ValidFrom!.Value, r.ValidTo, r.ModeNumber!.Value,
            r is { AcceptedPrice: { } price, AcceptedCost: { } cost } ? new AcceptedLoss(price, cost) : null));
        var world = new PriceWorld(terms, agreed, await PromotionsAsync(db, me.OrganizationId, ids, tried, at, ct), at);
        return (new WhatIfLines([.. rows.Select(r => new SoldLine(r.BuyerId, r.OfferId, r.Quantity, r.Periods, r.Paid, r.At))], customers), world);
    }

    /// <summary>The world with other terms for everybody.</summary>
    public static PriceWorld WithPublic(this PriceWorld world, IEnumerable<TermsWrite> writes)
    {
        var offers = new Dictionary<long, OfferTerms>(world.Offers);
        foreach (var write in writes)
        {
            offers[write.OfferId] = offers[write.OfferId] with { Terms = write.Terms, TermsNumber = write.ModeNumber };
        }

        return world with { Offers = offers };
    }

    /// <summary>The world with other terms of one customer's own.</summary>
    public static PriceWorld WithOwn(this PriceWorld world, long buyerId, IReadOnlyList<TermsWrite> writes)
    {
        var replaced = writes.Select(w => (buyerId, w.OfferId)).ToHashSet();
        var kept = world.Own.Where(own => !replaced.Contains(own.Key)).SelectMany(own => own.Select(terms => (own.Key, Terms: terms)));
        var set = writes.Where(w => !w.Terms.IsNone).Select(w => (
            Key: (buyerId, w.OfferId), Terms: new OwnTerms(w.Terms, w.ValidFrom ?? world.At, w.ValidTo, w.ModeNumber)));
        return world with { Own = kept.Concat(set).ToLookup(own => own.Key, own => own.Terms) };
    }

    /// <summary>The world with other discounts of a promotion; none takes an offer out of it.</summary>
    public static PriceWorld With(this PriceWorld world, Promotion promotion, IEnumerable<(long OfferId, decimal? Discount)> products)
    {
        var discounts = products.ToDictionary(p => p.OfferId, p => p.Discount);
        var members = world.Promotions.SelectMany(p => p).FirstOrDefault(p => p.Terms.No == promotion.No)?.Members;
        var kept = world.Promotions.SelectMany(g => g.Select(p => (g.Key, Promotion: p)))
            .Where(p => p.Promotion.Terms.No != promotion.No || !discounts.ContainsKey(p.Key));
        var set = discounts.Where(d => d.Value is not null).Select(d => (d.Key, Promotion: Tried(promotion, d.Value!.Value, members)));
        return world with { Promotions = kept.Concat(set).ToLookup(p => p.Key, p => p.Promotion) };
    }

    /// <summary>What every promotion contains and who has joined it, as rows of one kind, so that it is one query.</summary>
    private static async Task<ILookup<long, ReplayPromotion>> PromotionsAsync(
        KBossDbContext db, long sellerId, IReadOnlyCollection<long> offerIds, Promotion? tried, DateTime at, CancellationToken ct)
    {
        var triedId = tried?.Id ?? 0;
        var all = db.Promotions.AsNoTracking().Where(p => p.OrganizationId == sellerId);
        var standing = all.NotOver(at).Select(p => p.Id);
        var products = db.PromotionProducts.Where(p => EF.Parameter(offerIds).Contains(p.OfferId))
            .Select(p => new { p.PromotionId, Of = p.OfferId, Discount = (decimal?)p.Discount });
        var members = db.PromotionMembers.Where(m => m.SellerId == sellerId).Select(m => new { m.PromotionId, Of = m.BuyerId, Discount = (decimal?)null });
        var rows = await (
            from row in products.Concat(members)
            join p in all on row.PromotionId equals p.Id
            where p.Id == triedId || standing.Contains(p.Id)
            orderby p.Id
            select new { p.Id, row.Of, row.Discount, p.No, p.Name, p.From, p.To, p.Stacking, p.Budget, p.Given, p.Audience }).ToListAsync(ct);
        var joined = rows.Where(r => r.Discount is null).ToLookup(r => r.Id, r => r.Of);
        var who = rows.DistinctBy(r => r.Id).ToDictionary(r => r.Id, r => r.Audience == Audience.Everybody ? null : joined[r.Id].ToHashSet());
        return rows.Where(r => r.Discount is not null).ToLookup(r => r.Of, r => r.Id == triedId
            ? Tried(tried!, r.Discount!.Value, who[r.Id])
            : new ReplayPromotion(new PromotionTerms(
                r.Name, r.Discount!.Value, r.From, r.To, r.Audience == Audience.Everybody, r.Stacking, r.No, r.Budget - r.Given), who[r.Id]));
    }

    /// <summary>As if it were running; by code and joined by nobody, as if all had joined.</summary>
    private static ReplayPromotion Tried(Promotion promotion, decimal discount, IReadOnlySet<long>? members) => new(
        new PromotionTerms(promotion.Name, discount, DateTime.MinValue, DateTime.MaxValue, true, promotion.Stacking, promotion.No, promotion.Left),
        promotion.Audience == Audience.Everybody || members is not { Count: > 0 } ? null : members);
}
