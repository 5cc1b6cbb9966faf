using KBoss.Domain.Common;
using KBoss.Domain.Distribution;

namespace KBoss.Domain.Pricing;

/// <summary>What a customer bought of an offer and paid for it in yuan; the instant is UTC.</summary>
public sealed record SoldLine(long BuyerId, long OfferId, int Quantity, int Periods, decimal Paid, DateTime At);

/// <summary>A promotion that contains an offer, and who is entitled to it.</summary>
/// <param name="Members">The customers that have joined; null when it is open to all.</param>
public sealed record ReplayPromotion(PromotionTerms Terms, IReadOnlySet<long>? Members = null)
{
    /// <summary>As it counts for a customer.</summary>
    public PromotionTerms For(long buyerId) => Terms with { Entitled = Members is null || Members.Contains(buyerId) };
}

/// <summary>All that decides the prices of some offers at an instant (UTC), before or after a change that is tried.</summary>
public sealed record PriceWorld(
    IReadOnlyDictionary<long, OfferTerms> Offers, ILookup<(long BuyerId, long OfferId), OwnTerms> Own, ILookup<long, ReplayPromotion> Promotions, DateTime At);

/// <summary>What the lines come to in one world, in yuan.</summary>
/// <param name="Revenue">What would be paid.</param>
/// <param name="Cost">What the seller would pay for it.</param>
/// <param name="Discount">The list price less what would be paid.</param>
/// <param name="Lost">How many lines could not be bought at all.</param>
public sealed record ReplaySum(decimal Revenue, decimal Cost, decimal Discount, int Lost)
{
    public decimal Margin => Revenue - Cost;

    /// <summary>The margin as a share of the revenue, four decimals; null where nothing would be sold.</summary>
    public decimal? MarginRate => Revenue > 0 ? Money.UnitPrice(Margin / Revenue) : null;
}

/// <summary>A customer that would pay something else for what it bought; yuan.</summary>
public sealed record ReplayedCustomer(long BuyerId, int Lines, decimal Before, decimal After);

/// <summary>On which terms a distributor below buys an offer, of which list price (yuan per unit), and what decides what it costs the seller.</summary>
public sealed record SuppliedTerms(Terms Terms, decimal ListPrice, OfferCost Cost);

