using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>On whose terms something is sold below its cost.</summary>
public enum LossKind
{
    /// <summary>On the public terms, to everybody.</summary>
    Public,

    /// <summary>On a customer's own terms.</summary>
    Own,

    /// <summary>On the terms of a distributor that buys it.</summary>
    Downstream,

    /// <summary>At the price of a promotion that runs.</summary>
    Promotion,
}

/// <summary>Terms on which an offer is sold below its cost, to everybody or to one buyer; yuan per unit.</summary>
internal sealed record Loss(OfferPricing Pricing, LossKind Kind, long? BuyerId, decimal UnitPrice, decimal Cost)
{
    public (long OfferId, long? BuyerId) Key => (Pricing.Reading.Offer.Id, BuyerId);

    /// <summary>Who has looked at a loss on these terms last, even if the cost has risen since; nobody yet.</summary>
    public LossConsent? Looked { get; init; }

    /// <summary>Whether the distributor does not sell below cost until somebody has looked at it.</summary>
    public bool Stops { get; init; }

    /// <summary>Whether somebody has looked at just this loss and sells on.</summary>
    public bool IsAccepted => Looked?.Accepted.Covers(UnitPrice, Cost) == true;
}

/// <summary>
/// Finds what a distributor sells below its cost at an instant, by what is in force then: nothing of it is stored, so nothing of it can be missed [R-PRC-4].
/// </summary>
public sealed class Losses(UpstreamSupply upstream, DownstreamSales downstream)
{
    /// <summary>
    /// All that is sold below cost at an instant (UTC) of the distributor whose context it is: of one supplier, of one Sku, or of all.
    /// </summary>
    internal async Task<IReadOnlyList<Loss>> FindAsync(
        KBossDbContext db, long distributorId, DateTime at, long? supplierId = null, long? skuId = null, CancellationToken ct = default)
    {
        var basis = await SupplyBasis.LoadAsync(db, upstream, distributorId, at, ct);
        return await AmongAsync(db, basis, await ReadAsync(db, basis, Sold(db, distributorId, supplierId, skuId), ct), supplierId, skuId, ct);
    }

    /// <summary>
    /// The same among offers that have been read: of one supplier, of one Sku, or of all that the distributor sells. Those that it does not sell are passed
    /// over.
    /// </summary>
    internal async Task<IReadOnlyList<Loss>> AmongAsync(
        KBossDbContext db, SupplyBasis basis, IEnumerable<OfferPricing> among, long? supplierId = null, long? skuId = null, CancellationToken ct = default)
    {
        var (distributorId, at) = (basis.DistributorId, basis.At);
        var sold = Sold(db, distributorId, supplierId, skuId);
        var offers = among.Where(o => IsSold(o) && o.Reading is { OnShelf: true, Deleted: false });
        var own = await db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == distributorId && t.ValidFrom <= at && (t.ValidTo == null || at < t.ValidTo) && sold.Any(o => o.Id == t.OfferId))
            .ToListAsync(ct);
        var terms = own.ToLookup(t => t.OfferId);
        var promotions = await db.PromotionsAsync(distributorId, null, null, at, PromotionSelection.All, ct);
        var joined = await JoinedAsync(db, distributorId, own.Count > 0 ? promotions : PromotionReadings.None, at, ct);
        var below = (await downstream.OfAsync(distributorId, supplierId, skuId, ct)).ToLookup(s => s.OfferId);
        var found = offers.SelectMany(offer => offer.Reading.Offer.Id is var id ? Of(offer, [.. terms[id]], [.. promotions[id]], joined, below[id], at) : []).ToList();
        if (found.Count == 0)
        {
            return found;
        }

        // The newest of each counts, and there are few.
        var looked = new Dictionary<(long OfferId, long? BuyerId), LossConsent>();
        foreach (var consent in await db.LossConsents.AsNoTracking().Where(c => c.OrganizationId == distributorId).OrderBy(c => c.Id).ToListAsync(ct))
        {
            looked[(consent.OfferId, consent.BuyerId)] = consent;
        }

        return [.. found.Select(loss => loss with { Looked = LookedAt(loss), Stops = basis.Stops })];

