using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;

namespace KBoss.Infrastructure.Orders;

/// <summary>Whoever ordered has done business, even if nothing was paid in the end.</summary>
internal sealed class OrderBusiness : ICustomerBusiness
{
    public IQueryable<long> Buyers(KBossDbContext db, long sellerId) => db.Orders.Where(o => o.SellerId == sellerId).Select(o => o.BuyerId);
}
