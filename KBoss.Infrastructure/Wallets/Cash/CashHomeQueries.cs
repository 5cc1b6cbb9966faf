using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets.Cash;

/// <summary>
/// What Finance begins the day with of the customers' money: offline recharges that wait for consent, since when (UTC) the oldest, and wallets in which credit
/// is used.
/// </summary>
public sealed record CashHome(int Pending, DateTime? PendingSince, int Negative);

/// <summary>Counts and adds up the customers' money for the home of Finance: two queries.</summary>
public sealed class CashHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>What waits.</summary>
    public async Task<CashHome> GetAsync(CancellationToken ct = default)
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
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new CashHome(
                pending.Count(), pending.Min(r => (DateTime?)r.CreatedAt),
                customers.Count(c => db.Wallets.Any(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId && w.Balance < 0))))
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
