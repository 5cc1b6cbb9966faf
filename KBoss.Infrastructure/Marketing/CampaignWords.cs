using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Marketing;

/// <summary>Something about a campaign has changed: what it says, how far it has come, or whom it has reached.</summary>
public sealed record CampaignChanged(long OrganizationId, string No);

/// <summary>What a campaign says to one customer.</summary>
internal static class CampaignWords
{
    /// <summary>The kind of its notices, and of what waits for the morning.</summary>
    public const string Kind = "CampaignNews";

    /// <summary>How long after it was handed over a text message may still be sent, such as when the quiet hours of its reader are over.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The templates that advertise.</summary>
    public static IReadOnlyList<SmsText> Templates { get; } = [.. SmsTexts.All.Where(text => text.Kind == TextMessageKind.Marketing)];

    /// <summary>The template with a name; none without, or with that of one that does not advertise.</summary>
    public static SmsText? TemplateOf(string name) => Templates.FirstOrDefault(text => text.Template.ToString() == name);

    /// <summary>The occasion: nobody is told of one campaign twice.</summary>
    public static string CauseOf(string no) => ReminderSent.CauseOf($"Campaign:{no}");

    /// <summary>The values of the template's variables for a customer, as long as the vendors let them be.</summary>
    public static Dictionary<string, string> ValuesFor(SmsText template, CampaignFacts facts, string customer) => new(new SmsMessage(
        "", template.Template, template.Variables.ToDictionary(name => name, name => CampaignFacts.For(facts.Values.GetValueOrDefault(name) ?? "", customer)))
        .Cut(CampaignFacts.MaxValue).Parameters);

    /// <summary>What a member of the customer is told, by these channels.</summary>
    public static Reminder For(string no, CampaignFacts facts, string customer, Channels channels, DateTime now)
    {
        var template = facts.Channels.HasFlag(Channels.Sms)
            ? TemplateOf(facts.Template) ?? throw new RuleException("Marketing.TemplateUnknown") { Field = "template" } : null;
        return new Reminder(
            Kind, CauseOf(no), no, [CampaignFacts.For(facts.Title ?? "", customer), CampaignFacts.For(facts.Text ?? "", customer)],
            template?.Template, template is null ? null : ValuesFor(template, facts, customer))
        {
            Channels = channels,
            ExpiresAt = now + Lifetime,
        };
    }
}
