using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Customers;

/// <summary>What a module below takes away with a customer that never did business, in the transaction of its deletion; it never saves.</summary>
public interface ICustomerRemovalStep
{
    /// <summary>Removes what the module keeps of the customer, in the scope of both; <paramref name="by"/> deletes it.</summary>
    Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct);
}
