namespace KBoss.Domain.Common;

/// <summary>How amounts are rounded, in one place: half away from zero, unit prices to four decimals, amounts to the fen [R-PRC-3].</summary>
public static class Money
{
    /// <summary>Rounds a unit price or a rate, in yuan, to four decimals.</summary>
    public static decimal UnitPrice(decimal value) => Math.Round(value, 4, MidpointRounding.AwayFromZero);

    /// <summary>
    /// A part as a share of a whole, rounded down to four decimals: what lies below a limit by however little is below it. Null where there is no whole.
    /// </summary>
    public static decimal? ShareBelow(decimal? part, decimal? whole) =>
        part is { } some && whole is > 0 and var all ? Math.Round(some / all, 4, MidpointRounding.ToNegativeInfinity) : null;

    /// <summary>Rounds an amount, in yuan, to the fen.</summary>
    public static decimal Amount(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);

    /// <summary>The amount of an order line in yuan: unit price × quantity × periods, rounded to the fen.</summary>
    public static decimal Line(decimal unitPrice, int quantity, int periods) => Amount(unitPrice * quantity * periods);
}
