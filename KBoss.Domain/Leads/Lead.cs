using System.Net.Mail;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;

namespace KBoss.Domain.Leads;

/// <summary>
/// What a visitor or a customer has left on the message board of a distributor: Sales takes it on, talks to whoever wrote it, and closes it with what came
/// of it. Nothing is sent to the phone or mail that it names, because nobody has proven that they are the writer's.
/// </summary>
public sealed partial class Lead : Entity, IOrganizationOwned, IAudited
{
    /// <summary>The longest message, in characters.</summary>
    public const int MaxText = 2000;

    /// <summary>How many links a message may hold.</summary>
    public const int MaxLinks = 2;

    /// <summary>How long after it was closed whoever wrote it is still known.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);

    /// <summary>After how long a silence one that nobody has closed is forgotten all the same.</summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromDays(365);

    private Lead()
    {
    }

    /// <summary>
    /// A message for a distributor; all that is wrong is refused at once: <c>Common.TextRequired</c>, <c>Common.TextTooLong</c>, <c>Leads.KindRequired</c>,
    /// <c>Leads.ReachRequired</c>, <c>Leads.PhoneInvalid</c>, <c>Leads.MailInvalid</c>, <c>Leads.TooManyLinks</c>.
    /// </summary>
    /// <param name="formKey">What the form was shown with, so that what is sent twice is kept once.</param>
    /// <param name="buyerId">The customer that has written while it was signed in.</param>
    public Lead(long organizationId, string leadNo, string formKey, LeadMessage message, long? buyerId, DateTime now)
    {
        (OrganizationId, LeadNo, FormKey, BuyerId, CreatedAt) = (organizationId, leadNo, formKey, buyerId, Require.Utc(now));
        Refusals.All(
            () => Kind = message.Kind ?? throw new RuleException("Leads.KindRequired") { Field = "kind" },
            () => Name = Require.Text(message.Name, "name", 100),
            () => Company = Require.Optional(message.Company, "company"),
            () => Phone = PhoneOf(message.Phone),
            () => Mail = MailOf(message.Mail),
            () =>
            {
                if (string.IsNullOrWhiteSpace(message.Phone) && string.IsNullOrWhiteSpace(message.Mail))
                {
                    throw new RuleException("Leads.ReachRequired") { Field = "phone" };
                }
            },
            () =>
            {
                Text = Require.Text(message.Text, "message", MaxText, free: true);
                if (Links().Count(Text) + Links().Count(Name) + Links().Count(Company) > MaxLinks)
                {
                    throw new RuleException("Leads.TooManyLinks", MaxLinks) { Field = "message" };
                }
            });
    }

    /// <summary>Refuses all that is wrong with a message, as it would be refused when it is left.</summary>
    public static void Check(LeadMessage message) => _ = new Lead(0, "", "", message, null, DateTime.UnixEpoch);

    /// <summary>The distributor for whom it was left.</summary>
    public long OrganizationId { get; private set; }

    public string LeadNo { get; private set; } = "";

    /// <summary>What the form was shown with: one form leaves one lead.</summary>
    [NotAudited]
    public string FormKey { get; private set; } = "";

    public LeadKind Kind { get; private set; }

    /// <summary>Who wrote it; empty once it is forgotten.</summary>
    [NotAudited]
    public string Name { get; private set; } = "";

    [NotAudited]
    public string Company { get; private set; } = "";

    /// <summary>A mobile number in 11 digits or another one as it was written, unproven; empty where none was given.</summary>
    [NotAudited]
    public string Phone { get; private set; } = "";

    /// <summary>A mail address, unproven; empty where none was given.</summary>
    [NotAudited]
    public string Mail { get; private set; } = "";

    [NotAudited]
    public string Text { get; private set; } = "";

    /// <summary>The customer that wrote it while signed in, or that it has become.</summary>
    public long? BuyerId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public LeadStatus Status { get; private set; }

    /// <summary>Who has taken it on.</summary>
    public By Assignee { get; private set; } = By.Nobody;

    public DateTime? TakenAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>When whoever wrote it was forgotten.</summary>
    public DateTime? ForgottenAt { get; private set; }

    public string AuditSubject => $"Lead {LeadNo}";

    private bool IsClosed => Status is LeadStatus.Done or LeadStatus.Lost or LeadStatus.Spam;

    /// <summary>Whether another message is the same from the same.</summary>
    public bool Says(Lead other) =>
        (Kind, Name, Company, Phone, Mail, Text, BuyerId) == (other.Kind, other.Name, other.Company, other.Phone, other.Mail, other.Text, other.BuyerId);

