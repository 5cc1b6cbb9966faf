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
    private const int NearEachOther = 100;

    private static readonly PerModel<Func<KBossDbContext, long, long, IAsyncEnumerable<OfferOwnTerms>>> AllOwn = new(() =>
        EF.CompileAsyncQuery((KBossDbContext db, long sellerId, long buyerId) => db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId)
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(t.OfferId, new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber, null)))));

    /// <summary>For the offers of one product, which were made together and have ids that follow each other; what lies in between does no harm.</summary>
    private static readonly PerModel<Func<KBossDbContext, long, long, long, long, IAsyncEnumerable<OfferOwnTerms>>> OwnBetween = new(() =>
        EF.CompileAsyncQuery((KBossDbContext db, long sellerId, long buyerId, long first, long last) => db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId && t.OfferId >= first && t.OfferId <= last)
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(t.OfferId, new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber, null)))));

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

        // As one parameter: one SQL for any number of offers, where a parameter for each is made into SQL and read by the database again and again.
        var ids = offerIds.Distinct().ToList();
        var facts = await ReadAsync(db, sellerId, OfferFacts.Of(db, sellerId, at).Where(f => EF.Parameter(ids).Contains(f.OfferId)), at, ct);
        return Quote(facts, await OwnTermsAsync(db, sellerId, buyerId, ids, ct), at);
    }

    /// <summary>The facts of some of a seller's offers at an instant (UTC), and whether what is bought from above can be had.</summary>
    internal async Task<IReadOnlyList<OfferFacts>> ReadAsync(
        KBossDbContext db, long sellerId, IQueryable<OfferFacts> offers, DateTime at, CancellationToken ct)
    {
        var facts = await offers.ToListAsync(ct);
        var bought = facts.Where(f => f.UpstreamOfferId is not null).ToList();
        if (bought.Count > 0)
        {
            var supplied = await chain.SuppliedAsync(db, [.. bought.Select(f => f.Bought!)], at, ct);
            var stopped = await UpstreamLosses.StoppedAsync(db, sellerId, [.. bought.Select(f => f.SkuId)], at, ct);
            bought.ForEach(f => f.Supplied = supplied.Contains(f.UpstreamOfferId!.Value) && !stopped.Contains(f.OfferId));
        }

        return facts;
    }

    /// <summary>The prices at an instant (UTC) by what was read of the offers and of the customer's own terms, by offer.</summary>
    internal static IReadOnlyDictionary<long, PricedOffer> Quote(IReadOnlyList<OfferFacts> facts, ILookup<long, OwnTerms> own, DateTime at)
    {
        // Promotions join here as the third query; until there are any, nobody is entitled to one.
        PromotionTerms[] promotions = [];
        var priced = new Dictionary<long, PricedOffer>(facts.Count);
        foreach (var fact in facts)
        {
            var quote = PriceEngine.Quote(fact.Terms, own.Contains(fact.OfferId) ? [.. own[fact.OfferId]] : [], promotions, at);
            priced[fact.OfferId] = new PricedOffer(
                fact.OfferId, fact.SkuId, fact.ProductId, fact.ProductName, fact.Type, fact.ImageKey, fact.SkuCode, fact.Options, fact.Unit, fact.Stock,
                quote);
        }

        return priced;
    }

    /// <summary>The customer's own terms for some offers, or for all of the seller's when none are named, by offer; none where there is no customer.</summary>
    public static async Task<ILookup<long, OwnTerms>> OwnTermsAsync(
        KBossDbContext db, long sellerId, long? buyerId, IReadOnlyList<long>? offerIds, CancellationToken ct = default)
    {
        if (buyerId is not { } buyer)
        {
            return NoTerms;
        }

        var rows = offerIds is null ? AllOwn.For(db)(db, sellerId, buyer)
            : offerIds.Count > 0 && (offerIds.Min(), offerIds.Max()) is var (first, last) && last - first < NearEachOther
                ? OwnBetween.For(db)(db, sellerId, buyer, first, last)
                : OwnOf(db, sellerId, buyer, offerIds);
        var terms = new List<OfferOwnTerms>();
        await foreach (var row in rows.WithCancellation(ct))
        {
            terms.Add(row);
        }

        if (terms.Count == 0)
        {
            return NoTerms;
        }

        // The newest of each offer counts, and there are few.
        var accepted = new Dictionary<long, AcceptedLoss>();
        foreach (var loss in await db.LossConsents.AsNoTracking()
            .Where(c => c.OrganizationId == sellerId && c.BuyerId == buyer).OrderBy(c => c.Id).ToListAsync(ct))
        {
            accepted[loss.OfferId] = loss.Accepted;
        }

        return terms.ToLookup(t => t.OfferId, t => t.Terms with { Accepted = accepted.GetValueOrDefault(t.OfferId) });
    }

    private static IAsyncEnumerable<OfferOwnTerms> OwnOf(KBossDbContext db, long sellerId, long buyerId, IReadOnlyList<long> offerIds) =>
        db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId && EF.Parameter(offerIds).Contains(t.OfferId))
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(t.OfferId, new OwnTerms(t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber, null)))
            .AsAsyncEnumerable();

    private static ILookup<long, OwnTerms> NoTerms { get; } = Array.Empty<OwnTerms>().ToLookup(_ => 0L);

    private sealed record OfferOwnTerms(long OfferId, OwnTerms Terms);
}
