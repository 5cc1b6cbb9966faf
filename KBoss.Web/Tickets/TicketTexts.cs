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

    /// <summary>Asks the seller to act on what waits, and shows the customer what is answered.</summary>
    public static Tone Tone(this TicketRow ticket, TicketSide reader) => ticket switch
    {
        { Status: TicketStatus.Closed } => Common.Tone.Neutral,
        { LastSide: TicketSide.Customer } when reader == TicketSide.Seller => Common.Tone.Warning,
        { LastSide: TicketSide.Seller } when reader == TicketSide.Customer => Common.Tone.Success,
        _ => Common.Tone.Info,
    };
}
