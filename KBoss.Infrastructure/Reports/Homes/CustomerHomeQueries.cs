using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Resources;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What a customer's people begin with: orders to be paid and until when (UTC) the first of them, resources that run, those that end soon with the first
/// end (UTC), and those that have ended, can still be renewed, and are released next, with the first release (UTC).
/// </summary>
public sealed record CustomerHome(
    int Orders, int Unpaid, DateTime? FirstUnpaidAt, int Running, int Ending, DateTime? FirstEndAt, int Grace, DateTime? FirstReleaseAt)
{
    public DateTime? PayBefore => FirstUnpaidAt + Order.PayWithin;
}

/// <summary>Counts for the home of a customer: two queries.</summary>
public sealed class CustomerHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The queues.</summary>
    public async Task<CustomerHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var orders = db.Orders.Where(o => o.BuyerId == me.OrganizationId);
        var unpaid = orders.Where(o => o.Status == OrderStatus.Unpaid);
        var own = db.Resources.Where(r => r.BuyerId == me.OrganizationId);
        var ending = own.In(ResourceState.Ending, now);
        var running = own.In(ResourceState.Running, now);
        var grace = own.In(ResourceState.Grace, now);
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new CustomerHome(
                orders.Take(1).Count(), unpaid.Count(), unpaid.Min(x => (DateTime?)x.CreatedAt), running.Count(), ending.Count(), ending.Min(r => r.EndsAt),
                grace.Count(), grace.Min(r => r.ReleasesAt)))
            .SingleAsync(ct);
    }

    /// <summary>What was paid for orders, by month, in yuan as <see cref="PeriodSum.One"/>.</summary>
    public async Task<MonthSums> SpendingAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        return await db.CashRecords.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId && r.Kind == CashKind.OrderPayment)
            .Select(r => new Dated { At = r.At, One = -r.Amount, Two = 0, Three = 0 }).ByMonthAsync(time.UtcNow(), ct);
    }
}
