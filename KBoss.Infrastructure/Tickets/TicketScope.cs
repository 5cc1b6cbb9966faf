using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// The one place that says which tickets an actor sees, and in which it may act: a customer in its own, whoever answers all of the seller's in all of them,
/// and the rest of the seller's people see those of the customers that they see [R-ISO-2], and act in what was forwarded to them or handed over.
/// </summary>
internal static class TicketScope
{
    /// <summary>The tickets that the actor sees.</summary>
    public static IQueryable<Ticket> TicketsOf(this KBossDbContext db, Actor me)
    {
        if (me.Kind == OrganizationKind.Customer)
        {
            return db.Tickets.Where(t => t.BuyerId == me.OrganizationId);
        }

        if (me.Has(Permissions.TicketsAnswer))
        {
            return db.Tickets.Where(t => t.SellerId == me.OrganizationId);
        }

        var (organizationId, memberId) = (me.OrganizationId, me.MemberId);
        var buyers = db.CustomersOf(me).Select(c => c.BuyerId);
        // What goes to Sales goes to the salesperson of its customer, who sees it anyhow.
        var roles = me.Has(Permissions.TicketsTake) ? me.Roles.Where(r => r != Role.Sales).ToArray() : [];
        return db.Tickets.Where(t => t.SellerId == organizationId
            && (buyers.Contains(t.BuyerId) || t.Desk!.Assignee.MemberId == memberId || roles.Contains(t.Desk!.ForwardedTo!.Value)));
    }

    /// <summary>One ticket by its number, if the actor sees it; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Ticket> FindTicketAsync(this KBossDbContext db, Actor me, string ticketNo, CancellationToken ct) =>
        await db.TicketsOf(me).Include(t => t.Desk).FirstOrDefaultAsync(t => t.TicketNo == ticketNo, ct) ?? throw new NotFoundException("ticket", ticketNo);

    /// <summary>Whether the actor may talk to the other side in a ticket that it sees.</summary>
    public static bool MayTalk(this Actor me, Ticket ticket) => me.Kind == OrganizationKind.Customer
        ? me.Has(Permissions.TicketsWrite)
        : me.Has(Permissions.TicketsAnswer)
            || (me.Has(Permissions.TicketsTake)
                && (ticket.Desk?.Assignee.MemberId == me.MemberId || (ticket.Desk?.ForwardedTo is { } role && me.Roles.Contains(role))));

    /// <summary>Whether the actor may say who works on a ticket that it sees, how urgent it is and what it is about.</summary>
    public static bool MayDirect(this Actor me, Ticket ticket) =>
        me.Kind == OrganizationKind.Distributor && (me.MayTalk(ticket) || me.Has(Permissions.TicketsConfigure));

    /// <summary>For whom the actor talks.</summary>
    public static TicketAuthor Author(this Actor me) =>
        new(me.Kind == OrganizationKind.Customer ? TicketSide.Customer : TicketSide.Seller, me.By);
}
