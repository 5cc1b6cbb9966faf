using KBoss.Domain.Access;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Above;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>What was bought and kept: in orders that are paid, in delivery or delivered.</summary>
internal sealed class SoldLines(KBossDbContextFactory contexts) : ISoldLines
{
    private static readonly OrderStatus[] Kept = [OrderStatus.Paid, OrderStatus.Fulfilling, OrderStatus.Completed];

    public IQueryable<SoldFact> Since(KBossDbContext db, Actor me, IReadOnlyCollection<long> offerIds, DateTime since) =>
        from order in db.Orders.AsNoTracking().OfCustomersOf(db, me)
        where order.PaidAt >= since && Kept.Contains(order.Status)
        from line in order.Lines
        where EF.Parameter(offerIds).Contains(line.OfferId)
        select new SoldFact
        {
            BuyerId = line.BuyerId,
            OfferId = line.OfferId,
            Quantity = line.Sold.Quantity,
            Periods = line.Sold.Periods,
            Paid = line.Amount,
            At = order.PaidAt!.Value,
        };

    public async Task<IReadOnlyList<BoughtLine>> BoughtAsync(
        long sellerId, long distributorId, IReadOnlyCollection<long> skuIds, DateTime since, CancellationToken ct)
    {
        // Whoever sells at the end of the chain keeps the order to itself: of it nothing is read but whether and when it was paid.
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await (
            from supply in db.SupplyLines.AsNoTracking()
            where supply.SellerId == sellerId && supply.BuyerId == distributorId && EF.Parameter(skuIds).Contains(supply.SkuId)
            join order in db.Orders on supply.OrderLine.OrderId equals order.Id
            where order.PaidAt >= since && Kept.Contains(order.Status)
            select new BoughtLine(supply.SkuId, supply.Quantity, supply.Periods, supply.Amount, order.PaidAt!.Value)).ToListAsync(ct);
    }
}
