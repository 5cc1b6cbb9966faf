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
        var sold = Sold(db, distributorId, supplierId, skuId);
        var offers = await ReadAsync(db, basis, sold, ct);
        var own = await db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == distributorId && t.ValidFrom <= at && (t.ValidTo == null || at < t.ValidTo) && sold.Any(o => o.Id == t.OfferId))
            .ToListAsync(ct);
        var terms = own.ToLookup(t => t.OfferId);
        var below = (await downstream.OfAsync(distributorId, supplierId, skuId, ct)).ToLookup(s => s.OfferId);
        return
        [
            .. offers.SelectMany(offer => Of(offer, [.. terms[offer.Reading.Offer.Id]], below[offer.Reading.Offer.Id], at))
                .Select(loss => loss with { Looked = basis.Accepted.GetValueOrDefault(loss.Key), Stops = basis.Stops }),
        ];
    }

    /// <summary>Which of the distributor's offers a customer buys below cost at its own terms, at an instant (UTC).</summary>
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
        return offers.SelectMany(offer => Of(offer, [.. terms[offer.Reading.Offer.Id]], [], at))
            .Where(l => l.Kind == LossKind.Own).Select(l => l.Key.OfferId).ToHashSet();
    }

    /// <summary>The offers of the distributor whose public terms are below cost, whether or not they are sold on.</summary>
    internal static async Task<IReadOnlyList<OfferPricing>> PublicAsync(KBossDbContext db, SupplyBasis basis, long distributorId, CancellationToken ct) =>
        [.. (await ReadAsync(db, basis, Sold(db, distributorId, null, null), ct)).Where(o => PriceEngine.PublicPrice(o.Standing) < o.Cost.Fixed)];

    private static IEnumerable<Loss> Of(OfferPricing offer, IReadOnlyCollection<CustomerTerms> own, IEnumerable<DownstreamSale> below, DateTime at)
    {
        if (offer.Cost.Fixed is not { } cost)
        {
            yield break;
        }

        if (PriceEngine.PublicPrice(offer.Standing) is { } price)
        {
            if (price < cost)
            {
                yield return new Loss(offer, LossKind.Public, null, price, cost);
            }

            // Whether own terms are what their customer pays, the engine says; the limit is asked below.
            var free = offer.Standing with { Limit = null };
            foreach (var buyer in own.GroupBy(t => t.BuyerId))
            {
                var quote = PriceEngine.Quote(free, [.. buyer.Select(t => new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber))], [], at);
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
        [.. (await basis.OfAsync(await sold.Read(db).ToListAsync(ct), ct)).Where(o => o.Supplied && o.Mode is not null)];
}
