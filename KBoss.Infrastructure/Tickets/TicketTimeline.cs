using KBoss.Domain.Access;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// The tickets that the reader sees: about an order, about one that brought or prolonged a resource, about that of a task, or of a customer; opened, answered
/// last, closed.
/// </summary>
internal sealed class TicketTimeline : IThingTimeline<OrderStory>, IThingTimeline<CustomerStory>, IThingTimeline<ResourceStory>, IThingTimeline<TaskStory>
{
    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct) =>
        TellAsync(db, order.Reader, tickets => tickets.Where(t => t.OrderNo == order.OrderNo && t.BuyerId == order.Parties.BuyerId), ct);

    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct) =>
        TellAsync(db, story.Reader, tickets => tickets.Where(t => t.BuyerId == story.Parties.BuyerId), ct);

    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, ResourceStory story, CancellationToken ct) =>
        TellAsync(db, story.Reader, tickets => tickets.Where(t => t.BuyerId == story.Parties.BuyerId
            && (t.OrderNo == story.OrderNo || db.Renewals.Any(r => r.OrderNo == t.OrderNo && r.BuyerId == t.BuyerId && r.ResourceNo == story.ResourceNo))), ct);

    public Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, TaskStory story, CancellationToken ct) =>
        TellAsync(db, story.Reader, tickets => tickets.Where(t => t.OrderNo == story.OrderNo && t.BuyerId == story.Parties.BuyerId), ct);

    private static async Task<IReadOnlyList<ThingEvent>> TellAsync(
        KBossDbContext db, Actor reader, Func<IQueryable<Ticket>, IQueryable<Ticket>> those, CancellationToken ct)
    {
        if (!reader.Has(Permissions.TicketsView))
        {
            return [];
        }

        var tickets = await those(db.TicketsOf(reader).AsNoTracking())
            .OrderByDescending(t => t.Id)
            .Select(t => new { t.TicketNo, t.Title, t.OpenedBy, t.OpenedAt, t.Messages, t.LastSide, t.LastBy, t.LastAt, t.ClosedBy, t.ClosedAt })
            .InOrderAsync(ct);
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
