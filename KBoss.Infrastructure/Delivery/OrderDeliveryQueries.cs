using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>How far one line of an order is delivered, with the numbers of the resources that came of it; times UTC.</summary>
/// <param name="TaskNo">The number of the task by which it is delivered, for those of the distributor that delivers who see tasks; null for all others.</param>
public sealed record LineDeliveryRow(
    int LineNumber, string ProductName, string Options, int Ordered, LineDeliveryState State, int Delivered, int Undeliverable, string Reason,
    DateTime ChangedAt, IReadOnlyList<string> Resources, string? TaskNo);

/// <summary>How far an order is delivered, for its buyer and for those of its seller's people who see the order.</summary>
public sealed class OrderDeliveryQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The lines of a paid order that the actor's organization has bought or sold, in order; none before it is paid.</summary>
    public async Task<IReadOnlyList<LineDeliveryRow>> OfOrderAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        me.Demand(me.Kind == OrganizationKind.Customer ? Permissions.OrdersView : Permissions.OrdersOfCustomers);
        await using var db = contexts.Open(me);
        var buyer = me.Kind == OrganizationKind.Customer ? me.OrganizationId : (await db.FindOrderAsync(me, orderNo, ct)).BuyerId;
        var lines = await db.LineDeliveries.AsNoTracking().Where(l => l.OrderNo == orderNo && l.BuyerId == buyer)
            .OrderBy(l => l.LineNumber).ToListAsync(ct);
        var ids = lines.ConvertAll(l => l.OrderLineId);
        var resources = await db.Resources.Where(r => ids.Contains(r.OrderLineId))
            .OrderBy(r => r.OrderLineId).ThenBy(r => r.Number).Select(r => new { r.OrderLineId, r.ResourceNo }).ToListAsync(ct);
        var tasks = me.Has(Permissions.FulfilmentView)
            ? await db.FulfilmentTasks.Where(t => t.OrganizationId == me.OrganizationId && ids.Contains(t.OrderLineId) && t.Status != FulfilmentStatus.Cancelled)
                .ToDictionaryAsync(t => t.OrderLineId, t => t.TaskNo, ct)
            : [];
        return
        [
            .. lines.Select(l => new LineDeliveryRow(
                l.LineNumber, l.Sold.ProductName, l.Sold.Options, l.Sold.Quantity, l.State, l.Delivered, l.Undeliverable, l.Reason, l.ChangedAt,
                [.. resources.Where(r => r.OrderLineId == l.OrderLineId).Select(r => r.ResourceNo)], tasks.GetValueOrDefault(l.OrderLineId))),
        ];
    }
}
