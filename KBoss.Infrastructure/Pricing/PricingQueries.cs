using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>An offer as a customer meets it, with its price at the instant asked for; <see cref="Stock"/> null means any number.</summary>
public sealed record PricedOffer(
    long OfferId, long SkuId, long ProductId, string ProductName, string Type, string ImageKey, string SkuCode, string Options, BillingUnit Unit, int? Stock,
    Quote Quote);

/// <summary>
/// Asks the database for what the price engine must know, in at most three queries for any number of offers of the root's (below it, one more for each
/// level of the chain and one for the agreements), through the context of the use case: its scope must cover the seller and everyone above it.
/// </summary>
public sealed class PricingQueries(SupplyChain chain)
{
    /// <summary>
    /// What the seller asks of the buyer, or of everybody when there is none, for each offer at an instant (UTC).
    /// Offers that do not exist or belong to another distributor are missing from the answer.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, PricedOffer>> QuoteAsync(
        KBossDbContext db, long sellerId, long? buyerId, IReadOnlyCollection<long> offerIds, DateTime at, CancellationToken ct = default)
    {
        if (offerIds.Count == 0)
        {
            return new Dictionary<long, PricedOffer>();
        }

        var ids = offerIds.Distinct().ToList();
        return await QuoteAsync(db, OfferFacts.Of(db, sellerId, at).Where(f => ids.Contains(f.OfferId)), sellerId, buyerId, at, ct);
    }

    /// <summary>
    /// As <see cref="QuoteAsync(KBossDbContext, long, long?, IReadOnlyCollection{long}, DateTime, CancellationToken)"/>, for every Sku of a product that the
    /// seller offers.
    /// </summary>
    public async Task<IReadOnlyList<PricedOffer>> QuoteProductAsync(
        KBossDbContext db, long sellerId, long? buyerId, long productId, DateTime at, CancellationToken ct = default)
    {
        var quotes = await QuoteAsync(db, OfferFacts.Of(db, sellerId, at).Where(f => f.ProductId == productId), sellerId, buyerId, at, ct);
        return [.. quotes.Values.OrderBy(q => q.SkuId)];
    }

    /// <summary>The customer's own terms for some offers, or for all of the seller's when none are named, by offer.</summary>
    public static async Task<ILookup<long, OwnTerms>> OwnTermsAsync(
        KBossDbContext db, long sellerId, long buyerId, IReadOnlyCollection<long>? offerIds, CancellationToken ct = default)
    {
        var rows = db.CustomerTerms.AsNoTracking().Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId);
        if (offerIds is not null)
        {
            rows = rows.Where(t => offerIds.Contains(t.OfferId));
        }

        var terms = await rows
            .OrderBy(t => t.Id)
            .Select(t => new
            {
                t.OfferId,
                Terms = new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber, null),
                AcceptedPrice = db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == t.BuyerId)
                    .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
                AcceptedCost = db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == t.BuyerId)
                    .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
            })
            .ToListAsync(ct);
        return terms.ToLookup(t => t.OfferId, t => t.AcceptedPrice is { } price && t.AcceptedCost is { } cost
            ? t.Terms with { Accepted = new AcceptedLoss(price, cost) }
            : t.Terms);
    }

    private async Task<Dictionary<long, PricedOffer>> QuoteAsync(
        KBossDbContext db, IQueryable<OfferFacts> offers, long sellerId, long? buyerId, DateTime at, CancellationToken ct)
    {
        var facts = await offers.ToListAsync(ct);
        var supplied = await chain.SuppliedAsync(db, [.. facts.Select(f => f.Bought).OfType<OfferSale>()], at, ct);
        var own = buyerId is { } buyer ? await OwnTermsAsync(db, sellerId, buyer, [.. facts.Select(f => f.OfferId)], ct) : NoTerms;
        // Promotions join here as the third query; until there are any, nobody is entitled to one.
        PromotionTerms[] promotions = [];
        // What the seller itself cannot buy, because somebody above it would lose by it.
        var stopped = facts.Exists(f => !f.CostTerms.IsNone)
            ? await UpstreamLosses.StoppedAsync(db, sellerId, [.. facts.Select(f => f.SkuId)], at, ct)
            : new HashSet<long>();

        var priced = new Dictionary<long, PricedOffer>(facts.Count);
        foreach (var fact in facts)
        {
            var quote = PriceEngine.Quote(fact.Terms(supplied, stopped), [.. own[fact.OfferId]], promotions, at);
            priced[fact.OfferId] = new PricedOffer(
                fact.OfferId, fact.SkuId, fact.ProductId, fact.ProductName, fact.Type, fact.ImageKey, fact.SkuCode, fact.Options, fact.Unit, fact.Stock,
                quote);
        }

        return priced;
    }

    private static ILookup<long, OwnTerms> NoTerms { get; } = Array.Empty<OwnTerms>().ToLookup(_ => 0L);
}
