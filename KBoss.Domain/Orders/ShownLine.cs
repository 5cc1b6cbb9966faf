using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>
/// A line as it is shown to a customer, who confirms just this: what it is, how much of it, at which price (yuan per unit) and for which amount (yuan).
/// What is ordered is what was confirmed [R-ORD-7].
/// </summary>
public sealed record ShownLine(
    string ProductName, string SkuCode, string Options, BillingUnit Unit, int Quantity, int Periods, decimal UnitPrice, decimal Amount)
{
    /// <summary>A line at a price, with the amount that follows from it; a piece has one period.</summary>
    public static ShownLine Of(string productName, string skuCode, string options, BillingUnit unit, int quantity, int periods, decimal unitPrice) => new(
        productName, skuCode, options, unit, quantity, unit.Periods(periods), unitPrice, Money.Line(unitPrice, quantity, unit.Periods(periods)));

    /// <summary>Every fact that is different now, in the order in which people read a line.</summary>
    public IReadOnlyList<LineChange> ChangesTo(ShownLine now)
    {
        var changes = new List<LineChange>();
        Compare(LineFact.Product, ProductName, now.ProductName);
        Compare(LineFact.SkuCode, SkuCode, now.SkuCode);
        Compare(LineFact.Options, Options, now.Options);
        Compare(LineFact.Unit, Unit, now.Unit);
        Compare(LineFact.Quantity, Quantity, now.Quantity);
        Compare(LineFact.Periods, Periods, now.Periods);
        Compare(LineFact.UnitPrice, UnitPrice, now.UnitPrice);
        Compare(LineFact.Amount, Amount, now.Amount);
        return changes;

        void Compare<T>(LineFact fact, T before, T after)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after))
            {
                changes.Add(new LineChange(fact, before, after));
            }
        }
    }
}

/// <summary>What can be different between a line as it was shown and as it is.</summary>
public enum LineFact
{
    Product,
    SkuCode,
    Options,
    Unit,
    Quantity,
    Periods,
    UnitPrice,
    Amount,

    /// <summary>It is not sold any more.</summary>
    Sold,

    /// <summary>More is wanted than there is: the quantity, and what is left.</summary>
    Stock,
}

/// <summary>One fact of a line that has changed: as it was shown, and as it is.</summary>
public sealed record LineChange(LineFact Fact, object? Before, object? After);

/// <summary>A line that is not as it was shown.</summary>
public sealed record ChangedLine(long OfferId, string ProductName, string SkuCode, IReadOnlyList<LineChange> Changes)
{
    /// <summary>Whether it is not sold because its price is below the cost and nobody has looked at that yet [R-PRC-4].</summary>
    public bool UnderReview { get; init; }
}

/// <summary>
/// What was confirmed is not what is true, so nothing was ordered. Every change of every line is named; a single one has a code of its own:
/// <c>Orders.NotSold</c>, <c>Orders.PriceUnderReview</c>, <c>Orders.PriceChanged</c> or <c>Catalog.StockShort</c>, and several are <c>Orders.LinesChanged</c>.
/// </summary>
public sealed class LinesChangedException : RuleException
{
    private LinesChangedException(IReadOnlyList<ChangedLine> lines, string code, params object?[] args)
        : base(code, args) => Lines = lines;

    public IReadOnlyList<ChangedLine> Lines { get; }

    /// <summary>The refusal of an order of which at least one line has changed.</summary>
    public static LinesChangedException Of(IReadOnlyList<ChangedLine> lines)
    {
        // An amount changes with whatever it follows from.
        var facts = lines.SelectMany(l => l.Changes.Where(c => c.Fact != LineFact.Amount).Select(c => (Line: l, Change: c))).ToList();
        return facts is not [var (line, change)]
            ? new LinesChangedException(lines, "Orders.LinesChanged", lines.Count)
            : change.Fact switch
            {
                LineFact.Sold => new LinesChangedException(lines, line.UnderReview ? "Orders.PriceUnderReview" : "Orders.NotSold", line.ProductName),
                LineFact.Stock => new LinesChangedException(lines, "Catalog.StockShort", line.SkuCode, change.After),
                LineFact.UnitPrice => new LinesChangedException(lines, "Orders.PriceChanged", line.ProductName, change.Before, change.After),
                _ => new LinesChangedException(lines, "Orders.LinesChanged", lines.Count),
            };
    }
}
