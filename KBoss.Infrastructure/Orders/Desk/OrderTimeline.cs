using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>What the module itself tells: every step of the order, and what was noted about it.</summary>
internal sealed class OrderTimeline : IThingTimeline<OrderStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        var notes = await db.OrderNotes.AsNoTracking().Where(n => n.OrderId == order.OrderId)
            .OrderByDescending(n => n.Id).Select(n => new { n.Id, n.Text, n.By, n.CreatedAt }).InOrderAsync(ct);
        return
        [
            .. await StepsAsync(db, order.OrderId, ct),
            .. notes.Select(n => new ThingEvent(n.CreatedAt, "Note", n.By)
            {
                Text = n.Text,
                NoteId = n.By.MemberId == order.Reader.MemberId ? n.Id : null,
            }),
        ];
    }

    /// <summary>The steps of an order that the reader sees.</summary>
    internal static async Task<IEnumerable<ThingEvent>> StepsAsync(KBossDbContext db, long orderId, CancellationToken ct)
    {
        var steps = await db.Set<OrderStatusChange>().AsNoTracking().Where(c => c.OrderId == orderId)
            .OrderByDescending(c => c.Id).Select(c => new { c.To, c.At, c.By, c.Reason }).InOrderAsync(ct);
        return steps.Select(s => new ThingEvent(s.At, $"Step.{s.To}", s.By) { Text = s.Reason, Closes = s.To == OrderStatus.Completed });
    }
}
