using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>
/// Moves the end of what was renewed in the transaction of the payment, so that it moves once for each payment, whatever the supplier says or how often; and
/// leaves the work of prolonging it at the supplier.
/// </summary>
internal sealed class RenewalPaid(DaysOfGrace grace, ResourceDesk desk) : IOrderPaid
{
    async Task<RuleException?> IOrderPaid.RefusalAsync(KBossDbContext db, Order order, DateTime now, CancellationToken ct)
    {
        // An order that came with its lines is not asked for them again.
        var lines = order.Lines.Count > 0
            ? [.. order.Lines.Where(l => l.Renews is not null)]
            : await db.OrderLines.AsNoTracking().Where(l => l.OrderId == order.Id && l.Renews != null).ToListAsync(ct);
        if (lines.Count == 0)
        {
            return null;
        }

        var nos = lines.Select(l => l.Renews!).ToList();
        var resources = await db.Resources.AsNoTracking().Where(r => r.BuyerId == order.BuyerId && nos.Contains(r.ResourceNo)).ToListAsync(ct);
        return lines.Select(l => RuleException.Of(() => resources.Single(r => r.ResourceNo == l.Renews).DemandRenewable(
                l.Sold.Unit, l.Sold.Periods, now)))
            .FirstOrDefault(refusal => refusal is not null);
    }

    async Task IOrderPaid.OnPaidAsync(KBossDbContext db, OrderToPay paid, DateTime now, CancellationToken ct)
    {
        var lines = paid.Order.Lines.Where(l => l.Renews is not null).ToList();
        if (lines.Count == 0)
        {
            return;
        }

        var nos = lines.Select(l => l.Renews!).ToList();
        var resources = await db.Resources.Where(r => r.BuyerId == paid.Order.BuyerId && nos.Contains(r.ResourceNo)).ToDictionaryAsync(r => r.ResourceNo, ct);
        foreach (var line in lines)
        {
            var resource = resources[line.Renews!];
            var oldEnd = resource.EndsAt;
            var delivered = await db.DeliveredAsync(resource, ct);
            resource.Renew(line.Sold.Unit, line.Sold.Periods, await grace.OfAsync(delivered, ct), now);
            db.Renewals.Add(new Renewal(paid.Order, line, resource, oldEnd!.Value, now));
            await desk.AddAsync(
                db, resource, ResourceTaskKind.Renew, line.Id, paid.Order.OrderNo, line.Sold.Unit, line.Sold.Periods, ConnectorAbilities.Renew, ct);
            db.AfterCommit(ResourceChanged.Of(resource));
        }

        // What was bought with it is delivered by tasks of its own; the work on resources completes an order that brings nothing else.
        paid.Order.StartFulfilling(By.Part("Renewal"), now);
    }
}
