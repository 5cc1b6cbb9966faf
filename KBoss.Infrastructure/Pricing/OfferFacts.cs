using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>One row of offer, Sku, product and agreement in force: all that the price for everybody depends on.</summary>
internal sealed class OfferFacts
{
    public long OfferId { get; init; }

    /// <summary>The distributor whose offer it is: the seller, or one above it.</summary>
    public long OrganizationId { get; init; }

    public long? UpstreamOfferId { get; init; }

    public long SkuId { get; init; }

    public long ProductId { get; init; }

    public long SupplierId { get; init; }

    public string ProductName { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>What the type is.</summary>
    public ProductKind Kind { get; init; }

    /// <summary>The key of the product's picture; empty shows that of its type.</summary>
    public string ImageKey { get; init; } = "";

    public string SkuCode { get; init; } = "";

    public string Options { get; init; } = "";

    public BillingUnit Unit { get; init; }

    /// <summary>How many can be sold: of devices those that are free, otherwise what the Sku says; null is any number.</summary>
    public int? Stock { get; init; }

    public bool ByDevices { get; init; }

    /// <summary>Within how many days what is not there is delivered.</summary>
    public int? DeliveryDays { get; init; }

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

    /// <summary>What the supplier charges the distributor itself, yuan per unit.</summary>
    public decimal? FloorPrice { get; init; }

    /// <summary>Whether the distributor stops what is below its cost.</summary>
    public bool Stops { get; init; }

    public decimal? AcceptedPrice { get; init; }

    public decimal? AcceptedCost { get; init; }

    /// <summary>The loss on the cost terms that the distributor above looked at last, as in <see cref="SupplyLink"/>.</summary>
    public decimal? LookedPrice { get; init; }

    public decimal? LookedCost { get; init; }

    /// <summary>Whether what is bought from the distributor above can be had; those above say so.</summary>
    public bool Supplied { get; set; } = true;

    /// <summary>What the distributor buys from the one above it, and at what price (yuan per unit).</summary>
    public OfferSale? Bought => UpstreamOfferId is { } upstream ? new OfferSale(upstream, CostTerms.UnitPrice(ListPrice) ?? 0) : null;

    /// <summary>The same as a part of a chain.</summary>
    public SupplyLink Link => new()
    {
        OfferId = OfferId,
        OrganizationId = OrganizationId,
        UpstreamOfferId = UpstreamOfferId,
        SupplierId = SupplierId,
        SkuCode = SkuCode,
        ListPrice = ListPrice,
        CostTerms = CostTerms,
        Agreement = Agreement,
        Rate = Rate,
        FloorPrice = FloorPrice,
        Stops = Stops,
        LookedPrice = LookedPrice,
        LookedCost = LookedCost,
    };

    private OfferCost Cost => new(ListPrice, CostTerms, Agreement is { } mode ? new SupplyRate(mode, Rate) : null, FloorPrice);

    private LossLimit? Limit => Stops && Cost.Fixed is { } cost
        ? new LossLimit(cost, AcceptedPrice is { } price && AcceptedCost is { } most ? new AcceptedLoss(price, most) : null)
        : null;

    /// <summary>What the price engine must know.</summary>
    public OfferTerms Terms => new(
        OfferId, Offer.ModeOf(CostTerms, Agreement), ListPrice, PublicTerms, Cost, OnShelf, DeletedAt is not null, Supplied,
        UpstreamOfferId is null ? ModeNumber : null, TermsNumber, Limit);

    /// <summary>
    /// The offers of one seller, and of those above it for the same Skus, as they stand at an instant (UTC); the context's scope must cover the seller and
    /// everyone above it. One agreement per supplier is in force at a time, so the join makes no second row. What only the reader of a shop needs is read
    /// of the seller's own offers alone.
    /// </summary>
    /// <param name="sold">The offers of the seller; those above it are found by their Skus.</param>
    public static IQueryable<OfferFacts> Of(KBossDbContext db, long sellerId, IQueryable<Offer> sold, DateTime at) =>
        from offer in db.Offers.AsNoTracking()
        where sold.Where(o => o.OrganizationId == sellerId).Select(o => o.SkuId).Contains(offer.SkuId)
        join agreement in db.SupplyAgreements.InForce(at)
            on offer.Sku.SupplierId equals agreement.SupplierId into agreements
        from inForce in agreements.DefaultIfEmpty()
        select new OfferFacts
        {
            OfferId = offer.Id,
            OrganizationId = offer.OrganizationId,
            UpstreamOfferId = offer.UpstreamOfferId,
            SkuId = offer.SkuId,
            ProductId = offer.Sku.ProductId,
            SupplierId = offer.Sku.SupplierId,
            ProductName = offer.OrganizationId == sellerId ? offer.Sku.Product.Name : "",
            Type = offer.OrganizationId == sellerId ? offer.Sku.Product.Type : "",
            Kind = offer.Sku.Product.Kind,
            ImageKey = offer.OrganizationId == sellerId ? offer.Sku.Product.ImageKey : "",
            SkuCode = offer.Sku.Code,
            Options = offer.OrganizationId == sellerId ? offer.Sku.Options : "",
            Unit = offer.Sku.Unit,
            Stock = offer.Sku.Product.ByDevices
                ? db.Devices.Count(d => d.ProductId == offer.Sku.ProductId && d.State == DeviceState.Free)
                : offer.Sku.Stock,
            ByDevices = offer.Sku.Product.ByDevices,
            DeliveryDays = offer.Sku.Product.DeliveryDays,
            ListPrice = offer.Sku.ListPrice,
            PublicTerms = offer.PublicTerms,
            CostTerms = offer.CostTerms,
            OnShelf = offer.Sku.Product.OnShelf,
            DeletedAt = offer.Sku.Product.DeletedAt,
            Agreement = inForce == null ? null : inForce.Mode,
            Rate = inForce == null ? null : inForce.Rate,
            ModeNumber = inForce == null ? null : inForce.ModeNumber,
            TermsNumber = offer.ModeNumber,
            FloorPrice = db.SupplyPrices.Where(p => p.SkuId == offer.SkuId && p.OrganizationId == offer.OrganizationId)
                .Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
            Stops = db.Organizations.Where(o => o.Id == offer.OrganizationId).Select(o => o.StopsBelowCost).FirstOrDefault(),
            AcceptedPrice = db.LossConsents.Where(c => c.OfferId == offer.Id && c.BuyerId == null)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
            AcceptedCost = db.LossConsents.Where(c => c.OfferId == offer.Id && c.BuyerId == null)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
            LookedPrice = db.LossConsents.Where(c => c.OfferId == offer.UpstreamOfferId && c.BuyerId == offer.OrganizationId)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
            LookedCost = db.LossConsents.Where(c => c.OfferId == offer.UpstreamOfferId && c.BuyerId == offer.OrganizationId)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
        };
}
