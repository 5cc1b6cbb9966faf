using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Whose promotions are read for a price.</summary>
public enum PromotionSelection
{
    /// <summary>Those whose prices count then: open to all, or joined by the customer by then. What a customer is told of.</summary>
    Entitled,

    /// <summary>Those of the customer alone, without the ones that are open to all.</summary>
    Joined,

    /// <summary>All that are published by then and not over, with those that have not begun or that the customer has not joined: for the seller's people.</summary>
    All,
}

/// <summary>A seller's promotions that are open to all, by offer, and whether there are others that a customer may have joined.</summary>
public sealed record ShopPromotions(ILookup<long, PromotionTerms> Open, bool SomeToJoin)
{
    /// <summary>Of a seller without any.</summary>
    public static ShopPromotions None { get; } = new(Array.Empty<PromotionTerms>().ToLookup(_ => 0L), false);

    /// <summary>Those of an offer that count for everybody at an instant (UTC), and those that a customer has joined; nobody is told of what is to come.</summary>
    public PromotionTerms[] Of(long offerId, ILookup<long, PromotionTerms> joined, DateTime at) =>
        [.. Open[offerId].Where(p => p.From <= at && at < p.To), .. joined[offerId]];
}

/// <summary>Reads the promotions that the price engine must know, in one query for any number of offers and promotions.</summary>
public static class PromotionReadings
{
    /// <summary>No promotions.</summary>
    public static ILookup<long, PromotionTerms> None { get; } = ShopPromotions.None.Open;

    /// <summary>
    /// The promotions of a seller that contain some of its offers, or any when none are named, at an instant (UTC), by offer; the oldest first, which
    /// decides a tie. The context's scope must cover the seller and the buyer.
    /// </summary>
    public static async Task<ILookup<long, PromotionTerms>> PromotionsAsync(
        this KBossDbContext db, long sellerId, long? buyerId, IReadOnlyCollection<long>? offerIds, DateTime at,
        PromotionSelection selection = PromotionSelection.Entitled, CancellationToken ct = default)
    {
        if (selection == PromotionSelection.Joined && buyerId is null)
        {
            return None;
        }

        var promotions = db.Promotions.AsNoTracking().Where(p => p.OrganizationId == sellerId);
        promotions = selection == PromotionSelection.All ? promotions.NotOver(at) : promotions.At(PromotionStatus.Active, at);
        promotions = selection switch
        {
            PromotionSelection.Entitled => promotions.Where(p =>
                p.Audience == Audience.Everybody || db.PromotionMembers.Any(m => m.PromotionId == p.Id && m.BuyerId == buyerId && m.JoinedAt <= at)),
            PromotionSelection.Joined => promotions.Where(p =>
                p.Audience != Audience.Everybody && db.PromotionMembers.Any(m => m.PromotionId == p.Id && m.BuyerId == buyerId && m.JoinedAt <= at)),
            _ => promotions,
        };
        return await ReadAsync(db, promotions, buyerId, offerIds, at, ct);
    }

    /// <summary>
    /// The promotions of a seller that are not over at an instant (UTC), begun or not, as far as a shop can keep them for all who come: the engine asks for
    /// their dates, and who has joined one is asked with every page, if there is one to join.
    /// </summary>
    public static async Task<ShopPromotions> ShopPromotionsAsync(
        this KBossDbContext db, long sellerId, IReadOnlyCollection<long>? offerIds, DateTime at, CancellationToken ct = default)
    {
        var promotions = db.Promotions.AsNoTracking().Where(p => p.OrganizationId == sellerId).NotOver(at);
        return new ShopPromotions(
            await ReadAsync(db, promotions.Where(p => p.Audience == Audience.Everybody), null, offerIds, at, ct),
            await promotions.AnyAsync(p => p.Audience != Audience.Everybody, ct));
    }

    /// <summary>
    /// The first instant after another (UTC) at which a price of the seller's may be another one for the buyer, or for everybody: a promotion begins or
    /// ends, an own price begins or ends, an agreement begins or ends. Null where nothing is planned.
    /// </summary>
    public static async Task<DateTime?> NextPriceChangeAsync(
        this KBossDbContext db, long sellerId, long? buyerId, DateTime after, CancellationToken ct = default)
    {
        var promotions = db.Promotions.Where(p => p.OrganizationId == sellerId).NotOver(after);
        var instants = promotions.Where(p => p.From > after).Select(p => (DateTime?)p.From)
            .Concat(promotions.Select(p => (DateTime?)p.To))
            .Concat(db.SupplyAgreements.Where(a => a.EffectiveFrom > after).Select(a => (DateTime?)a.EffectiveFrom))
            .Concat(db.SupplyAgreements.Where(a => a.EffectiveTo > after).Select(a => a.EffectiveTo));
        if (buyerId is { } buyer)
        {
            var own = db.CustomerTerms.Where(t => t.OrganizationId == sellerId && t.BuyerId == buyer);
            instants = instants.Concat(own.Where(t => t.ValidFrom > after).Select(t => (DateTime?)t.ValidFrom))
                .Concat(own.Where(t => t.ValidTo > after).Select(t => t.ValidTo));
        }

        return await instants.MinAsync(ct);
    }

    private static async Task<ILookup<long, PromotionTerms>> ReadAsync(
        KBossDbContext db, IQueryable<Promotion> promotions, long? buyerId, IReadOnlyCollection<long>? offerIds, DateTime at, CancellationToken ct)
    {
        var products = db.PromotionProducts.AsNoTracking();
        if (offerIds is not null)
        {
            products = products.Where(p => EF.Parameter(offerIds).Contains(p.OfferId));
        }

        var rows = await (
            from product in products
            join promotion in promotions on product.PromotionId equals promotion.Id
            orderby promotion.Id
            select new
            {
                product.OfferId,
                product.Discount,
                promotion.No,
                promotion.Name,
                promotion.From,
                promotion.To,
                promotion.Stacking,
                promotion.Budget,
                promotion.Given,
                Entitled = promotion.Audience == Audience.Everybody
                    || db.PromotionMembers.Any(m => m.PromotionId == promotion.Id && m.BuyerId == buyerId && m.JoinedAt <= at),
            }).ToListAsync(ct);
        return rows.Count == 0 ? None : rows.ToLookup(
            r => r.OfferId,
            r => new PromotionTerms(r.Name, r.Discount, r.From, r.To, r.Entitled, r.Stacking, r.No, r.Budget - r.Given));
    }
}