/// <summary>What a change of terms would have meant for lines that were sold.</summary>
/// <param name="Touched">How many lines would cost something else, or could not be bought any more, or again.</param>
/// <param name="Customers">Those of these lines, whoever is touched most first.</param>
/// <param name="Vanishing">Offers that everybody sees before the change and nobody after it.</param>
/// <param name="Appearing">The reverse.</param>
public sealed record PriceReplay(
    int Lines, int Touched, decimal Paid, ReplaySum Before, ReplaySum After, IReadOnlyList<ReplayedCustomer> Customers,
    IReadOnlyList<long> Vanishing, IReadOnlyList<long> Appearing)
{
    /// <summary>
    /// Asks for each line what it would cost if it were bought once more, before and after the change, by everything else as it stands: the same quantities at
    /// two prices. A promotion with a budget gives until it is spent, the oldest line first. Lines of offers that neither world knows are left out.
    /// </summary>
    public static PriceReplay Of(IReadOnlyCollection<SoldLine> sold, PriceWorld before, PriceWorld after)
    {
        var lines = sold.Where(l => before.Offers.ContainsKey(l.OfferId) && after.Offers.ContainsKey(l.OfferId)).OrderBy(l => l.At).ToList();
        var (then, now) = (new Run(before), new Run(after));
        var replayed = lines.Select(line => new Replayed(line, then.Price(line), now.Price(line))).ToList();
        return Of(replayed, then.Sum, now.Sum, Seen(before, after), Seen(after, before));
    }

    /// <summary>
    /// The same for what a distributor below has bought: it pays the terms that stand or are tried and nothing else decides its price. An offer without terms
    /// cannot be bought.
    /// </summary>
    public static PriceReplay OfSupply(
        IReadOnlyCollection<SoldLine> bought, IReadOnlyDictionary<long, SuppliedTerms> before, IReadOnlyDictionary<long, SuppliedTerms> after)
    {
        var replayed = bought.Where(l => before.ContainsKey(l.OfferId) && after.ContainsKey(l.OfferId))
            .Select(line => new Replayed(line, Amount(before, line), Amount(after, line))).ToList();
        return Of(replayed, Sum(before, replayed), Sum(after, replayed), Sold(before, after), Sold(after, before));

        static decimal? Amount(IReadOnlyDictionary<long, SuppliedTerms> world, SoldLine line) => PriceIn(world[line.OfferId]) is { } price
            ? Money.Line(price, line.Quantity, line.Periods)
            : null;

        static decimal? PriceIn(SuppliedTerms offer) => offer.Terms.UnitPrice(offer.ListPrice);

        static ReplaySum Sum(IReadOnlyDictionary<long, SuppliedTerms> world, IEnumerable<Replayed> lines)
        {
            var sum = new ReplaySum(0, 0, 0, 0);
            foreach (var (offer, line) in lines.Select(l => (world[l.Line.OfferId], l.Line)))
            {
                sum = PriceIn(offer) is not { } price ? sum with { Lost = sum.Lost + 1 } : Plus(sum, price, offer.Cost, offer.ListPrice, line);
            }

            return sum;
        }

        static List<long> Sold(IReadOnlyDictionary<long, SuppliedTerms> world, IReadOnlyDictionary<long, SuppliedTerms> other) =>
            [.. world.Where(o => !o.Value.Terms.IsNone && other[o.Key].Terms.IsNone).Select(o => o.Key).Order()];
    }

    private static PriceReplay Of(
        IReadOnlyList<Replayed> replayed, ReplaySum before, ReplaySum after, IReadOnlyList<long> vanishing, IReadOnlyList<long> appearing)
    {
        var touched = replayed.Where(r => r.Before != r.After).ToList();
        return new PriceReplay(
            replayed.Count, touched.Count, replayed.Sum(r => r.Line.Paid), before, after,
            [
                .. touched.GroupBy(r => r.Line.BuyerId)
                    .Select(g => new ReplayedCustomer(g.Key, g.Count(), g.Sum(r => r.Before ?? 0), g.Sum(r => r.After ?? 0)))
                    .OrderByDescending(c => Math.Abs(c.After - c.Before)).ThenBy(c => c.BuyerId),
            ],
            vanishing, appearing);
    }

    private static ReplaySum Plus(ReplaySum sum, decimal price, OfferCost cost, decimal listPrice, SoldLine line)
    {
        var amount = Money.Line(price, line.Quantity, line.Periods);
        return sum with
        {
            Revenue = sum.Revenue + amount,
            Cost = sum.Cost + Money.Line(cost.At(price) ?? 0, line.Quantity, line.Periods),
            Discount = sum.Discount + Money.Line(listPrice, line.Quantity, line.Periods) - amount,
        };
    }

    /// <summary>What everybody sees in the one world and not in the other.</summary>
    private static List<long> Seen(PriceWorld world, PriceWorld other) =>
    [
        .. world.Offers.Values
            .Where(o => PriceEngine.WhyInvisible(o).Count == 0 && (!other.Offers.TryGetValue(o.OfferId, out var there) || PriceEngine.WhyInvisible(there).Count > 0))
            .Select(o => o.OfferId).Order(),
    ];

    /// <summary>A line, and what it would cost in yuan without the change and with it; null where it could not be bought.</summary>
    private sealed record Replayed(SoldLine Line, decimal? Before, decimal? After);

    /// <summary>The lines in one world, one after the other.</summary>
    private sealed class Run(PriceWorld world)
    {
        private readonly Dictionary<string, decimal> given = [];

        public ReplaySum Sum { get; private set; } = new(0, 0, 0, 0);

        /// <summary>What the line would cost in yuan; null when it could not be bought.</summary>
        public decimal? Price(SoldLine line)
        {
            var offer = world.Offers[line.OfferId];
            var promotions = world.Promotions[line.OfferId].Select(p => p.For(line.BuyerId))
                .Select(p => p.Left is { } left ? p with { Left = left - given.GetValueOrDefault(p.No) } : p).ToList();
            var quote = PriceEngine.Quote(
                offer, [.. world.Own[(line.BuyerId, line.OfferId)]], promotions, world.At, new QuotedAmount(line.Quantity, line.Periods));
            if (!quote.Visible)
            {
                Sum = Sum with { Lost = Sum.Lost + 1 };
                return null;
            }

            if (quote.Promotion is { Left: not null } promotion)
            {
                given[promotion.No] = given.GetValueOrDefault(promotion.No) + quote.Given(line.Quantity, line.Periods);
            }

            Sum = Plus(Sum, quote.UnitPrice, offer.Cost, offer.ListPrice, line);
            return Money.Line(quote.UnitPrice, line.Quantity, line.Periods);
        }
    }
}
