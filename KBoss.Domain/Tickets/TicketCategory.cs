using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Tickets;

/// <summary>What a ticket is about: a name, whether that is a complaint, and the role that handles it beside the desk.</summary>
public sealed record CategoryTerms(string? Name, bool IsComplaint = false, Role? ForwardTo = null);

/// <summary>A category from which customers of an organization choose when they ask; without one of its own it has <see cref="Defaults"/>.</summary>
public sealed class TicketCategory : Entity, IOrganizationOwned, IAuditedFromBirth
{
    public const int MaxName = 40;

    /// <summary>How many an organization may have: a customer reads all of them.</summary>
    public const int Most = 20;

    private TicketCategory()
    {
    }

    /// <summary>Refused with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c> for its name.</summary>
    public TicketCategory(long organizationId, CategoryTerms terms)
    {
        OrganizationId = organizationId;
        Change(terms);
    }

    /// <summary>What is offered while an organization has made no list of its own; their names are keys that pages say in the reader's language.</summary>
    public static IReadOnlyList<CategoryTerms> Defaults { get; } =
    [
        new("Fault"), new("Billing", ForwardTo: Role.Finance), new("Order", ForwardTo: Role.Sales), new("Advice"),
        new("Complaint", IsComplaint: true, ForwardTo: Role.Admin), new("Other"),
    ];

    public long OrganizationId { get; private set; }

    public string Name { get; private set; } = "";

    [Compared, NotAudited]
    public string NameKey { get; private set; } = "";

    public bool IsComplaint { get; private set; }

    /// <summary>The role that is told and may answer, beside whoever answers all tickets; none: the desk alone.</summary>
    public Role? ForwardTo { get; private set; }

    public string AuditSubject => $"TicketCategory {Name}";

    /// <summary>Another name, or another way to handle it; tickets keep the name that was chosen. Refused like the constructor.</summary>
    public void Change(CategoryTerms terms)
    {
        Name = Require.Text(terms.Name, "name", MaxName);
        NameKey = NormalText.Key(Name);
        (IsComplaint, ForwardTo) = (terms.IsComplaint, terms.ForwardTo);
    }
}

/// <summary>A text that the people of an organization write again and again, with places for the customer's name and the ticket's number.</summary>
public sealed partial class QuickReply : Entity, IOrganizationOwned, IAuditedFromBirth
{
    public const int MaxTitle = 40;
    public const int MaxText = 2000;

    /// <summary>How many an organization may have: they stand in one list beside the message.</summary>
    public const int Most = 100;

    private QuickReply()
    {
    }

    /// <summary>Refused like <see cref="Change"/>.</summary>
    public QuickReply(long organizationId, string? title, string? text)
    {
        OrganizationId = organizationId;
        Change(title, text);
    }

    public long OrganizationId { get; private set; }

    public string Title { get; private set; } = "";

    [Compared, NotAudited]
    public string TitleKey { get; private set; } = "";

    public string Text { get; private set; } = "";

    public string AuditSubject => $"QuickReply {Title}";

    /// <summary>What is filled in where it stands in braces.</summary>
    public static IReadOnlyList<string> Places { get; } = ["customer", "ticket"];

    /// <summary>
    /// Another title or text; refuses both at once with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>, and a text in which something stands in braces
    /// that is none of <see cref="Places"/> with <c>Tickets.ReplyPlaces</c>, which lists both.
    /// </summary>
    public void Change(string? title, string? text)
    {
        Refusals.All(
            () => Title = Require.Text(title, "title", MaxTitle),
            () => Text = WithKnownPlaces(Require.Text(text, "text", MaxText, free: true)));
        TitleKey = NormalText.Key(Title);
    }

    /// <summary>A text as it is put into a message: <c>{customer}</c> and <c>{ticket}</c> are filled in.</summary>
    public static string Fill(string text, string customer, string ticketNo) =>
        text.Replace("{ticket}", ticketNo, StringComparison.OrdinalIgnoreCase).Replace("{customer}", customer, StringComparison.OrdinalIgnoreCase);

    private static string WithKnownPlaces(string text)
    {
        var known = Places.Select(place => $"{{{place}}}").ToList();
        var unknown = Braces().Matches(text).Select(m => m.Value).Except(known, StringComparer.OrdinalIgnoreCase).ToList();
        return unknown.Count == 0 ? text
            : throw new RuleException("Tickets.ReplyPlaces", string.Join(' ', unknown), string.Join(' ', known)) { Field = "text" };
    }

    // Braces of either width: what looks like a place and would stay as it is must not reach a customer.
    [GeneratedRegex(@"[{｛][^{}｛｝]*[}｝]")]
    private static partial Regex Braces();
}
