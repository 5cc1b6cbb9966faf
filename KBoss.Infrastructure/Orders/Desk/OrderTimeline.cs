using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>What the module itself tells: every step of the order, what was noted about it, and, for whoever reads the audit log, what was changed.</summary>
internal sealed class OrderTimeline : IOrderTimeline
{
    /// <summary>What a step says already.</summary>
    private static readonly string[] SaidByStep = [nameof(Order.Status), nameof(Order.PaidAt)];

    public async Task<IReadOnlyList<OrderEvent>> OfOrderAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        var steps = await db.Set<OrderStatusChange>().AsNoTracking().Where(c => c.OrderId == order.OrderId)
            .OrderByDescending(c => c.Id).Take(OrderStory.Most).Select(c => new { c.To, c.At, c.By, c.Reason }).ToListAsync(ct);
        var notes = await db.OrderNotes.AsNoTracking().Where(n => n.OrderId == order.OrderId)
            .OrderByDescending(n => n.Id).Take(OrderStory.Most).Select(n => new { n.Id, n.Text, n.By, n.CreatedAt }).ToListAsync(ct);
        var audit = order.Reader.Has(Permissions.AuditView)
            ? await AuditQueries.OfSubjectsAsync(db, order.Reader.OrganizationId, [$"Order {order.OrderNo}", $"OrderNote {order.OrderNo}"], OrderStory.Most, ct)
            : [];
        return
        [
            .. steps.Select(s => new OrderEvent(s.At, $"Step.{s.To}", s.By) { Text = s.Reason }),
            .. notes.Select(n => new OrderEvent(n.CreatedAt, "Note", n.By)
            {
                Text = n.Text,
                NoteId = n.By.MemberId == order.Reader.MemberId ? n.Id : null,
            }),
            .. audit.Select(a => (Row: a, Changes: a.Changes.Where(c => !SaidByStep.Contains(c.Field)).ToList())).Where(a => a.Changes.Count > 0)
                .Select(a => OrderEvent.OfAudit(a.Row, a.Changes)),
        ];
    }
}
