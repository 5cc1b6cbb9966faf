using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Whoever has asked has done business: what was said in a ticket is not taken away with its customer.</summary>
internal sealed class TicketBusiness : ICustomerBusiness
{
    public IQueryable<long> Buyers(KBossDbContext db, long sellerId) => db.Tickets.Where(t => t.SellerId == sellerId).Select(t => t.BuyerId);
}
