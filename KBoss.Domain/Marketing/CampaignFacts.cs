using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;

namespace KBoss.Domain.Marketing;

/// <summary>From which list a campaign takes its customers; the filters of that list go with it.</summary>
public enum CampaignSource
{
    /// <summary>The list of customers.</summary>
    Customers,

    /// <summary>The opportunities that are due for renewal.</summary>
    Due,

    /// <summary>The opportunities that use nothing.</summary>
    Unused,

    /// <summary>The opportunities that grow.</summary>
    Growing,
}

/// <summary>
/// What a campaign says to whom: <paramref name="Filters"/> of the list that it takes its customers from, the template of the text message with the values of
/// its variables, and title and text of notice and mail. In values, title and text <see cref="Customer"/> stands for the customer's name.
/// </summary>
public sealed partial record CampaignFacts(
    string? Name, CampaignSource Source, IReadOnlyDictionary<string, string> Filters, Channels Channels, string Template,
    IReadOnlyDictionary<string, string> Values, string? Title = null, string? Text = null)
{
    /// <summary>What stands for the name of the customer.</summary>
    public const string Customer = "{customer}";

    public const int MaxName = 100;

    /// <summary>What both vendors let one variable hold; a longer one would be cut.</summary>
    public const int MaxValue = 35;

    public const int MaxTitle = 40;
    public const int MaxText = 400;

    /// <summary>Everything that is wrong with it, each at its field; <paramref name="variables"/> are those of the template.</summary>
    public IReadOnlyList<RuleException> Faults(IReadOnlyCollection<string> variables)
    {
        List<RuleException?> faults = [RuleException.Of(() => Require.Text(Name, "name", MaxName))];
        if (Channels == Channels.None)
        {
            faults.Add(new RuleException("Marketing.NoChannel") { Field = "sms" });
        }

        if (Channels.HasFlag(Channels.Sms))
        {
            faults.AddRange(variables.Select(variable => RuleException.Of(() => Words(Values.GetValueOrDefault(variable), variable, MaxValue))));
        }

        if ((Channels & (Channels.Notice | Channels.Mail)) != 0)
        {
            faults.Add(RuleException.Of(() => Words(Title, "title", MaxTitle)));
            faults.Add(RuleException.Of(() => Words(Text, "text", MaxText, free: true)));
        }

        return [.. faults.OfType<RuleException>()];
    }

    /// <summary>Refuses what is empty or too long, and with <c>Marketing.UnknownPlaceholder</c> what would reach people in braces.</summary>
    private static void Words(string? value, string field, int most, bool free = false)
    {
        var text = Require.Text(value, field, most, free).Replace(Customer, "", StringComparison.Ordinal);
        if (Braces().Match(text) is { Success: true } unknown)
        {
            throw new RuleException("Marketing.UnknownPlaceholder", unknown.Value) { Field = field };
        }
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Braces();

    /// <summary>A text with the customer's name in it.</summary>
    public static string For(string text, string customer) => text.Replace(Customer, customer, StringComparison.Ordinal);
}
