using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>How a resource is to be renewed by itself; the line is what renewing costs as the customer was shown it.</summary>
/// <param name="AllowedRise">By how many percent the amount may rise.</param>
public sealed record SwitchOnAutoRenewal(string ResourceNo, ShownLine Shown, int AllowedRise = 0);

/// <summary>Lets customers choose that a resource is renewed from the wallet before it ends, and does it.</summary>
public sealed partial class AutoRenewalService(
    ShopDoor door, KBossDbContextFactory contexts, RenewalQuotes quotes, RenewalService renewals, ResourceDesk desk, TimeProvider time,
    ILogger<AutoRenewalService> log)
{
    /// <summary>
    /// Switches it on, or on again in another way; the amount shown, with what it may rise, is the most that is ever paid. Refuses with <see
    /// cref="LinesChangedException"/> when it costs something else by now, <c>Delivery.ResourceReleased</c>, <c>Delivery.NotRenewable</c>,
    /// <c>Delivery.AutoRenewalUnit</c>, <c>Delivery.DeviceTakenBack</c> and <c>Delivery.OfferGone</c>.
    /// </summary>
    public async Task SwitchOnAsync(SwitchOnAutoRenewal wish, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPay, ct);
        await door.InTransactionAsync(visit, async db =>
        {
            var parties = new Parties(visit.SellerId, visit.BuyerId!.Value);
            var quote = (await quotes.OfAsync(db, parties, [(wish.ResourceNo, wish.Shown.Periods)], ct))[0];
            var line = quote.Line ?? throw (quote.WithoutDevice
                ? new RuleException("Delivery.DeviceTakenBack", wish.ResourceNo) : new RuleException("Delivery.OfferGone", quote.Resource.Sold.ProductName));
            quote.Resource.DemandRenewable(line.Unit, line.Periods, db.Now);
            if (wish.Shown.ChangesTo(line) is { Count: > 0 } changes)
            {
                throw LinesChangedException.Of([new ChangedLine(quote.OfferId, line.ProductName, line.SkuCode, changes)]);
            }

            var auto = await FindAsync(db, parties.BuyerId, wish.ResourceNo, ct);
            if (auto is null)
            {
                auto = new AutoRenewal(parties.BuyerId, wish.ResourceNo);
                db.AutoRenewals.Add(auto);
            }

            auto.SwitchOn(line.Unit, line.Periods, line.Amount, wish.AllowedRise, visit.Actor!.By);
            db.AfterCommit(ResourceChanged.Of(quote.Resource));
            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Switches it off, at any time; off already does no harm.</summary>
    public async Task SwitchOffAsync(string resourceNo, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPay, ct);
        await door.InTransactionAsync(visit, async db =>
        {
            var resource = await db.FindResourceAsync(visit.Actor!, resourceNo, ct);
            (await FindAsync(db, visit.BuyerId!.Value, resourceNo, ct))?.SwitchOff();
            db.AfterCommit(ResourceChanged.Of(resource));
            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Tries what is due, each in a transaction of its own that also keeps that it was tried today, and returns how many were renewed. Twice does no harm.
    /// One that fails does not hold up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> RunDueAsync(CancellationToken ct = default)
    {
        var failures = new List<Exception>();
        var renewed = 0;
        foreach (var (sellerId, buyerId, resourceNo) in await DueAsync(ct))
        {
            try
            {
                renewed += await door.InTransactionAsync(sellerId, buyerId, db => TryAsync(db, new Parties(sellerId, buyerId), resourceNo, ct), ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other resources must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotRenewed(log, resourceNo, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? renewed : throw new AggregateException($"{failures.Count} resources could not be renewed.", failures);
    }

    private static Task<AutoRenewal?> FindAsync(KBossDbContext db, long buyerId, string resourceNo, CancellationToken ct) =>
        db.AutoRenewals.FirstOrDefaultAsync(a => a.OrganizationId == buyerId && a.ResourceNo == resourceNo, ct);

    private async Task<IReadOnlyList<(long SellerId, long BuyerId, string ResourceNo)>> DueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        var until = ChinaTime.End(ChinaTime.AddDays(ChinaTime.Day(now), AutoRenewal.FirstDay));
        await using var db = contexts.Open(OrganizationScope.Everything);
        var candidates = await (
            from auto in db.AutoRenewals.AsNoTracking()
            where auto.IsOn
            join resource in db.Resources.AsNoTracking() on new { auto.ResourceNo, BuyerId = auto.OrganizationId } equals new { resource.ResourceNo, resource.BuyerId }
            where resource.Status != ResourceStatus.Released && resource.EndsAt < until
            orderby resource.EndsAt
            select new { auto, resource }).ToListAsync(ct);
        return
        [
            .. candidates.Where(c => c.auto.IsDue(c.resource.EndsAt!.Value, c.resource.ReleasesAt!.Value, now))
                .Select(c => (c.resource.SellerId, c.resource.BuyerId, c.resource.ResourceNo)),
        ];
    }

    private async Task<bool> TryAsync(KBossDbContext db, Parties parties, string resourceNo, CancellationToken ct)
    {
        var auto = await FindAsync(db, parties.BuyerId, resourceNo, ct);
        if (auto is not { IsOn: true })
        {
            return false;
        }

        var quote = (await quotes.OfAsync(db, parties, [(resourceNo, auto.Periods)], ct))[0];
        var resource = quote.Resource;
        if (!auto.IsDue(resource.EndsAt!.Value, resource.ReleasesAt!.Value, db.Now))
        {
            return false;
        }

        var outcome = await OutcomeAsync(db, parties, auto, quote, ct);
        auto.Tried(outcome, db.Now);
        var line = quote.Line;
        var product = resource.Sold.ProductName;
        if (outcome == AutoRenewalOutcome.Renewed)
        {
            // The key names this one end: it is renewed from there once, whoever runs this.
            var key = $"auto-{resource.ResourceNo}-{resource.EndsAt.Value:yyyyMMddHHmmss}";
            var order = await renewals.PlaceAsync(db, parties, auto.SetBy, key, [new RenewLine(resourceNo, line!)], ct);
            await renewals.PayAsync(db, order, By.Part("AutoRenewal"), ct);
            await desk.TellCustomerAsync(db, resource, ResourceDesk.Happened(
                resource, "AutoRenewed", [product, WalletNotices.Written(order.Total), ResourceDesk.Day(resource.EndsAt.Value)]), ct);
        }
        else
        {
            var failed = ResourceDesk.Happened(
                resource, $"AutoRenewal{outcome}",
                [product, ResourceDesk.Day(resource.EndsAt.Value), WalletNotices.Written(line?.Amount ?? 0), WalletNotices.Written(auto.Limit)], db.Now);
            await desk.TellCustomerAsync(db, resource, ResourceDesk.BySms(failed, resource, db.Now), ct);
            await desk.TellSalespersonAsync(db, resource, $"Customer{outcome}", failed.Cause, [product, resource.ResourceNo], ct);
        }

        db.AfterCommit(ResourceChanged.Of(resource));
        await db.SaveChangesAsync(ct);
        return outcome == AutoRenewalOutcome.Renewed;
    }

    private async Task<AutoRenewalOutcome> OutcomeAsync(KBossDbContext db, Parties parties, AutoRenewal auto, RenewalQuote quote, CancellationToken ct)
    {
        if (quote.Line is not { } line || RuleException.Of(() => quote.Resource.DemandRenewable(line.Unit, line.Periods, db.Now)) is not null)
        {
            return AutoRenewalOutcome.NotSold;
        }

        if (line.Amount > auto.Limit)
        {
            return AutoRenewalOutcome.PriceRisen;
        }

        var wallet = await db.Wallets.AsNoTracking().FirstOrDefaultAsync(w => w.SellerId == parties.SellerId && w.BuyerId == parties.BuyerId, ct);
        return wallet?.Covers(line.Amount) == true ? AutoRenewalOutcome.Renewed : AutoRenewalOutcome.MoneyShort;
    }

    [LoggerMessage(LogLevel.Error, "The resource {ResourceNo} could not be renewed by itself")]
    private static partial void LogNotRenewed(ILogger logger, string resourceNo, Exception e);
}
