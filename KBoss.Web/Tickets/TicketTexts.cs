using KBoss.Domain.Access;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Tickets;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Tickets;

/// <summary>Marks the words of the pages of tickets.</summary>
public sealed class TicketTexts;

/// <summary>How a ticket stands.</summary>
internal static class TicketNames
{
    /// <summary>Whether it waits for an answer, is answered, or closed.</summary>
    public static string Status(this IStringLocalizer<TicketTexts> words, TicketRow ticket) => ticket switch
    {
        { Status: TicketStatus.Closed } => words["Closed"],
        { LastSide: TicketSide.Customer } => words["Waiting"],
        _ => words["Answered"],
    };

    /// <summary>A category as people read it: the defaults in the reader's language, all others as they were written.</summary>
    public static string Category(this IStringLocalizer<TicketTexts> words, string name) => name.Length == 0 ? ""
        : words[$"Category.{name}"] is { ResourceNotFound: false } known ? known.Value : name;

    /// <summary>The categories for a choice, with the one in force even where it is no longer offered.</summary>
    public static IReadOnlyList<(string? Value, string Text)> Choices(
        this IStringLocalizer<TicketTexts> words, IReadOnlyList<CategoryRow> categories, string? chosen = null)
    {
        List<(string? Value, string Text)> choices = [.. categories.Select(c => ((string?)c.Name, words.Category(c.Name)))];
        return string.IsNullOrEmpty(chosen) || choices.Exists(c => c.Value == chosen) ? choices : [.. choices, (chosen, words.Category(chosen))];
    }

    /// <summary>What an internal line says of itself.</summary>
    public static string Line(this IStringLocalizer<TicketTexts> words, TicketNoteRow note) => words[$"NoteLine.{note.Kind}", note.Kind switch
    {
        TicketNoteKind.Prioritized => words[$"Priority.{note.Detail}"].Value,
        TicketNoteKind.Categorized => words.Category(note.Detail),
        _ => note.Detail,
    }];

    /// <summary>Who handles it beside the desk.</summary>
    public static string Forwarded(this IStringLocalizer<TicketTexts> words, RuleMessages rules, Role role) =>
        role == Role.Sales ? words["ForwardedSales"] : rules.RoleName(OrganizationKind.Distributor, role);

    /// <summary>Asks the seller to act on what waits, and shows the customer what is answered.</summary>
    public static Tone Tone(this TicketRow ticket, TicketSide reader) => ticket switch
    {
        { Status: TicketStatus.Closed } => Common.Tone.Neutral,
        { LastSide: TicketSide.Customer } when reader == TicketSide.Seller => Common.Tone.Warning,
        { LastSide: TicketSide.Seller } when reader == TicketSide.Customer => Common.Tone.Success,
        _ => Common.Tone.Info,
    };

    /// <summary>What is urgent stands out.</summary>
    public static Tone Tone(this TicketPriority priority) => priority switch
    {
        TicketPriority.Urgent => Common.Tone.Danger,
        TicketPriority.High => Common.Tone.Warning,
        _ => Common.Tone.Neutral,
    };
}
