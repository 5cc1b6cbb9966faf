using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>What a customer ordered, and what was ordered of a Sku, for whoever sees the orders.</summary>
internal sealed class SalesTimeline : IThingTimeline<CustomerStory>, IThingTimeline<SkuStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.OrdersOfCustomers))
        {
            return [];
        }

        var orders = await db.OrdersOf(story.Reader).AsNoTracking().Where(o => o.BuyerId == story.Parties.BuyerId)
            .OrderByDescending(o => o.Id).Select(o => new { o.OrderNo, o.Total, o.PlacedBy, o.CreatedAt, o.Status }).InOrderAsync(ct);
        return
        [
            .. orders.Select(o => new ThingEvent(o.CreatedAt, o.Status == OrderStatus.Cancelled ? "Order.PlacedAndCancelled" : "Order.Placed", o.PlacedBy, o.Total)
            {
                About = new ThingRef(Thing.Order, o.OrderNo),
            }),
        ];
    }

    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, SkuStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.OrdersOfCustomers))
        {
            return [];
        }

        var sold = await db.OrdersOf(story.Reader).AsNoTracking().Where(o => o.PaidAt != null)
            .SelectMany(o => o.Lines, (order, line) => new { order, line }).Where(x => story.Offers.Contains(x.line.OfferId))
            .OrderByDescending(x => x.line.Id)
            .Select(x => new { x.order.OrderNo, x.order.PaidAt, x.order.PlacedBy, x.line.Sold.Quantity, x.line.Amount }).InOrderAsync(ct);
        return
        [
            .. sold.Select(x => new ThingEvent(x.PaidAt!.Value, "Sku.Sold", x.PlacedBy, x.Quantity, x.Amount) { About = new ThingRef(Thing.Order, x.OrderNo) }),
        ];
    }
}
