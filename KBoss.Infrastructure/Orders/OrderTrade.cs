using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Own;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>What customers have bought, by the orders that were paid and not given back.</summary>
internal sealed class OrderTrade(KBossDbContextFactory contexts) : ICustomerTrade
{
    public async Task<IReadOnlyList<BoughtOffer>> BoughtAsync(KBossDbContext db, long sellerId, long buyerId, DateTime since, CancellationToken ct)
    {
        var paid = Paid(db, sellerId, buyerId).Where(o => o.CreatedAt >= since).Select(o => o.Id);
        return await db.OrderLines.AsNoTracking().Where(l => l.SellerId == sellerId && l.BuyerId == buyerId && paid.Contains(l.OrderId))
            .GroupBy(l => l.OfferId)
            .Select(g => new BoughtOffer(g.Key, g.Sum(l => (long)l.Sold.Quantity * l.Sold.Periods), g.Sum(l => l.Amount)))
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyList<SuppliedSku>> SuppliedAsync(long sellerId, long distributorId, DateTime since, CancellationToken ct)
    {
        // The hop is the seller's; the order behind it may be one of somebody further below, of which nothing is told but that it was paid.
        await using var all = contexts.Open(OrganizationScope.Everything);
        return await (
                from hop in all.SupplyLines.AsNoTracking()
                join line in all.OrderLines on hop.OrderLineId equals line.Id
                join order in all.Orders on line.OrderId equals order.Id
                where hop.SellerId == sellerId && hop.BuyerId == distributorId && order.CreatedAt >= since
                    && order.PaidAt != null && order.Status != OrderStatus.Cancelled && order.Status != OrderStatus.Refunded
                group hop by hop.SkuId into sku
                select new SuppliedSku(sku.Key, sku.Sum(h => (long)h.Quantity * h.Periods), sku.Sum(h => h.Amount)))
            .ToListAsync(ct);
    }

    public async Task<CustomerTrade> TradeAsync(KBossDbContext db, long sellerId, long buyerId, CancellationToken ct) =>
        await Paid(db, sellerId, buyerId).GroupBy(o => o.BuyerId)
            .Select(g => new CustomerTrade(g.Count(), g.Sum(o => o.Total), g.Max(o => (DateTime?)o.CreatedAt)))
            .FirstOrDefaultAsync(ct) ?? new CustomerTrade(0, 0, null);

    private static IQueryable<Order> Paid(KBossDbContext db, long sellerId, long buyerId) => db.Orders.AsNoTracking().Where(o =>
        o.SellerId == sellerId && o.BuyerId == buyerId && o.PaidAt != null && o.Status != OrderStatus.Cancelled && o.Status != OrderStatus.Refunded);
}
