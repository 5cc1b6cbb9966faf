using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common;

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
/// Reads discounts and other shares as people write them: <c>0.88</c>, <c>88</c>, <c>88%</c>, <c>8.8折</c> and <c>88折</c> are one discount, in full-width
/// digits too. A bare number up to 1 is the share itself, one from 10 on is per cent (so 1 and 100 are the list price, 10 is a tenth of it); it never guesses:
/// a bare number between 1 and 10 is asked about.
/// </summary>
public static class DiscountText
{
    /// <summary>How many decimals a share of the list price has.</summary>
    public const int Decimals = 4;

    /// <summary>The share (0 &lt; d ≤ 1, or from −1 on where it may be a loss as well, <paramref name="signed"/>), null for an empty text, or why it is none.</summary>
    public static (decimal? Value, DiscountProblem? Problem) Read(string? text, bool signed = false)
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

        if (unit == 0m && Math.Abs(read) is > 1 and < 10)
        {
            return (null, DiscountProblem.Ambiguous);
        }

        // 85折 is said for 8.5折: two whole digits are hundredths.
        var parts = unit switch
        {
            0m => Math.Abs(read) >= 10 ? 100m : 1m,
            10m when read is > 10 and < 100 && decimal.Truncate(read) == read => 100m,
            _ => unit,
        };
        var share = read / parts;
        return share is < -1 or > 1 || (share <= 0 && !signed) ? (null, DiscountProblem.OutOfRange)
            : decimal.Round(share, Decimals) != share ? (null, DiscountProblem.TooManyDecimals)
            : (share, null);
    }

    /// <summary>
    /// Why a text is no discount, as a refusal: <c>Common.DiscountUnreadable</c>, <c>Common.DiscountDecimals</c>, <c>Common.DiscountRange</c>,
    /// <c>Common.DiscountAmbiguous</c>.
    /// </summary>
    public static RuleException Refusal(DiscountProblem problem, string text) => problem switch
    {
        DiscountProblem.Unreadable => new RuleException("Common.DiscountUnreadable", text.Trim()),
        DiscountProblem.TooManyDecimals => new RuleException("Common.DiscountDecimals", text.Trim()),
        DiscountProblem.OutOfRange => new RuleException("Common.DiscountRange", text.Trim()),
        _ => new RuleException("Common.DiscountAmbiguous", text.Trim()),
    };

    /// <summary>What was meant, in the one form that everything is kept in, where it was written in another: <c>8.8折 = 0.88</c>; otherwise null.</summary>
    public static string? Meant(string text, decimal discount) =>
        text.Trim() is var typed && NumberText.Read(typed, digits: 12, decimals: 12).Value == discount ? null : $"{typed} = {Write(discount)}";

    /// <summary>A discount as a field begins with it and everybody reads it, with two decimals at least: <c>0.88</c>, <c>0.80</c>, <c>0.855</c>.</summary>
    public static string Write(decimal? discount) => discount?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "";
}
