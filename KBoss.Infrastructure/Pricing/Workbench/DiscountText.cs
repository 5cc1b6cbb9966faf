using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>Why a text is no discount.</summary>
public enum DiscountProblem
{
    /// <summary>It is no number.</summary>
    Unreadable,

    /// <summary>It has more than four decimals as a share, two as per cent.</summary>
    TooManyDecimals,

    /// <summary>Zero or less, or more than the list price.</summary>
    OutOfRange,

    /// <summary>A bare number above 1 and below 10, which may be a share, per cent or tenths.</summary>
    Ambiguous,
}

/// <summary>
/// Reads discounts as people write them: <c>0.88</c>, <c>88</c>, <c>88%</c> and <c>8.8折</c> are one discount, in full-width digits too. It never guesses:
/// a bare number between 1 and 10 is asked about.
/// </summary>
public static class DiscountText
{
    /// <summary>How many decimals a share of the list price has.</summary>
    public const int Decimals = 4;

    /// <summary>The share of the list price (0 &lt; d ≤ 1), null for an empty text, or why it is none.</summary>
    public static (decimal? Value, DiscountProblem? Problem) Read(string? text)
    {
        var plain = (text ?? "").Trim().TrimEnd('。');
        var (number, unit) = plain switch
        {
            [.. var tenths, '折'] => (tenths, 10m),
            [.. var percent, '%' or '％'] => (percent, 100m),
            _ => (plain, 0m),
        };
        if (number.Length == 0 && unit > 0)
        {
            return (null, DiscountProblem.Unreadable);
        }

        var (value, problem) = NumberText.Read(number, digits: 12, decimals: 12);
        if (problem is not null || (value is not null && number.AsSpan().ContainsAny("¥￥元")))
        {
            return (null, DiscountProblem.Unreadable);
        }

        if (value is not { } read)
        {
            return (null, null);
        }

        if (unit == 0m && read is > 1 and < 10)
        {
            return (null, DiscountProblem.Ambiguous);
        }

        var share = read / (unit > 0 ? unit : read >= 10 ? 100m : 1m);
        return share is <= 0 or > 1 ? (null, DiscountProblem.OutOfRange)
            : decimal.Round(share, Decimals) != share ? (null, DiscountProblem.TooManyDecimals)
            : (share, null);
    }

    /// <summary>
    /// Why a text is no discount, as a refusal: <c>Pricing.DiscountUnreadable</c>, <c>Pricing.DiscountDecimals</c>, <c>Pricing.DiscountRange</c>,
    /// <c>Pricing.DiscountAmbiguous</c>.
    /// </summary>
    public static RuleException Refusal(DiscountProblem problem, string text) => problem switch
    {
        DiscountProblem.Unreadable => new RuleException("Pricing.DiscountUnreadable", text.Trim()),
        DiscountProblem.TooManyDecimals => new RuleException("Pricing.DiscountDecimals", text.Trim()),
        DiscountProblem.OutOfRange => new RuleException("Pricing.DiscountRange", text.Trim()),
        _ => new RuleException("Pricing.DiscountAmbiguous", text.Trim()),
    };

    /// <summary>A discount as a field begins with it: <c>0.88</c>.</summary>
    public static string Write(decimal? discount) => NumberText.Write(discount, Decimals);
}
