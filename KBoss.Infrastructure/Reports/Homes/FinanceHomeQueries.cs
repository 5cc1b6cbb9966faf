using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What Finance begins the day with of the customers' money: offline recharges that wait for consent, since when (UTC) the oldest; wallets in which credit is
/// used; and parts of orders that cannot be delivered and were not paid back, since when (UTC) the oldest.
/// </summary>
public sealed record FinanceHome(int Pending, DateTime? PendingSince, int Negative, int Undelivered, DateTime? UndeliveredSince);

/// <summary>Counts and adds up the customers' money for the home of Finance: two queries.</summary>
public sealed class FinanceHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>What waits.</summary>
    public async Task<FinanceHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashViewAll, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var customers = db.CustomersByCashOf(me);
        // From the few requests that wait to the recharges, not through all that were ever entered.
        var pending =
            from request in db.ApprovalRequests
            where request.OrganizationId == me.OrganizationId && request.Status == ApprovalStatus.Pending && request.ExpiresAt > now
                && request.Kind == ApprovalKind.OfflineRecharge
            join entered in db.OfflineRecharges on request.No equals entered.RequestNo
            where entered.PostedAt == null && customers.Any(c => c.BuyerId == entered.BuyerId)
            select entered;
        var seesUndelivered = me.Has(Permissions.UndeliveredView);
        var undelivered = UndeliveredQueries.NotPaidBack(db, me).Where(_ => seesUndelivered);
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new FinanceHome(
                pending.Count(), pending.Min(r => (DateTime?)r.CreatedAt),
                customers.Count(c => db.Wallets.Any(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId && w.Balance < 0)),
                undelivered.Count(), undelivered.Min(u => (DateTime?)u.MarkedAt)))
            .SingleAsync(ct);
    }

    /// <summary>
    /// What came in by month, in yuan: online as <see cref="PeriodSum.One"/>, offline as <see cref="PeriodSum.Two"/>, and what was taken back of it, below
    /// zero, as <see cref="PeriodSum.Three"/>.
    /// </summary>
    public async Task<MonthSums> MoneyInAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CashViewAll, ct);
        await using var db = contexts.Open(me);
        var customers = db.CustomersByCashOf(me);
        return await db.CashRecords.AsNoTracking()
            .Where(r => r.SellerId == me.OrganizationId && r.Kind != CashKind.OrderPayment && customers.Any(c => c.BuyerId == r.BuyerId))
            .Select(r => new Dated
            {
                At = r.At,
                One = r.Kind == CashKind.Recharge ? r.Amount : 0,
                Two = r.Kind == CashKind.OfflineRecharge ? r.Amount : 0,
                Three = r.Kind == CashKind.RechargeReversal ? r.Amount : 0,
            })
            .ByMonthAsync(time.UtcNow(), ct);
    }
}
