using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>Tells which customers have done business; each module to the right answers for what it keeps.</summary>
public interface ICustomerBusiness
{
    /// <summary>The organizations that have done business with the seller, among those that the context may see.</summary>
    IQueryable<long> Buyers(KBossDbContext db, long sellerId);
}

/// <summary>Asks all modules at once.</summary>
internal static class CustomerBusiness
{
    /// <summary>Those of the rows' buyers that never did business with the seller.</summary>
    public static IQueryable<Customer> NeverTraded(
        this IQueryable<Customer> customers, KBossDbContext db, long sellerId, IEnumerable<ICustomerBusiness> business) =>
        business.Select(b => b.Buyers(db, sellerId)).Aggregate(customers, (rest, buyers) => rest.Where(c => !buyers.Contains(c.BuyerId)));

    /// <summary>Whether a customer has ever done business with its seller.</summary>
    public static async Task<bool> HasTradedAsync(
        this KBossDbContext db, Customer customer, IEnumerable<ICustomerBusiness> business, CancellationToken ct) =>
        !await db.Customers.Where(c => c.Id == customer.Id).NeverTraded(db, customer.SellerId, business).AnyAsync(ct);
}
