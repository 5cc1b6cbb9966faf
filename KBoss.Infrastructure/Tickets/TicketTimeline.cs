using KBoss.Domain.Access;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>The tickets about an order that the reader sees: opened, answered last, closed.</summary>
internal sealed class TicketTimeline : IOrderTimeline
{
    public async Task<IReadOnlyList<OrderEvent>> OfOrderAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        if (!order.Reader.Has(Permissions.TicketsView))
        {
            return [];
        }

        var tickets = await db.TicketsOf(order.Reader).AsNoTracking().Where(t => t.OrderNo == order.OrderNo && t.BuyerId == order.Parties.BuyerId)
            .OrderByDescending(t => t.Id).Take(OrderStory.Most)
            .Select(t => new { t.TicketNo, t.Title, t.OpenedBy, t.OpenedAt, t.Messages, t.LastSide, t.LastBy, t.LastAt, t.ClosedBy, t.ClosedAt })
            .ToListAsync(ct);
        var events = new List<OrderEvent>();
        foreach (var t in tickets)
        {
            var about = (OrderThing.Ticket, t.TicketNo);
            events.Add(new OrderEvent(t.OpenedAt, "Ticket.Opened", t.OpenedBy) { Text = t.Title, About = about });
            if (t.Messages > 1)
            {
                events.Add(new OrderEvent(t.LastAt, t.LastSide == TicketSide.Customer ? "Ticket.Asked" : "Ticket.Answered", t.LastBy, t.Messages) { About = about });
            }

            if (t.ClosedAt is { } closed)
            {
                events.Add(new OrderEvent(closed, "Ticket.Closed", t.ClosedBy) { About = about });
            }
        }

        return events;
    }
}
