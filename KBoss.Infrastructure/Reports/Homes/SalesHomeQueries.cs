using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Reports.Attribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What a salesperson begins the day with, of the customers that it serves. The queues count customers, as the list behind each does; the first instants are
/// UTC. What is of the month stands beside the month before as far as it had come on the same day.
/// </summary>
/// <param name="LowBalance">Below how many yuan a balance is low.</param>
public sealed record SalesHome(
    int Customers, int FollowUps, DateTime? FirstFollowUpAt, int Expiring, DateTime? FirstEndAt, int OwnPrices, DateTime? FirstPriceEndAt, int Low,
    decimal LowBalance, int NewCustomers, int NewBefore, int CodesUsed, int CodesBefore);

/// <summary>Counts for the home of a salesperson: two queries, whatever the number of customers and orders.</summary>
public sealed class SalesHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, SettingsStore settings, TimeProvider time)
{
    /// <summary>The queues, and what the month has brought.</summary>
    public async Task<SalesHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersServe, ct);
        var low = (await settings.OfAsync<ThresholdSettings>(me.OrganizationId, ThresholdSettings.Section, ct)).LowBalance;
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var (month, before, same) = (PeriodSums.MonthOf(now), PeriodSums.MonthOf(PeriodSums.MonthBefore(now)), PeriodSums.MonthBefore(now));
        var customers = db.CustomersOf(me).ServedBy(me);
        var planned = db.FollowUps.Where(f => f.NextAt <= now && customers.Any(c => c.BuyerId == f.BuyerId));
        var expiring = db.Resources.Expiring(now).Where(r => r.SellerId == me.OrganizationId && customers.Any(c => c.BuyerId == r.BuyerId));
        var ending = db.TermsEndingSoon(me, now).Where(t => customers.Any(c => c.BuyerId == t.BuyerId));
        var used = AttributionFacts.UsedUntil(db, me, ChinaTime.End(ChinaTime.Day(now)));
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new SalesHome(
                customers.Count(),
                planned.Select(f => f.BuyerId).Distinct().Count(), planned.Min(f => f.NextAt),
                expiring.Select(r => r.BuyerId).Distinct().Count(), expiring.Min(r => r.EndsAt),
                ending.Select(t => t.BuyerId).Distinct().Count(), ending.Min(t => t.ValidTo),
                customers.Count(c => db.Wallets.Any(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId && w.Balance < low)), low,
                customers.Count(c => c.CreatedAt >= month), customers.Count(c => c.CreatedAt >= before && c.CreatedAt < same),
                used.Count(u => u.At >= month), used.Count(u => u.At >= before && u.At < same)))
            .SingleAsync(ct);
    }

    /// <summary>What the customers have paid for orders, by month, in yuan as <see cref="PeriodSum.One"/>.</summary>
    public async Task<MonthSums> RevenueAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersServe, ct);
        await using var db = contexts.Open(me);
        var customers = db.CustomersOf(me).ServedBy(me);
        return await db.CashRecords.AsNoTracking()
            .Where(r => r.SellerId == me.OrganizationId && r.Kind == CashKind.OrderPayment && customers.Any(c => c.BuyerId == r.BuyerId))
            .Select(r => new Dated { At = r.At, One = -r.Amount, Two = 0, Three = 0 })
            .ByMonthAsync(time.UtcNow(), ct);
    }
}
