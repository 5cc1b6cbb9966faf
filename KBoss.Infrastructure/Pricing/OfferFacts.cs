using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>One row of offer, Sku, product and agreement in force: all that the price for everybody depends on.</summary>
internal sealed class OfferFacts
{
    public long OfferId { get; init; }

    public long? UpstreamOfferId { get; init; }

    public long SkuId { get; init; }

    public long ProductId { get; init; }

    public long SupplierId { get; init; }

    public string ProductName { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>The key of the product's picture; empty shows that of its type.</summary>
    public string ImageKey { get; init; } = "";

    public string SkuCode { get; init; } = "";

    public string Options { get; init; } = "";

    public BillingUnit Unit { get; init; }

    public int? Stock { get; init; }

    public decimal ListPrice { get; init; }

    public Terms PublicTerms { get; init; }

    public Terms CostTerms { get; init; }

    public bool OnShelf { get; init; }

    public DateTime? DeletedAt { get; init; }

    /// <summary>The mode of the agreement in force with the supplier, whoever of the chain has made it; null without one.</summary>
    public SalesMode? Agreement { get; init; }

    /// <summary>The rate of that agreement, if its mode has one.</summary>
    public decimal? Rate { get; init; }

    /// <summary>The sales mode of that agreement by its number, where the seller itself has made it.</summary>
    public int? ModeNumber { get; init; }

    /// <summary>The mode under which the public terms were set.</summary>
    public int TermsNumber { get; init; }

    /// <summary>What the supplier charges the seller itself, yuan per unit.</summary>
    public decimal? FloorPrice { get; init; }

    /// <summary>Whether the seller stops what is below its cost.</summary>
    public bool Stops { get; init; }

    public decimal? AcceptedPrice { get; init; }

    public decimal? AcceptedCost { get; init; }

    /// <summary>Whether what is bought from the distributor above can be had; those above say so.</summary>
    public bool Supplied { get; set; } = true;

    /// <summary>What the seller buys from the distributor above it, and at what price (yuan per unit).</summary>
    public OfferSale? Bought => UpstreamOfferId is { } upstream ? new OfferSale(upstream, CostTerms.UnitPrice(ListPrice) ?? 0) : null;

    private OfferCost Cost => new(ListPrice, CostTerms, Agreement is { } mode ? new SupplyRate(mode, Rate) : null, FloorPrice);

    private LossLimit? Limit => Stops && Cost.Fixed is { } cost
        ? new LossLimit(cost, AcceptedPrice is { } price && AcceptedCost is { } most ? new AcceptedLoss(price, most) : null)
        : null;

    /// <summary>What the price engine must know.</summary>
    public OfferTerms Terms => new(
        OfferId, Offer.ModeOf(CostTerms, Agreement), ListPrice, PublicTerms, Cost, OnShelf, DeletedAt is not null, Supplied,
        UpstreamOfferId is null ? ModeNumber : null, TermsNumber, Limit);

    /// <summary>
    /// The offers of one seller as they stand at an instant (UTC); the context's scope must cover the seller and everyone above it.
    /// One agreement per supplier is in force at a time, so the join makes no second row.
    /// </summary>
    public static IQueryable<OfferFacts> Of(KBossDbContext db, long sellerId, DateTime at) =>
        from offer in db.Offers.AsNoTracking()
        where offer.OrganizationId == sellerId
        join agreement in db.SupplyAgreements.InForce(at)
            on offer.Sku.SupplierId equals agreement.SupplierId into agreements
        from inForce in agreements.DefaultIfEmpty()
        select new OfferFacts
        {
            OfferId = offer.Id,
            UpstreamOfferId = offer.UpstreamOfferId,
            SkuId = offer.SkuId,
            ProductId = offer.Sku.ProductId,
            SupplierId = offer.Sku.SupplierId,
            ProductName = offer.Sku.Product.Name,
            Type = offer.Sku.Product.Type,
            ImageKey = offer.Sku.Product.ImageKey,
            SkuCode = offer.Sku.Code,
            Options = offer.Sku.Options,
            Unit = offer.Sku.Unit,
            Stock = offer.Sku.Stock,
            ListPrice = offer.Sku.ListPrice,
            PublicTerms = offer.PublicTerms,
            CostTerms = offer.CostTerms,
            OnShelf = offer.Sku.Product.OnShelf,
            DeletedAt = offer.Sku.Product.DeletedAt,
            Agreement = inForce == null ? null : inForce.Mode,
            Rate = inForce == null ? null : inForce.Rate,
            ModeNumber = inForce == null ? null : inForce.ModeNumber,
            TermsNumber = offer.ModeNumber,
            FloorPrice = db.SupplyPrices.Where(p => p.SkuId == offer.SkuId && p.OrganizationId == sellerId)
                .Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
            Stops = db.Organizations.Where(o => o.Id == sellerId).Select(o => o.StopsBelowCost).FirstOrDefault(),
            AcceptedPrice = db.LossConsents.Where(c => c.OfferId == offer.Id && c.BuyerId == null)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
            AcceptedCost = db.LossConsents.Where(c => c.OfferId == offer.Id && c.BuyerId == null)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
        };
}
