using System.Globalization;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Pricing.Workbench;

/// <summary>Reads what people type as a discount, a price or per cent, and says why it is none.</summary>
public sealed class TermsInput(RuleMessages rules, IStringLocalizer<Texts> texts)
{
    private const int Decimals = 4;
    private const int Digits = 12;

    /// <summary>A discount, or else a number; null for an empty text.</summary>
    public (decimal? Value, string? Message) Read(string text, bool discount)
    {
        if (discount)
        {
            var (share, wrong) = DiscountText.Read(text);
            return (share, wrong is { } why ? rules.Text(DiscountText.Refusal(why, text)) : null);
        }

        var (value, problem) = NumberText.Read(text, Digits, Decimals);
        return (value, problem switch
        {
            null => null,
            NumberProblem.TooManyDecimals => texts["NumberTooManyDecimals", Decimals].Value,
            NumberProblem.TooManyDigits => texts["NumberTooManyDigits", Digits].Value,
            _ => texts["NumberUnreadable", text.Trim()].Value,
        });
    }

    /// <summary>A value as its field begins with it and lists show it, with two decimals at least, so that they stand below each other: <c>0.80</c>, <c>0.855</c>.</summary>
    public static string Write(decimal? value) => value?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "";
}
