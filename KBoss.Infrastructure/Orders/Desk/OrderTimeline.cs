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
        var steps = await db.Set<OrderStatusChange>().AsNoTracking().Where(c => c.OrderId == order.OrderId)
            .OrderByDescending(c => c.Id).Take(ThingStory.Most).Select(c => new { c.To, c.At, c.By, c.Reason }).ToListAsync(ct);
        var notes = await db.OrderNotes.AsNoTracking().Where(n => n.OrderId == order.OrderId)
            .OrderByDescending(n => n.Id).Take(ThingStory.Most).Select(n => new { n.Id, n.Text, n.By, n.CreatedAt }).ToListAsync(ct);
        return
        [
            .. steps.Select(s => new ThingEvent(s.At, $"Step.{s.To}", s.By) { Text = s.Reason }),
            .. notes.Select(n => new ThingEvent(n.CreatedAt, "Note", n.By)
            {
                Text = n.Text,
                NoteId = n.By.MemberId == order.Reader.MemberId ? n.Id : null,
            }),
        ];
    }
}
