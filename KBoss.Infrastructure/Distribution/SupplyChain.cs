using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>One hop of the chain behind an offer: which distributor supplies which at what cost (yuan per unit, four decimals).</summary>
public sealed record SupplyHop(long SellerId, long BuyerId, decimal UnitCost);

/// <summary>What the distributor at the top of the chain buys from its supplier, and at what cost (yuan per unit, four decimals).</summary>
public sealed record SupplierPurchase(long BuyerId, long SupplierId, decimal UnitCost);

/// <summary>The chain behind an offer: its hops, the customer's seller first, and the purchase at its end.</summary>
public sealed record OfferSupply(IReadOnlyList<SupplyHop> Hops, SupplierPurchase Purchase);

/// <summary>An offer and the unit price (yuan) at which it is being sold; a commission is a share of it.</summary>
public sealed record OfferSale(long OfferId, decimal UnitPrice);

/// <summary>
/// Follows offers from the customer's seller up to the root, in one query per level and one for the agreements, however many offers there are.
/// The context's scope must cover the seller and everyone above it.
/// </summary>
public sealed class SupplyChain
{
    /// <summary>
    /// The chain behind each offer at an instant (UTC). A hop without a cost, or with none above zero, is refused with <c>Distribution.CostMissing</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, OfferSupply>> FollowAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct = default)
    {
        var links = await LoadAsync(db, sales, at, ct);
        return sales.DistinctBy(s => s.OfferId).ToDictionary(
            s => s.OfferId, s => Climb(links, s, out var missing) ?? throw new RuleException("Distribution.CostMissing", missing?.SkuCode));
    }

    /// <summary>Those of the offers that can be supplied at an instant (UTC): everyone up to the supplier has a cost above zero.</summary>
    public async Task<IReadOnlySet<long>> SuppliedAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct = default)
    {
        if (sales.Count == 0)
        {
            return new HashSet<long>();
        }

        var links = await LoadAsync(db, sales, at, ct);
        return sales.Where(s => Climb(links, s, out _) is not null).Select(s => s.OfferId).ToHashSet();
    }

    private static OfferSupply? Climb(Dictionary<long, Link> links, OfferSale sale, out Link? at)
    {
        var (link, price) = (links.GetValueOrDefault(sale.OfferId), sale.UnitPrice);
        var hops = new List<SupplyHop>();
        for (at = link; link is not null; at = link)
        {
            price = link.Cost.At(price) ?? 0;
            if (price <= 0)
            {
                return null;
            }

            if (link.UpstreamOfferId is not { } upstreamId)
            {
                return new OfferSupply(hops, new SupplierPurchase(link.OrganizationId, link.SupplierId, price));
            }

            var upstream = links.GetValueOrDefault(upstreamId);
            if (upstream is not null)
            {
                hops.Add(new SupplyHop(upstream.OrganizationId, link.OrganizationId, price));
            }

            link = upstream;
        }

        return null;
    }

    private static async Task<Dictionary<long, Link>> LoadAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct)
    {
        var links = new Dictionary<long, Link>();
        List<long> wanted = [.. sales.Select(s => s.OfferId).Distinct()];
        while (wanted.Count > 0)
        {
            var level = await db.Offers.AsNoTracking().Where(o => wanted.Contains(o.Id))
                .Select(o => new Link
                {
                    OfferId = o.Id,
                    OrganizationId = o.OrganizationId,
                    UpstreamOfferId = o.UpstreamOfferId,
                    SupplierId = o.Sku.SupplierId,
                    SkuCode = o.Sku.Code,
                    ListPrice = o.Sku.ListPrice,
                    Terms = o.CostTerms,
                    FloorPrice = db.SupplyPrices.Where(p => p.SkuId == o.SkuId && p.OrganizationId == o.OrganizationId)
                        .Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
                })
                .ToListAsync(ct);
            level.ForEach(link => links[link.OfferId] = link);
            wanted = [.. level.Select(link => link.UpstreamOfferId).OfType<long>().Where(id => !links.ContainsKey(id)).Distinct()];
        }

        var suppliers = links.Values.Where(link => link.UpstreamOfferId is null).Select(link => link.SupplierId).Distinct().ToList();
        var agreements = await db.SupplyAgreements.AsNoTracking().Where(a => suppliers.Contains(a.SupplierId)).InForce(at)
            .Select(a => new { a.SupplierId, a.Mode, a.Rate }).ToDictionaryAsync(a => a.SupplierId, a => new SupplyRate(a.Mode, a.Rate), ct);
        foreach (var link in links.Values)
        {
            link.Agreement = agreements.TryGetValue(link.SupplierId, out var rate) ? rate : null;
        }

        return links;
    }

    /// <summary>An offer with what decides what it costs its distributor.</summary>
    private sealed class Link
    {
        public long OfferId { get; init; }

        public long OrganizationId { get; init; }

        public long? UpstreamOfferId { get; init; }

        public long SupplierId { get; init; }

        public string SkuCode { get; init; } = "";

        public decimal ListPrice { get; init; }

        public Terms Terms { get; init; }

        public decimal? FloorPrice { get; init; }

        public SupplyRate? Agreement { get; set; }

        public OfferCost Cost => new(ListPrice, Terms, Agreement, FloorPrice);
    }
}
