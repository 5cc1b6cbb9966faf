using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Orders;

/// <summary>What of an order could not be delivered: of how many pieces that are delivered by themselves, how many.</summary>
public sealed record OrderMissing(OrderShortfall Shortfall, int Undeliverable, int Pieces);

/// <summary>Knows of which orders something could not be delivered.</summary>
public interface IOrderShortfalls
{
    /// <summary>
    /// Those of the orders with these numbers of which something could not be delivered, as far as that is known by now, by number; the others are left out.
    /// </summary>
    Task<IReadOnlyDictionary<string, OrderMissing>> OfAsync(KBossDbContext db, IEnumerable<string> orderNos, CancellationToken ct);
}
