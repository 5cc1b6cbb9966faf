using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// The one place that says which tickets an actor sees: a customer its own, whoever answers all of the seller's, and the rest of the
/// seller's people those of the customers that they see [R-ISO-2].
/// </summary>
internal static class TicketScope
{
    /// <summary>The tickets that the actor sees.</summary>
    public static IQueryable<Ticket> TicketsOf(this KBossDbContext db, Actor me) => me.Kind == OrganizationKind.Customer
        ? db.Tickets.Where(t => t.BuyerId == me.OrganizationId)
        : me.Has(Permissions.TicketsAnswer)
            ? db.Tickets.Where(t => t.SellerId == me.OrganizationId)
            : db.Tickets.OfCustomersOf(db, me);

    /// <summary>One ticket by its number, if the actor sees it; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Ticket> FindTicketAsync(this KBossDbContext db, Actor me, string ticketNo, CancellationToken ct) =>
        await db.TicketsOf(me).FirstOrDefaultAsync(t => t.TicketNo == ticketNo, ct) ?? throw new NotFoundException("ticket", ticketNo);

    /// <summary>For whom the actor talks.</summary>
    public static TicketAuthor Author(this Actor me) =>
        new(me.Kind == OrganizationKind.Customer ? TicketSide.Customer : TicketSide.Seller, me.By);
}
