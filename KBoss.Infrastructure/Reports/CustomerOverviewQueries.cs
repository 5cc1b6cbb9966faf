using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports;

/// <summary>
/// What the modules keep about one customer, added up: balance in yuan, orders and when the last one was placed (UTC), active resources and
/// those of them that end soon, open tickets.
/// </summary>
public sealed record CustomerFigures(decimal Balance, int Orders, DateTime? LastOrderAt, int Resources, int Expiring, int Tickets, Parties Parties);

/// <summary>Adds up what the modules keep about a customer, in one query.</summary>
public sealed class CustomerOverviewQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The figures of the customer with this code; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.</summary>
    public async Task<CustomerFigures> OfCustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var expiring = db.Resources.Expiring(time.UtcNow());
        return await db.CustomersOf(me).WithCodes(db, [code])
            .Select(c => new CustomerFigures(
                db.Wallets.Where(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId).Select(w => (decimal?)w.Balance).FirstOrDefault() ?? 0,
                db.Orders.Count(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId),
                db.Orders.Where(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId).Max(o => (DateTime?)o.CreatedAt),
                db.Resources.Count(r => r.BuyerId == c.BuyerId && r.SellerId == c.SellerId && r.Status == ResourceStatus.Active),
                expiring.Count(r => r.BuyerId == c.BuyerId && r.SellerId == c.SellerId),
                db.Tickets.Count(t => t.BuyerId == c.BuyerId && t.SellerId == c.SellerId && t.Status == TicketStatus.Open),
                new Parties(c.SellerId, c.BuyerId)))
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);
    }
}