    /// <summary>Takes it on; refused with <c>Leads.TakenAlready</c> when somebody was faster, and <c>Leads.Closed</c>.</summary>
    public LeadEvent Take(By by, DateTime now)
    {
        DemandOpen();
        if (Status == LeadStatus.InHand)
        {
            throw new RuleException("Leads.TakenAlready", Assignee.Name);
        }

        (Status, Assignee, TakenAt) = (LeadStatus.InHand, by, Require.Utc(now));
        return new LeadEvent(this, LeadEventKind.Taken, by, "", now);
    }

    /// <summary>Gives it to a colleague, with a word to them or none; refused with <c>Leads.Closed</c> and <c>Leads.SameAssignee</c>.</summary>
    public LeadEvent HandOver(By by, By to, string? note, DateTime now)
    {
        DemandOpen();
        if (Status == LeadStatus.InHand && Assignee.MemberId == to.MemberId)
        {
            throw new RuleException("Leads.SameAssignee", to.Name) { Field = "member" };
        }

        var text = Require.Optional(note, "note", LeadEvent.MaxText, free: true);
        (Status, Assignee, TakenAt) = (LeadStatus.InHand, to, Require.Utc(now));
        return new LeadEvent(this, LeadEventKind.HandedOver, by, text.Length == 0 ? to.Name : $"{to.Name}\n{text}", now);
    }

    /// <summary>Notes something; refused with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>.</summary>
    public LeadEvent Note(By by, string? text, DateTime now) =>
        new(this, LeadEventKind.Noted, by, Require.Text(text, "note", LeadEvent.MaxText, free: true), now);

    /// <summary>Ends it with what came of it; refused with <c>Leads.Closed</c>, <c>Leads.OutcomeRequired</c> and <c>Common.TextTooLong</c>.</summary>
    /// <param name="buyerId">The customer that it has become.</param>
    public LeadEvent Close(By by, LeadStatus? outcome, string? text, long? buyerId, DateTime now)
    {
        DemandOpen();
        var said = "";
        Refusals.All(
            () => _ = outcome is LeadStatus.Done or LeadStatus.Lost or LeadStatus.Spam ? outcome : throw new RuleException("Leads.OutcomeRequired") { Field = "outcome" },
            () => said = Require.Optional(text, "note", LeadEvent.MaxText, free: true));
        (Status, ClosedAt, BuyerId) = (outcome!.Value, Require.Utc(now), buyerId ?? BuyerId);
        return new LeadEvent(this, LeadEventKind.Closed, by, said, now);
    }

    /// <summary>Takes a closed one up again; refused with <c>Leads.NotClosed</c>, and <c>Leads.Forgotten</c> once nobody knows who wrote it.</summary>
    public LeadEvent Reopen(By by, DateTime now)
    {
        if (!IsClosed)
        {
            throw new RuleException("Leads.NotClosed", LeadNo);
        }

        if (ForgottenAt is not null)
        {
            throw new RuleException("Leads.Forgotten", LeadNo);
        }

        (Status, ClosedAt, Assignee, TakenAt) = (LeadStatus.InHand, null, by, Require.Utc(now));
        return new LeadEvent(this, LeadEventKind.Reopened, by, "", now);
    }

    /// <summary>Forgets who wrote it, and what: only that there was one, of what kind and how it ended is kept.</summary>
    public void Forget(DateTime now) =>
        (Name, Company, Phone, Mail, Text, BuyerId, ForgottenAt) = ("", "", "", "", "", null, Require.Utc(now));

    private static string PhoneOf(string? given)
    {
        var text = Require.Optional(given, "phone", 30);
        var phone = text.Length == 0 ? "" : Phones.Contact(text);
        return phone.Length == 0 || Number().IsMatch(phone) ? phone : throw new RuleException("Leads.PhoneInvalid") { Field = "phone" };
    }

    private static string MailOf(string? given)
    {
        var text = Require.Optional(given, "mail");
        return text.Length == 0 || (MailAddress.TryCreate(text, out var address) && address.Address == text)
            ? text : throw new RuleException("Leads.MailInvalid") { Field = "mail" };
    }

    private void DemandOpen()
    {
        if (IsClosed)
        {
            throw new RuleException("Leads.Closed", LeadNo);
        }
    }

    [GeneratedRegex(@"https?://|www\.", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    [GeneratedRegex(@"^\+?[0-9][0-9 ()\-]{5,28}$")]
    private static partial Regex Number();
}
