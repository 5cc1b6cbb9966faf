using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Stock.Devices;

namespace KBoss.Infrastructure.Delivery;

/// <summary>By the tasks: one belongs to the seller of the line where that delivers it to a customer of its own.</summary>
internal sealed class BuyersOfLines : IBuyersOfLines
{
    public IQueryable<BuyerOfLine> In(KBossDbContext db) => db.FulfilmentTasks.Where(t => t.SellerId == t.OrganizationId)
        .Join(db.Organizations, t => t.BuyerId, o => o.Id, (t, o) => new BuyerOfLine { OrderLineId = t.OrderLineId, Code = o.Code });
}
