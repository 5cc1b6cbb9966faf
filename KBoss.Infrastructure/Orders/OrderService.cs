using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Orders;

/// <summary>An offer to be ordered and the unit price (yuan) that the customer was shown and agrees to.</summary>
/// <param name="Shown">The whole line as the customer was shown it; without it whoever asks has seen the price alone and answers for the rest.</param>
public sealed record OrderWish(long OfferId, int Quantity, int Periods, decimal ShownUnitPrice, ShownLine? Shown = null)
{
    /// <summary>The number of the resource that is prolonged; null where something new is bought. Only the module that knows resources says it.</summary>
    internal string? Renews { get; init; }
}

/// <summary>What a customer confirms. The key is made once per confirmation page: confirming it twice makes one order.</summary>
/// <param name="FromCart">The lines are those of the cart and leave it with the order.</param>
public sealed record PlaceOrder(string ClientKey, IReadOnlyList<OrderWish> Lines, bool FromCart);

/// <summary>Places and cancels a customer's orders.</summary>
public sealed partial class OrderService(
    ShopDoor door, KBossDbContextFactory contexts, PricingQueries pricing, SupplyChain chain, PromotionBudgets budgets, DeviceService devices,
    PurchaseDemands demands, SettingsStore settings, TimeProvider time, ILogger<OrderService> log)
{
    /// <summary>
    /// Orders what was confirmed [R-ORD-7]: reserves stock, keeps the explanation of each price, writes every hop of the supply behind each line, takes
    /// bought lines out of the cart. Where anything is not as it was shown, nothing is ordered: <see cref="LinesChangedException"/> names every change of
    /// every line. Refuses with <c>Orders.PriceUnderReview</c> where only the price below cost keeps a line from being sold, and with
    /// <c>Orders.CartChanged</c> if the cart has other lines than that, with <c>Orders.TooManyUnpaid</c> while too many others are unpaid; what a supplier
    /// asks of the customer is refused by the code of what is missing.
    /// </summary>
    /// <returns>The order's number.</returns>
    public async Task<string> PlaceAsync(PlaceOrder order, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        var buyer = visit.BuyerId!.Value;
        var key = Require.Text(order.ClientKey, "client-key", Order.MaxClientKey);
        var most = (await settings.OfAsync<ThresholdSettings>(visit.SellerId, ThresholdSettings.Section, ct)).UnpaidOrders;
        return await door.InTransactionAsync(visit, async db =>
        {
            if (await db.Orders.Where(o => o.BuyerId == buyer && o.ClientKey == key).Select(o => o.OrderNo).FirstOrDefaultAsync(ct) is { } placed)
            {
                return placed;
            }

            Order.DemandFewUnpaid(
                await db.Orders.Where(o => o.BuyerId == buyer && o.Status == OrderStatus.Unpaid).OrderBy(o => o.Id).Select(o => o.OrderNo).Take(most).ToListAsync(ct), most);
            var wanted = order.Lines.Select(l => new WantedOffer(l.OfferId, l.Quantity, l.Periods)).ToList();
            var offers = await pricing.QuoteAsync(db, visit.SellerId, buyer, wanted, db.Now, ct);
            if (order.FromCart)
            {
                await TakeFromCartAsync(db, buyer, order.Lines, offers, ct);
            }

            return (await AddAsync(db, new Parties(visit.SellerId, buyer), visit.Actor!.By, key, order.Lines, offers, ct)).OrderNo;
        }, ct);
    }

    /// <summary>
    /// Adds an order of what was confirmed to the transaction of a use case that has quoted the offers in it, and saves it; refuses like <see
    /// cref="PlaceAsync"/>. A line that prolongs something takes nothing from the stock.
    /// </summary>
    internal async Task<Order> AddAsync(
        KBossDbContext db, Parties parties, By by, string key, IReadOnlyList<OrderWish> wishes, IReadOnlyDictionary<long, PricedOffer> offers, CancellationToken ct)
    {
        await db.MeetCustomerAsync(parties.BuyerId, ct);
        DemandConfirmed(wishes, offers);
        await demands.DemandAsync(
            db, parties.BuyerId, wishes.Select(l => offers[l.OfferId]).DistinctBy(o => o.SkuId).ToDictionary(o => o.SkuId, o => o.ProductName), ct);
        var items = wishes.Select(wish => Item(wish, offers[wish.OfferId])).ToList();
        var made = new Order(parties, BusinessNumber.New(BusinessNumber.Order, db.Now), by, items, db.Now, key);
        db.Orders.Add(made);
        await ReserveAsync(db, made, ct);
        await budgets.GiveAsync(db, made, offers, ct);
        await AddSupplyAsync(db, made, ct);
        await db.SaveChangesAsync(ct);
        if (wishes.Any(wish => wish.Renews is null && offers[wish.OfferId].ByDevices))
        {
            // Devices are held for lines by the keys that these have got by now; whoever finds too few takes the order back with it.
            var lines = made.Lines.Where(l => l.Renews is null).Select(l => new OrderedLine(l.Id, l.SkuId, l.Sold.Quantity));
            await devices.ReserveAsync(db, made.OrderNo, [.. lines], ct);
            await db.SaveChangesAsync(ct);
        }

        db.AfterCommit(OrderChanged.Of(made));
        return made;
    }

    /// <summary>
    /// Withdraws an unpaid order of the customer and gives its stock back; <c>Orders.TransitionRefused</c> for any other, <see cref="NotFoundException"/> for
    /// one of somebody else.
    /// </summary>
    public async Task CancelAsync(string orderNo, string reason, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await door.InTransactionAsync(visit, async db =>
        {
            var order = await db.Orders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.OrderNo == orderNo && o.BuyerId == visit.BuyerId, ct)
                ?? throw new NotFoundException("order", orderNo);
            await CancelAsync(db, order, visit.Actor!.By, Require.Optional(reason, "reason", 500, free: true), ct);
            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Cancels every order that has not been paid in time, each in a transaction of its own, and returns how many.
    /// Safe to run twice and against a payment: whichever commits first stands. One that fails does not hold up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> CancelOverdueAsync(CancellationToken ct = default)
    {
        var failures = new List<Exception>();
        var cancelled = 0;
        foreach (var (id, sellerId, buyerId) in await FindOverdueAsync(ct))
        {
            try
            {
                cancelled += await door.InTransactionAsync(sellerId, buyerId, db => CancelIfOverdueAsync(db, id, ct), ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other orders must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotCancelled(log, id, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? cancelled : throw new AggregateException($"{failures.Count} overdue orders could not be cancelled.", failures);
    }

    private async Task<List<(long Id, long SellerId, long BuyerId)>> FindOverdueAsync(CancellationToken ct)
    {
        var before = time.UtcNow() - Order.PayWithin;
        await using var db = contexts.Open(OrganizationScope.Everything);
        var rows = await db.Orders.AsNoTracking()
            .Where(o => o.Status == OrderStatus.Unpaid && o.CreatedAt <= before)
            .OrderBy(o => o.CreatedAt)
            .Select(o => new { o.Id, o.SellerId, o.BuyerId })
            .ToListAsync(ct);
        return [.. rows.Select(o => (o.Id, o.SellerId, o.BuyerId))];
    }

    private async Task<bool> CancelIfOverdueAsync(KBossDbContext db, long orderId, CancellationToken ct)
    {
        var order = await db.Orders.Include(o => o.Lines).FirstAsync(o => o.Id == orderId, ct);
        if (order.Status != OrderStatus.Unpaid || order.PayBefore > db.Now)
        {
            return false;
        }

        await CancelAsync(db, order, By.Part("CancelUnpaidOrders"), "", ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Compares every line with what is true now, and refuses with all that is different.</summary>
    private static void DemandConfirmed(IEnumerable<OrderWish> wishes, IReadOnlyDictionary<long, PricedOffer> offers)
    {
        var changed =
            (from wish in wishes
             let offer = offers.GetValueOrDefault(wish.OfferId)
             let changes = Changes(wish, offer)
             where changes.Count > 0
             select new ChangedLine(wish.OfferId, offer?.ProductName ?? wish.Shown?.ProductName ?? "", offer?.SkuCode ?? wish.Shown?.SkuCode ?? "", changes)
             {
                 UnderReview = ShopDoor.IsUnderReview(offer),
             }).ToList();
        if (changed.Count > 0)
        {
            throw LinesChangedException.Of(changed);
        }
    }

    private static IReadOnlyList<LineChange> Changes(OrderWish wish, PricedOffer? offer)
    {
        var quantity = Require.Count(wish.Quantity, "quantity", 1, CartLine.MaxQuantity);
        var periods = Require.Count(wish.Periods, "periods", 1, CartLine.MaxPeriods);
        if (offer is not { Quote.Visible: true })
        {
            return [new LineChange(LineFact.Sold, true, false)];
        }

        var now = offer.Line(quantity, periods);
        var changes = (wish.Shown ?? now with { Periods = periods, UnitPrice = wish.ShownUnitPrice }).ChangesTo(now);
        return wish.Renews is null && offer.Lacks(quantity) ? [.. changes, new LineChange(LineFact.Stock, quantity, offer.Stock)] : changes;
    }

    private static OrderItem Item(OrderWish wish, PricedOffer offer)
    {
        var line = offer.Line(wish.Quantity, wish.Periods);
        return new OrderItem(
            offer.OfferId, offer.SkuId, new SoldItem(line.ProductName, line.SkuCode, line.Options, line.Unit, line.Quantity, line.Periods),
            offer.Quote.ListPrice, line.UnitPrice, PriceExplanation.Of(offer.Quote).ToJson(),
            offer.Quote.Source, offer.Quote.Promotion?.No, offer.Quote.Given(line.Quantity, line.Periods), wish.Renews);
    }

    /// <summary>
    /// Takes exactly what was confirmed out of the cart; another window that has ordered or changed it meanwhile makes the customer look again.
    /// </summary>
    private static async Task TakeFromCartAsync(
        KBossDbContext db, long buyer, IReadOnlyList<OrderWish> wishes, IReadOnlyDictionary<long, PricedOffer> offers, CancellationToken ct)
    {
        var offerIds = wishes.Select(w => w.OfferId).ToList();
        var lines = await db.CartLines.Where(l => l.OrganizationId == buyer && offerIds.Contains(l.OfferId)).ToDictionaryAsync(l => l.OfferId, ct);
        foreach (var wish in wishes)
        {
            if (!lines.Remove(wish.OfferId, out var line) || line.Quantity != wish.Quantity || (line.Periods != wish.Periods && !IsPiece(wish.OfferId)))
            {
                throw new RuleException("Orders.CartChanged");
            }

            db.CartLines.Remove(line);
        }

        // A piece has one period, though the line may be older than that and still have twelve.
        bool IsPiece(long offerId) => offers.GetValueOrDefault(offerId)?.Unit == BillingUnit.Piece;
    }

    private static async Task ReserveAsync(KBossDbContext db, Order order, CancellationToken ct)
    {
        var taking = order.Lines.Where(l => l.Renews is null).ToList();
        var ids = taking.Select(l => l.SkuId).Distinct().ToList();
        var limited = await db.Skus.Where(s => ids.Contains(s.Id) && s.Stock != null).ToDictionaryAsync(s => s.Id, ct);
        foreach (var line in taking)
        {
            if (limited.TryGetValue(line.SkuId, out var sku))
            {
                line.ReserveFrom(sku);
            }
        }
    }

    /// <summary>The one way in which an order comes to nothing: it gives back exactly what its lines hold [R-ORD-7]. The caller saves.</summary>
    private async Task CancelAsync(KBossDbContext db, Order order, By by, string reason, CancellationToken ct)
    {
        order.Cancel(by, reason, db.Now);
        var holding = order.Lines.Where(l => l.Reserved > 0).ToList();
        var ids = holding.Select(l => l.SkuId).Distinct().ToList();
        var skus = ids.Count == 0 ? [] : await db.Skus.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        foreach (var line in holding)
        {
            line.ReleaseTo(skus[line.SkuId]);
        }

        await devices.ReleaseAsync(db, [.. order.Lines.Select(l => l.Id)], ct);
        await budgets.TakeBackAsync(db, order, ct);
        db.AfterCommit(OrderChanged.Of(order));
    }

    private async Task AddSupplyAsync(KBossDbContext db, Order order, CancellationToken ct)
    {
        var supply = await chain.FollowAsync(db, [.. order.Lines.Select(l => new OfferSale(l.OfferId, l.UnitPrice))], db.Now, ct);
        foreach (var line in order.Lines)
        {
            var (hops, purchase) = supply[line.OfferId];
            db.SupplyLines.AddRange(hops.Select(hop => new SupplyLine(line, new Parties(hop.SellerId, hop.BuyerId), hop.UnitCost)));
            db.PurchaseLines.Add(new PurchaseLine(line, purchase.BuyerId, purchase.SupplierId, purchase.UnitCost));
        }
    }

    [LoggerMessage(LogLevel.Error, "The overdue order {OrderId} could not be cancelled")]
    private static partial void LogNotCancelled(ILogger logger, long orderId, Exception e);
}
