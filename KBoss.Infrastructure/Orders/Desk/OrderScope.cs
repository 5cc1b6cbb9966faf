using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>
/// The one place that says which of its organization's sales an actor sees: all of them, or those to the customers that the actor sees [R-ISO-2].
/// </summary>
internal static class OrderScope
{
    /// <summary>The orders that the actor sees as one of the seller's people.</summary>
    public static IQueryable<Order> OrdersOf(this KBossDbContext db, Actor me) => me.Has(Permissions.OrdersOfAllCustomers)
        ? db.Orders.Where(o => o.SellerId == me.OrganizationId)
        : db.Orders.OfCustomersOf(db, me);

    /// <summary>One of those by its number; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Order> FindOrderAsync(this KBossDbContext db, Actor me, string orderNo, CancellationToken ct) =>
        await db.OrdersOf(me).FirstOrDefaultAsync(o => o.OrderNo == orderNo, ct) ?? throw new NotFoundException("order", orderNo);
}
