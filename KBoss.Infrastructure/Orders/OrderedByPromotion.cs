using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>Adds up what was ordered at the prices of promotions.</summary>
internal sealed class OrderedByPromotion : IPromotionSales
{
    public async Task<IReadOnlyDictionary<string, PromotionSales>> OfAsync(
        KBossDbContext db, long sellerId, IReadOnlyCollection<string> nos, CancellationToken ct)
    {
        if (nos.Count == 0)
        {
            return new Dictionary<string, PromotionSales>();
        }

        var rows = await (
            from line in db.OrderLines.AsNoTracking()
            join order in db.Orders on line.OrderId equals order.Id
            where line.SellerId == sellerId && line.PromotionNo != null && EF.Parameter(nos).Contains(line.PromotionNo) && order.Status != OrderStatus.Cancelled
            group line by line.PromotionNo into sold
            select new
            {
                No = sold.Key!,
                Orders = sold.Select(l => l.OrderId).Distinct().Count(),
                Customers = sold.Select(l => l.BuyerId).Distinct().Count(),
                Revenue = sold.Sum(l => l.Amount),
                Given = sold.Sum(l => l.Given),
            }).ToListAsync(ct);
        return rows.ToDictionary(r => r.No, r => new PromotionSales(r.Orders, r.Customers, r.Revenue, r.Given));
    }
}
