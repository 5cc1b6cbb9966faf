using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>Tells from the deliveries of their lines of which orders something is missing.</summary>
internal sealed class OrderShortfalls : IOrderShortfalls
{
    /// <summary>For how many orders one statement asks.</summary>
    private const int AtOnce = 500;

    public async Task<IReadOnlyDictionary<string, OrderMissing>> OfAsync(KBossDbContext db, IEnumerable<string> orderNos, CancellationToken ct)
    {
        var found = new Dictionary<string, OrderMissing>();
        foreach (var numbers in orderNos.Chunk(AtOnce))
        {
            var missing = await db.LineDeliveries.Where(l => numbers.Contains(l.OrderNo)).GroupBy(l => l.OrderNo)
                .Select(g => new
                {
                    OrderNo = g.Key,
                    Delivered = g.Sum(l => l.Delivered),
                    Undeliverable = g.Sum(l => l.Undeliverable),
                    Pieces = g.Sum(l => l.Sold.Quantity),
                    Lines = g.Count(),
                })
                .Where(order => order.Undeliverable > 0).ToListAsync(ct);
            if (missing.Count == 0)
            {
                continue;
            }

            // What prolongs a resource has no delivery of its own: it has come with the payment.
            var incomplete = missing.ConvertAll(order => order.OrderNo);
            var lines = await db.Orders.Where(o => incomplete.Contains(o.OrderNo)).Select(o => new { o.OrderNo, o.Lines.Count })
                .ToDictionaryAsync(o => o.OrderNo, o => o.Count, ct);
            foreach (var order in missing)
            {
                var nothing = order.Delivered == 0 && order.Lines == lines[order.OrderNo];
                found[order.OrderNo] = new OrderMissing(
                    nothing ? OrderShortfall.NotDelivered : OrderShortfall.PartlyDelivered, order.Undeliverable, order.Pieces);
            }
        }

        return found;
    }
}
