using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;

namespace KBoss.Infrastructure.Delivery;

/// <summary>Whoever was given a resource has done business.</summary>
internal sealed class ResourceBusiness : ICustomerBusiness
{
    public IQueryable<long> Buyers(KBossDbContext db, long sellerId) => db.Resources.Where(r => r.SellerId == sellerId).Select(r => r.BuyerId);
}
