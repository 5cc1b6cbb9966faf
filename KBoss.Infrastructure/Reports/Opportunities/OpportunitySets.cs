using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Resources;

namespace KBoss.Infrastructure.Reports.Opportunities;

/// <summary>What a customer paid in the last days and in as many before, in yuan.</summary>
internal sealed class Spending
{
    public long BuyerId { get; init; }

    public decimal Recent { get; init; }

    public decimal Before { get; init; }
}

/// <summary>The opportunities as conditions of a query; the page says the same in words.</summary>
internal static class OpportunitySets
{
    /// <summary>How long nothing was paid, unless another number is asked for.</summary>
    public const int UnusedDays = 60;

    /// <summary>The days that are compared with as many before.</summary>
    public const int GrowingDays = 90;

    /// <summary>A customer grows that pays at least so much of what it paid before.</summary>
    public const decimal Growth = 1.3m;

    /// <summary>The orders of a seller that were paid and kept.</summary>
    public static IQueryable<Order> PaidAt(this KBossDbContext db, long sellerId) => db.Orders.Where(o =>
        o.SellerId == sellerId && o.PaidAt != null && o.Status != OrderStatus.Cancelled && o.Status != OrderStatus.Refunded);

    /// <summary>
    /// Those that registered so many days ago or earlier, paid no order since, and have nothing that runs or can still be renewed; where asked for, only those
    /// whose wallet holds money.
    /// </summary>
    public static IQueryable<Customer> Unused(this IQueryable<Customer> customers, KBossDbContext db, long sellerId, DateTime since, bool money, DateTime now)
    {
        var paid = db.PaidAt(sellerId).Where(o => o.PaidAt >= since);
        var alive = db.Resources.Alive(now).Where(r => r.SellerId == sellerId);
        customers = customers.Where(c => c.CreatedAt < since && !paid.Any(o => o.BuyerId == c.BuyerId) && !alive.Any(r => r.BuyerId == c.BuyerId));
        return money ? customers.Where(c => db.Wallets.Any(w => w.SellerId == sellerId && w.BuyerId == c.BuyerId && w.Balance > 0)) : customers;
    }

    /// <summary>What each customer that grows has paid.</summary>
    public static IQueryable<Spending> Growing(this KBossDbContext db, long sellerId, DateTime now)
    {
        var (from, middle) = (ChinaTime.AddDays(now, -2 * GrowingDays), ChinaTime.AddDays(now, -GrowingDays));
        return db.PaidAt(sellerId).Where(o => o.PaidAt >= from).GroupBy(o => o.BuyerId)
            .Select(g => new Spending
            {
                BuyerId = g.Key,
                Recent = g.Sum(o => o.PaidAt >= middle ? o.Total : 0m),
                Before = g.Sum(o => o.PaidAt < middle ? o.Total : 0m),
            })
            .Where(s => s.Before > 0 && s.Recent >= s.Before * Growth);
    }
}
