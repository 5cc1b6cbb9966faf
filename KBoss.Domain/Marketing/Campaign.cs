using KBoss.Domain.Common;
using KBoss.Domain.Messaging;

namespace KBoss.Domain.Marketing;

/// <summary>How far a campaign has come.</summary>
public enum CampaignState
{
    /// <summary>It can be changed, and nobody has been told.</summary>
    Draft,

    /// <summary>Its recipients stand, and its time has not come.</summary>
    Scheduled,

    /// <summary>It is handed over, some recipients at a time.</summary>
    Sending,

    /// <summary>Every recipient has been handed over or left out.</summary>
    Done,

    /// <summary>It was stopped; what had not been sent is not sent.</summary>
    Cancelled,
}

/// <summary>
/// An organization writes to a set of its customers: by text message, notice or mail, now or at a time. Whom it reaches is kept when it is confirmed, each a
/// <see cref="CampaignRecipient"/>, and what each of them wants is asked again when it is sent.
/// </summary>
public sealed class Campaign : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>How far ahead one can be sent, in days.</summary>
    public const int MostDays = 90;

    /// <summary>How many members one can reach.</summary>
    public const int MostRecipients = 10_000;

    /// <summary>For how many Shanghai days after it what its customers pay is looked at.</summary>
    public const int RevenueDays = 30;

    private Campaign()
    {
    }

    public Campaign(long organizationId, string no, By by, bool ofAll, CampaignFacts facts, IReadOnlyCollection<string> variables, DateTime now)
    {
        OrganizationId = organizationId;
        No = no;
        By = by.IsMember ? by : throw new ArgumentException("A campaign is a member's.", nameof(by));
        OfAll = ofAll;
        CreatedAt = Require.Utc(now);
        Change(facts, variables);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The number that people see.</summary>
    public string No { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Who made it, and whose customers it reaches unless it is <see cref="OfAll"/>.</summary>
    public By By { get; private set; } = By.Nobody;

    /// <summary>Whether it may reach every customer of the organization, whoever serves it.</summary>
    [NotAudited]
    public bool OfAll { get; private set; }

    public CampaignSource Source { get; private set; }

    /// <summary>The filters of the source, one a line as <c>name=value</c>.</summary>
    public string SourceFilters { get; private set; } = "";

    public Channels Channels { get; private set; }

    /// <summary>The name of the text message's template; empty without text message.</summary>
    public string Template { get; private set; } = "";

    /// <summary>The values of its variables, one a line as <c>name=value</c>.</summary>
    public string TemplateValues { get; private set; } = "";

    /// <summary>What notice and mail say; empty without them.</summary>
    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    public CampaignState State { get; private set; } = CampaignState.Draft;

    /// <summary>Not before this instant (UTC); set when it is confirmed.</summary>
    public DateTime? SendAt { get; private set; }

    /// <summary>Yuan that one part of a text message costs, as it was when it was confirmed.</summary>
    public decimal SmsPrice { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? ConfirmedAt { get; private set; }

    public By ConfirmedBy { get; private set; } = By.Nobody;

    /// <summary>When the first of its recipients was handed over.</summary>
    public DateTime? StartedAt { get; private set; }

    /// <summary>When it was done or cancelled.</summary>
    public DateTime? EndedAt { get; private set; }

    public string AuditSubject => $"Campaign {No}";

    /// <summary>The filters by name.</summary>
    public IReadOnlyDictionary<string, string> Filters => Read(SourceFilters);

    /// <summary>The values of the template's variables by name.</summary>
    public IReadOnlyDictionary<string, string> Values => Read(TemplateValues);

    /// <summary>What it says to whom.</summary>
    public CampaignFacts Facts => new(Name, Source, Filters, Channels, Template, Values, Title, Text);

    /// <summary>
    /// Changes a draft as a whole; refused with <c>Marketing.NotDraft</c> once it was confirmed, and with the first of <see cref="CampaignFacts.Faults"/>.
    /// </summary>
    public void Change(CampaignFacts facts, IReadOnlyCollection<string> variables)
    {
        DemandDraft();
        if (facts.Faults(variables) is [var fault, ..])
        {
            throw fault;
        }

        var (sms, words) = (facts.Channels.HasFlag(Channels.Sms), (facts.Channels & (Channels.Notice | Channels.Mail)) != 0);
        Name = Require.Text(facts.Name, "name", CampaignFacts.MaxName);
        (Source, SourceFilters, Channels) = (facts.Source, Written(facts.Filters), facts.Channels);
        Template = sms ? Require.Text(facts.Template, "template", 30) : "";
        TemplateValues = sms
            ? Written(variables.ToDictionary(name => name, name => Require.Text(facts.Values.GetValueOrDefault(name), name, CampaignFacts.MaxValue))) : "";
        Title = words ? Require.Text(facts.Title, "title", CampaignFacts.MaxTitle) : "";
        Text = words ? Require.Text(facts.Text, "text", CampaignFacts.MaxText, free: true) : "";
    }

    /// <summary>Refused with <c>Marketing.NotDraft</c> once it was confirmed.</summary>
    public void DemandDraft()
    {
        if (State != CampaignState.Draft)
        {
            throw new RuleException("Marketing.NotDraft", Name);
        }
    }

    /// <summary>
    /// A campaign may go out then (UTC; null is at once): refused with <c>Marketing.SendInThePast</c> or <c>Marketing.SendTooLate</c>, also before anybody is
    /// asked about it.
    /// </summary>
    public static void DemandTime(DateTime? at, DateTime now)
    {
        if (at < now)
        {
            throw new RuleException("Marketing.SendInThePast") { Field = "send-at" };
        }

        if (at > ChinaTime.AddDays(now, MostDays))
        {
            throw new RuleException("Marketing.SendTooLate", MostDays) { Field = "send-at" };
        }
    }

    /// <summary>
    /// It goes out, at once or at an instant (UTC); refused with <c>Marketing.NotDraft</c> the second time, and with <c>Marketing.SendInThePast</c> or
    /// <c>Marketing.SendTooLate</c> for a time that has passed or lies too far ahead.
    /// </summary>
    public void Confirm(By by, DateTime? at, decimal smsPrice, DateTime now)
    {
        DemandDraft();
        DemandTime(at, now);
        (State, SendAt, SmsPrice, ConfirmedAt, ConfirmedBy) = (CampaignState.Scheduled, Require.Utc(at ?? now), smsPrice, Require.Utc(now), by);
    }

    /// <summary>Whether some of it is to be handed over at an instant (UTC): its time has come, and it is no hour in which advertising rests.</summary>
    public bool IsDue(DateTime now) =>
        State is CampaignState.Scheduled or CampaignState.Sending && SendAt <= now && PhoneQuota.MarketingQuiet.Over(now) == now;

    /// <summary>The first of its recipients are handed over; again changes nothing.</summary>
    public void Start(DateTime now)
    {
        if (!IsDue(now))
        {
            throw new InvalidOperationException($"The campaign {No} is not due.");
        }

        (State, StartedAt) = (CampaignState.Sending, StartedAt ?? Require.Utc(now));
    }

    /// <summary>No recipient is left.</summary>
    public void Finish(DateTime now)
    {
        if (State != CampaignState.Sending)
        {
            throw new InvalidOperationException($"The campaign {No} is not being sent.");
        }

        (State, EndedAt) = (CampaignState.Done, Require.Utc(now));
    }

    /// <summary>What is not sent yet is not sent; refused with <c>Marketing.NotCancellable</c> before it was confirmed and after it was done.</summary>
    public void Cancel(DateTime now)
    {
        if (State is not (CampaignState.Scheduled or CampaignState.Sending))
        {
            throw new RuleException("Marketing.NotCancellable", Name);
        }

        (State, EndedAt) = (CampaignState.Cancelled, Require.Utc(now));
    }

    private static string Written(IReadOnlyDictionary<string, string> values) =>
        string.Join('\n', values.Where(v => v.Value.Length > 0).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value.ReplaceLineEndings(" ")}"));

    private static Dictionary<string, string> Read(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
}
