using KBoss.Domain.Access;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>The tickets about an order or of a customer that the reader sees: opened, answered last, closed.</summary>
internal sealed class TicketTimeline : IThingTimeline<OrderStory>, IThingTimeline<CustomerStory>
{
    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct) =>
        TellAsync(db, order.Reader, tickets => tickets.Where(t => t.OrderNo == order.OrderNo && t.BuyerId == order.Parties.BuyerId), ct);

    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct) =>
        TellAsync(db, story.Reader, tickets => tickets.Where(t => t.BuyerId == story.Parties.BuyerId), ct);

    private static async Task<IReadOnlyList<ThingEvent>> TellAsync(
        KBossDbContext db, Actor reader, Func<IQueryable<Ticket>, IQueryable<Ticket>> those, CancellationToken ct)
    {
        if (!reader.Has(Permissions.TicketsView))
        {
            return [];
        }

        var tickets = await those(db.TicketsOf(reader).AsNoTracking())
            .OrderByDescending(t => t.Id).Take(ThingStory.Most)
            .Select(t => new { t.TicketNo, t.Title, t.OpenedBy, t.OpenedAt, t.Messages, t.LastSide, t.LastBy, t.LastAt, t.ClosedBy, t.ClosedAt })
            .ToListAsync(ct);
        var events = new List<ThingEvent>();
        foreach (var t in tickets)
        {
            var about = new ThingRef(Thing.Ticket, t.TicketNo);
            events.Add(new ThingEvent(t.OpenedAt, "Ticket.Opened", t.OpenedBy) { Text = t.Title, About = about });
            if (t.Messages > 1)
            {
                events.Add(new ThingEvent(t.LastAt, t.LastSide == TicketSide.Customer ? "Ticket.Asked" : "Ticket.Answered", t.LastBy, t.Messages) { About = about });
            }

            if (t.ClosedAt is { } closed)
            {
                events.Add(new ThingEvent(closed, "Ticket.Closed", t.ClosedBy) { About = about });
            }
        }

        return events;
    }
}
