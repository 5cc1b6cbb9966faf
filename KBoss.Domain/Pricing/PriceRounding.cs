namespace KBoss.Domain.Pricing;

/// <summary>To which prices (yuan per unit) a change is rounded.</summary>
public enum PriceRounding
{
    /// <summary>Four decimals, as every unit price has.</summary>
    None,

    /// <summary>Two decimals.</summary>
    Fen,

    /// <summary>One decimal.</summary>
    Jiao,

    /// <summary>Whole yuan.</summary>
    Yuan,

    /// <summary>Ends in 9: whole yuan from nine yuan on (9, 19, 29), tenths from 0.9 yuan on (1.9), hundredths below (0.19).</summary>
    EndsInNine,
}

/// <summary>Rounds prices by a rule; the result is always above zero, and a price that keeps the rule stays as it is.</summary>
public static class PriceRoundings
{
    /// <summary>The nearest price of the rule, half away from zero.</summary>
    public static decimal Nearest(this PriceRounding rule, decimal price)
    {
        var (down, up) = (Down(rule, price), Up(rule, price));
        return down > 0 && price - down < up - price ? down : up;
    }

    /// <summary>The lowest price of the rule that is not below the price.</summary>
    public static decimal Up(this PriceRounding rule, decimal price)
    {
        var (step, below) = Steps(rule, price);
        var up = (Math.Max(1, Math.Ceiling((price + below) / step)) * step) - below;
        // Where the steps become wider, the first of the wide ones comes sooner than the next of the narrow ones.
        return rule != PriceRounding.EndsInNine ? up : price < 0.9m ? Math.Min(up, 0.9m) : price < 9 ? Math.Min(up, 9) : up;
    }

    /// <summary>The highest price of the rule that is not above the price; nothing or less where there is none.</summary>
    private static decimal Down(PriceRounding rule, decimal price)
    {
        var (step, below) = Steps(rule, price);
        return (Math.Floor((price + below) / step) * step) - below;
    }

    private static (decimal Step, decimal Below) Steps(PriceRounding rule, decimal price) => rule switch
    {
        PriceRounding.Fen => (0.01m, 0m),
        PriceRounding.Jiao => (0.1m, 0m),
        PriceRounding.Yuan => (1m, 0m),
        PriceRounding.EndsInNine when price >= 9 => (10m, 1m),
        PriceRounding.EndsInNine when price >= 0.9m => (1m, 0.1m),
        PriceRounding.EndsInNine => (0.1m, 0.01m),
        _ => (0.0001m, 0m),
    };
}