        // What was accepted for everybody covers a promotion on top of a customer's own price too.
        LossConsent? LookedAt(Loss loss) =>
            loss is { Kind: LossKind.Promotion, BuyerId: not null } && looked.GetValueOrDefault((loss.Key.OfferId, null)) is { } all
            && all.Accepted.Covers(loss.UnitPrice, loss.Cost) ? all : looked.GetValueOrDefault(loss.Key);
    }

    /// <summary>Who has joined which of the promotions, by number, that come on top of own prices at an instant (UTC) and are not open to all.</summary>
    private static async Task<HashSet<(string No, long BuyerId)>> JoinedAsync(
        KBossDbContext db, long distributorId, ILookup<long, PromotionTerms> promotions, DateTime at, CancellationToken ct)
    {
        var nos = promotions.SelectMany(p => p).Where(p => p is { Stacking: true, Entitled: false } && p.From <= at && at < p.To).Select(p => p.No).Distinct().ToList();
        return nos.Count == 0
            ? []
            : [.. (await db.PromotionMembers.AsNoTracking()
                .Join(
                    db.Promotions.Where(p => p.OrganizationId == distributorId && EF.Parameter(nos).Contains(p.No)), m => m.PromotionId, p => p.Id,
                    (m, p) => new { p.No, m.BuyerId })
                .ToListAsync(ct)).Select(m => (m.No, m.BuyerId))];
    }

    /// <summary>
    /// Which of the distributor's offers a customer buys below cost at its own terms, alone or with a promotion on top, at an instant (UTC).
    /// </summary>
    internal async Task<IReadOnlySet<long>> OfCustomerAsync(KBossDbContext db, long distributorId, long buyerId, DateTime at, CancellationToken ct)
    {
        var own = await db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == distributorId && t.BuyerId == buyerId && t.ValidFrom <= at && (t.ValidTo == null || at < t.ValidTo)).ToListAsync(ct);
        if (own.Count == 0)
        {
            return new HashSet<long>();
        }

        var terms = own.ToLookup(t => t.OfferId);
        var basis = await SupplyBasis.LoadAsync(db, upstream, distributorId, at, ct);
        var offers = await ReadAsync(
            db, basis, Sold(db, distributorId, null, null).Where(o => db.CustomerTerms.Any(t => t.OfferId == o.Id && t.BuyerId == buyerId)), ct);
        var promotions = await db.PromotionsAsync(distributorId, buyerId, [.. offers.Select(o => o.Reading.Offer.Id)], at, PromotionSelection.All, ct);
        return offers.SelectMany(offer => offer.Reading.Offer.Id is var id ? Of(offer, [.. terms[id]], [.. promotions[id]], [], [], at) : [])
            .Where(l => l.BuyerId == buyerId).Select(l => l.Key.OfferId).ToHashSet();
    }

    private static IEnumerable<Loss> Of(
        OfferPricing offer, IReadOnlyCollection<CustomerTerms> own, IReadOnlyList<PromotionTerms> promotions,
        HashSet<(string No, long BuyerId)> joined, IEnumerable<DownstreamSale> below, DateTime at)
    {
        if (offer.Cost.Fixed is not { } cost)
        {
            yield break;
        }

        if (PriceEngine.PublicPrice(offer.Standing) is { } price)
        {
            // Who accepts the lowest price for everybody has accepted the higher ones.
            var basis = PriceEngine.PromotionBasis(offer.Standing)!.Value;
            var promoted = promotions.Where(p => p.From <= at && at < p.To).Select(p => (decimal?)Money.UnitPrice(basis * p.Discount)).Min();
            if (promoted < price && promoted < cost)
            {
                yield return new Loss(offer, LossKind.Promotion, null, promoted.Value, cost);
            }
            else if (price < cost)
            {
                yield return new Loss(offer, LossKind.Public, null, price, cost);
            }

            // Whether own terms are what their customer pays, the engine says; the limit is asked below.
            var free = offer.Standing with { Limit = null };
            foreach (var buyer in own.GroupBy(t => t.BuyerId))
            {
                OwnTerms[] agreed = [.. buyer.Select(t => new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber))];
                var onTop = promotions.Where(p => p.Stacking).Select(p => p with { Entitled = p.Entitled || joined.Contains((p.No, buyer.Key)) }).ToList();
                if (onTop.Count > 0 && PriceEngine.Quote(free, agreed, onTop, at) is { Visible: true, Winner.Basis: PriceBasis.Own } stacked
                    && stacked.UnitPrice < cost)
                {
                    // Who accepts it has accepted the own price alone as well, which is higher.
                    yield return new Loss(offer, LossKind.Promotion, buyer.Key, stacked.UnitPrice, cost);
                    continue;
                }

                var quote = PriceEngine.Quote(free, agreed, [], at);
                if (quote is { Visible: true, Winner.Source: PriceSource.Own } && quote.UnitPrice < cost)
                {
                    yield return new Loss(offer, LossKind.Own, buyer.Key, quote.UnitPrice, cost);
                }
            }
        }

        foreach (var sale in below)
        {
            if (sale.Terms.UnitPrice(offer.Reading.Sku.ListPrice) is { } paid && paid < cost)
            {
                yield return new Loss(offer, LossKind.Downstream, sale.BuyerId, paid, cost);
            }
        }
    }

    private static IQueryable<Offer> Sold(KBossDbContext db, long distributorId, long? supplierId, long? skuId) => db.Offers.AsNoTracking()
        .Where(o => o.OrganizationId == distributorId && o.Sku.Product.DeletedAt == null && o.Sku.Product.OnShelf
            && (supplierId == null || o.Sku.SupplierId == supplierId) && (skuId == null || o.SkuId == skuId));

    private static async Task<List<OfferPricing>> ReadAsync(KBossDbContext db, SupplyBasis basis, IQueryable<Offer> sold, CancellationToken ct) =>
        [.. (await basis.OfAsync(await sold.Read(db).ToListAsync(ct), ct)).Where(IsSold)];

    private static bool IsSold(OfferPricing offer) => offer is { Supplied: true, Mode: not null };
}
