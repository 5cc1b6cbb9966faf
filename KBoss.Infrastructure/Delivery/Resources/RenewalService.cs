using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>A resource as it would be renewed; times UTC.</summary>
/// <param name="Line">What is confirmed: facts and price of now; null where it cannot be renewed.</param>
/// <param name="Refusal">Why it cannot be renewed; null where it can.</param>
public sealed record RenewalPreview(
    string ResourceNo, string Name, string ProductName, string Options, int Quantity, int Periods, DateTime? OldEnd, DateTime? NewEnd, ShownLine? Line,
    PriceExplanation? Why, RuleException? Refusal);

/// <summary>One resource to renew, just as it was shown.</summary>
public sealed record RenewLine(string ResourceNo, ShownLine Shown);

/// <summary>What a customer confirms. The key is made once per confirmation page: confirming it twice renews once.</summary>
/// <param name="FromWallet">It is paid at once from the wallet; otherwise the order waits for its payment.</param>
public sealed record RenewResources(string ClientKey, IReadOnlyList<RenewLine> Lines, bool FromWallet);

/// <summary>Prolongs what a customer has, at the price of now.</summary>
public sealed class RenewalService(ShopDoor door, RenewalQuotes quotes, OrderService orders, OrderPayment payment)
{
    /// <summary>The most resources that are renewed with one order.</summary>
    public const int MostAtOnce = 50;

    /// <summary>What renewing costs and brings; a resource of somebody else is <see cref="NotFoundException"/>.</summary>
    public async Task<IReadOnlyList<RenewalPreview>> PreviewAsync(IReadOnlyList<(string ResourceNo, int Periods)> wanted, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await using var db = door.Open(visit);
        var found = await quotes.OfAsync(db, new Parties(visit.SellerId, visit.BuyerId!.Value), [.. wanted.Take(MostAtOnce)], ct);
        var nos = found.Select(q => q.Resource.ResourceNo).ToList();
        var names = await db.ResourceLabels.Where(l => l.OrganizationId == visit.BuyerId && nos.Contains(l.ResourceNo) && l.Name != "")
            .ToDictionaryAsync(l => l.ResourceNo, l => l.Name, ct);
        return [.. found.Select(q => Preview(q, names.GetValueOrDefault(q.Resource.ResourceNo, q.Resource.Sold.ProductName), db.Now))];
    }

    /// <summary>
    /// Orders what was confirmed and, where that was asked, pays it from the wallet in the same transaction: all or nothing [R-ORD-2, R-ORD-7]. Where a
    /// price is not as it was shown nothing is ordered: <see cref="LinesChangedException"/>. Refuses with <c>Delivery.ResourceReleased</c>,
    /// <c>Delivery.NotRenewable</c>, <c>Delivery.RenewalTooShort</c>, <c>Delivery.OfferGone</c> and <c>Wallets.BalanceShort</c>.
    /// </summary>
    /// <returns>The order's number.</returns>
    public async Task<string> RenewAsync(RenewResources wish, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        if (wish.FromWallet)
        {
            await door.DemandAsync(Permissions.OrdersPay, ct);
        }

        var (buyer, key) = (visit.BuyerId!.Value, Require.Text(wish.ClientKey, "client-key", Order.MaxClientKey));
        Require.Count(wish.Lines.DistinctBy(l => l.ResourceNo).Count(), "resources", 1, MostAtOnce);
        return await door.InTransactionAsync(visit, async db =>
        {
            if (await db.Orders.Where(o => o.BuyerId == buyer && o.ClientKey == key).Select(o => o.OrderNo).FirstOrDefaultAsync(ct) is { } placed)
            {
                return placed;
            }

            var shown = wish.Lines.DistinctBy(l => l.ResourceNo).ToList();
            var order = await PlaceAsync(db, new Parties(visit.SellerId, buyer), visit.Actor!.By, key, shown, ct);
            if (wish.FromWallet)
            {
                await PayAsync(db, order, visit.Actor.By, ct);
            }

            return order.OrderNo;
        }, ct);
    }

    /// <summary>Places the order in the transaction of the caller; refuses like <see cref="RenewAsync"/>.</summary>
    internal async Task<Order> PlaceAsync(
        KBossDbContext db, Parties parties, By by, string key, IReadOnlyList<RenewLine> lines, CancellationToken ct)
    {
        var found = await quotes.OfAsync(db, parties, [.. lines.Select(l => (l.ResourceNo, l.Shown.Periods))], ct);
        foreach (var quote in found)
        {
            DemandRenewable(quote, db.Now);
        }

        var offers = found.Where(q => q.Offer is not null).DistinctBy(q => q.OfferId).ToDictionary(q => q.OfferId, q => q.Offer!);
        return await orders.AddAsync(db, parties, by, key, [.. found.Zip(lines, (quote, line) => quote.Wish(line.Shown))], offers, ct);
    }

    /// <summary>Pays an order that was placed in the same transaction from the wallet, and saves.</summary>
    internal async Task PayAsync(KBossDbContext db, Order order, By by, CancellationToken ct)
    {
        await payment.PayAsync(db, await OrderPayment.LoadAsync(db, order.OrderNo, order.BuyerId, ct), by, db.Now, ct);
        await db.SaveChangesAsync(ct);
    }

    private RenewalPreview Preview(RenewalQuote quote, string name, DateTime now)
    {
        var (resource, line) = (quote.Resource, quote.Line);
        var refusal = RuleException.Of(() => DemandRenewable(quote, now));
        return new RenewalPreview(
            resource.ResourceNo, name, resource.Sold.ProductName, resource.Sold.Options, resource.Quantity, quote.Periods, resource.EndsAt,
            refusal is null && line is not null ? ServicePeriod.End(line.Unit, line.Periods, resource.EndsAt!.Value) : null,
            refusal is null ? line : null, refusal is null && line is not null ? PriceExplanation.Of(quote.Offer!.Quote) : null, refusal);
    }

    /// <summary>Refuses what cannot be renewed, with the reason that does not go away first.</summary>
    private void DemandRenewable(RenewalQuote quote, DateTime now)
    {
        quote.Resource.DemandRenewable(quote.Line?.Unit ?? quote.Resource.Sold.Unit, Math.Clamp(quote.Periods, 1, CartLine.MaxPeriods), now);
        if (quote.WithoutDevice)
        {
            throw new RuleException("Delivery.DeviceTakenBack", quote.Resource.ResourceNo);
        }

        if (!quote.IsSold)
        {
            throw ShopDoor.IsUnderReview(quote.Offer) ? ShopDoor.NotSold(quote.Offer) : new RuleException("Delivery.OfferGone", quote.Resource.Sold.ProductName);
        }
    }
}
