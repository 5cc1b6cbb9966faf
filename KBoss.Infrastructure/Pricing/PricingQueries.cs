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
    Quote Quote)
{
    /// <summary>Whether its stock are own devices, which an order holds one by one.</summary>
    public bool ByDevices { get; init; }

    /// <summary>Within how many days what is not there is delivered; null where no more can be ordered than there is.</summary>
    public int? DeliveryDays { get; init; }

    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }

    /// <summary>Whether so much cannot be ordered because there is less.</summary>
    public bool Lacks(int quantity) => Stock < quantity && DeliveryDays is null;
}

/// <summary>So much of an offer as somebody wants at once, which what a promotion has left may depend on.</summary>
public sealed record WantedOffer(long OfferId, int Quantity = 1, int Periods = 1);

/// <summary>
/// Asks the database for what the price engine must know, in at most three queries for any number of offers, promotions and levels of the chain, through the
/// context of the use case: its scope must cover the seller and everyone above it.
/// </summary>
public sealed class PricingQueries
{
    private const int NearEachOther = 100;
    private const int MostOfOne = 10_000;

    private static readonly PerModel<Func<KBossDbContext, long, long, IAsyncEnumerable<OfferOwnTerms>>> AllOwn = new(() =>
        EF.CompileAsyncQuery((KBossDbContext db, long sellerId, long buyerId) => db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId && (t.ValidTo == null || t.ValidTo > t.ValidFrom))
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(
                t.OfferId, t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber,
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.Cost).FirstOrDefault()))));

    /// <summary>For the offers of one product, which were made together and have ids that follow each other; what lies in between does no harm.</summary>
    private static readonly PerModel<Func<KBossDbContext, long, long, long, long, IAsyncEnumerable<OfferOwnTerms>>> OwnBetween = new(() =>
        EF.CompileAsyncQuery((KBossDbContext db, long sellerId, long buyerId, long first, long last) => db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId && t.OfferId >= first && t.OfferId <= last
                && (t.ValidTo == null || t.ValidTo > t.ValidFrom))
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(
                t.OfferId, t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber,
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.Cost).FirstOrDefault()))));

    /// <summary>
    /// What the seller asks of the buyer, or of everybody when there is none, for each offer at an instant (UTC).
    /// Offers that do not exist or belong to another distributor are missing from the answer.
    /// </summary>
    public Task<IReadOnlyDictionary<long, PricedOffer>> QuoteAsync(
        KBossDbContext db, long sellerId, long? buyerId, IReadOnlyCollection<long> offerIds, DateTime at, CancellationToken ct = default) =>
        QuoteAsync(db, sellerId, buyerId, [.. offerIds.Select(id => new WantedOffer(id))], at, alone: true, ct);

    /// <summary>
    /// The same for lines that are bought together, in their order: a promotion with a budget is paid from what the lines before have left of it.
    /// </summary>
    public Task<IReadOnlyDictionary<long, PricedOffer>> QuoteAsync(
        KBossDbContext db, long sellerId, long? buyerId, IReadOnlyList<WantedOffer> together, DateTime at, CancellationToken ct = default) =>
        QuoteAsync(db, sellerId, buyerId, together, at, alone: false, ct);

    private async Task<IReadOnlyDictionary<long, PricedOffer>> QuoteAsync(
        KBossDbContext db, long sellerId, long? buyerId, IReadOnlyList<WantedOffer> wanted, DateTime at, bool alone, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return new Dictionary<long, PricedOffer>();
        }

        // As one parameter: one SQL for any number of offers, where a parameter for each is made into SQL and read by the database again and again.
        var ids = wanted.Select(w => w.OfferId).Distinct().ToList();
        var facts = await ReadAsync(sellerId, OfferFacts.Of(db, sellerId, db.Offers.Where(o => EF.Parameter(ids).Contains(o.Id)), at), ct);
        var own = await OwnTermsAsync(db, sellerId, buyerId, ids, ct);
        var promotions = await db.PromotionsAsync(sellerId, buyerId, ids, at, ct: ct);
        return alone || promotions.Count == 0 ? Quote(facts, own, promotions, at) : Together(facts, own, promotions, wanted, at);
    }

    /// <summary>The facts of the seller's own offers, of what was read of every level, and whether what is bought from above can be had.</summary>
    internal static async Task<IReadOnlyList<OfferFacts>> ReadAsync(long sellerId, IQueryable<OfferFacts> offers, CancellationToken ct)
    {
        var all = await offers.ToListAsync(ct);
        var facts = all.Where(f => f.OrganizationId == sellerId).ToList();
        if (facts.Exists(f => f.UpstreamOfferId is not null))
        {
            var links = new SupplyLinks(all.Select(f => f.Link));
            facts.ForEach(f => f.Supplied = f.Bought is not { } bought || (links.Climb(bought, out _) is not null && !links.IsStopped(f.OfferId)));
        }

        return facts;
    }

    /// <summary>The prices at an instant (UTC) by what was read of the offers, of the customer's own terms and of promotions, by offer.</summary>
    internal static IReadOnlyDictionary<long, PricedOffer> Quote(
        IReadOnlyList<OfferFacts> facts, ILookup<long, OwnTerms> own, ILookup<long, PromotionTerms> promotions, DateTime at)
    {
        var priced = new Dictionary<long, PricedOffer>(facts.Count);
        foreach (var fact in facts)
        {
            priced[fact.OfferId] = Priced(fact, PriceEngine.Quote(
                fact.Terms, own.Contains(fact.OfferId) ? [.. own[fact.OfferId]] : [],
                promotions.Contains(fact.OfferId) ? [.. promotions[fact.OfferId]] : [], at));
        }

        return priced;
    }

    private static Dictionary<long, PricedOffer> Together(
        IReadOnlyList<OfferFacts> facts, ILookup<long, OwnTerms> own, ILookup<long, PromotionTerms> promotions, IReadOnlyList<WantedOffer> wanted, DateTime at)
    {
        var byOffer = facts.ToDictionary(f => f.OfferId);
        var given = new Dictionary<string, decimal>();
        var priced = new Dictionary<long, PricedOffer>(facts.Count);
        foreach (var line in wanted.DistinctBy(w => w.OfferId).Where(w => byOffer.ContainsKey(w.OfferId)))
        {
            var fact = byOffer[line.OfferId];
            // What nobody can buy is refused elsewhere; here it only must not overflow.
            var amount = new QuotedAmount(
                Math.Clamp(line.Quantity, 1, MostOfOne), fact.Unit.Periods(Math.Clamp(line.Periods, 1, MostOfOne)));
            var quote = PriceEngine.Quote(
                fact.Terms, [.. own[fact.OfferId]],
                [.. promotions[fact.OfferId].Select(p => p.Left is { } left ? p with { Left = left - given.GetValueOrDefault(p.No) } : p)], at, amount);
            priced[fact.OfferId] = Priced(fact, quote);
            // A line that cannot be ordered takes nothing from the others.
            if (quote.Promotion is { Left: not null } promotion && !(fact.Stock < line.Quantity && fact.DeliveryDays is null))
            {
                given[promotion.No] = given.GetValueOrDefault(promotion.No) + quote.Given(amount.Quantity, amount.Periods);
            }
        }

        return priced;
    }

    private static PricedOffer Priced(OfferFacts fact, Quote quote) => new(
        fact.OfferId, fact.SkuId, fact.ProductId, fact.ProductName, fact.Type, fact.ImageKey, fact.SkuCode, fact.Options, fact.Unit, fact.Stock, quote)
    {
        ByDevices = fact.ByDevices,
        DeliveryDays = fact.DeliveryDays,
        Kind = fact.Kind,
    };

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

        return terms.Count == 0 ? NoTerms : terms.ToLookup(t => t.OfferId, t => t.Own);
    }

    private static IAsyncEnumerable<OfferOwnTerms> OwnOf(KBossDbContext db, long sellerId, long buyerId, IReadOnlyList<long> offerIds) =>
        db.CustomerTerms.AsNoTracking()
            .Where(t => t.OrganizationId == sellerId && t.BuyerId == buyerId && EF.Parameter(offerIds).Contains(t.OfferId)
                && (t.ValidTo == null || t.ValidTo > t.ValidFrom))
            .OrderBy(t => t.Id)
            .Select(t => new OfferOwnTerms(
                t.OfferId, t.Terms, t.ValidFrom, t.ValidTo, t.ModeNumber,
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
                db.LossConsents.Where(c => c.OfferId == t.OfferId && c.BuyerId == buyerId).OrderByDescending(c => c.Id)
                    .Select(c => (decimal?)c.Cost).FirstOrDefault()))
            .AsAsyncEnumerable();

    private static ILookup<long, OwnTerms> NoTerms { get; } = Array.Empty<OwnTerms>().ToLookup(_ => 0L);

    /// <summary>Own terms of the buyer for an offer, with the loss on them that was looked at last.</summary>
    private sealed record OfferOwnTerms(
        long OfferId, Terms Terms, DateTime ValidFrom, DateTime? ValidTo, int ModeNumber, decimal? AcceptedPrice, decimal? AcceptedCost)
    {
        public OwnTerms Own => new(
            Terms, ValidFrom, ValidTo, ModeNumber, AcceptedPrice is { } price && AcceptedCost is { } cost ? new AcceptedLoss(price, cost) : null);
    }
}
