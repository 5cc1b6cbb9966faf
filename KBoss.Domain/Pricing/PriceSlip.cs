namespace KBoss.Domain.Pricing;

/// <summary>Whether a fixed price looks like a slip of the hand, such as a zero too many: it is asked about and not refused.</summary>
public static class PriceSlip
{
    /// <summary>A zero too many makes it so many times what is known: from there on it is asked about.</summary>
    public const int Times = 10;

    /// <summary>
    /// What a price is <see cref="Times"/> times as high as, or higher, yuan per unit: what is paid now or, where nothing is, the list price; null where it is not.
    /// </summary>
    public static decimal? FarAbove(decimal? price, decimal? paid, decimal listPrice) =>
        (paid > 0 ? paid.Value : listPrice) is > 0 and var known && price >= known * Times ? known : null;
}
