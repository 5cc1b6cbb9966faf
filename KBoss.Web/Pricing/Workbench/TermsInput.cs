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

    /// <summary>A value as its field begins with it.</summary>
    public static string Write(decimal? value) => NumberText.Write(value, Decimals);
}
