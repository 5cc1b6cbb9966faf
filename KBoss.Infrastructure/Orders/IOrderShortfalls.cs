using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Orders;

/// <summary>Knows of which orders something could not be delivered.</summary>
public interface IOrderShortfalls
{
    /// <summary>Those of the orders with these numbers of which something could not be delivered, by number; the others are left out.</summary>
    Task<IReadOnlyDictionary<string, OrderShortfall>> OfAsync(KBossDbContext db, IEnumerable<string> orderNos, CancellationToken ct);
}
