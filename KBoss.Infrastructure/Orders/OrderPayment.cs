using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>An order with its lines and all that paying it needs to know, read at once; without a wallet the customer has none yet.</summary>
/// <param name="Connectors">How each supplier behind the order is asked to deliver.</param>
public sealed record OrderToPay(
    Order Order, Wallet? Wallet, string CustomerName, IReadOnlyList<SupplyLine> Supply, IReadOnlyList<PurchaseLine> Purchases,
    IReadOnlyDictionary<long, Connector> Connectors) : IAbout<Order>
{
    Order IAbout<Order>.Subject => Order;
}

/// <summary>Told of a paid order inside its transaction; implemented by the modules to the right.</summary>
public interface IOrderPaid
{
    /// <summary>Why an order that is unpaid and in time cannot be paid all the same; null where nothing is against it.</summary>
    Task<RuleException?> RefusalAsync(KBossDbContext db, Order order, DateTime now, CancellationToken ct) => Task.FromResult<RuleException?>(null);

    /// <summary>
    /// Adds what a paid order owes (fulfilment tasks); the caller saves. The purchases say from which supplier each line comes, and who buys there.
    /// </summary>
    Task OnPaidAsync(KBossDbContext db, OrderToPay paid, DateTime now, CancellationToken ct);
}

/// <summary>
/// The one way in which an order becomes paid, inside a transaction that somebody else has opened: the order, the wallet, the entries
/// of every book in the chain and the fulfilment tasks [R-ORD-2]. The order's state and version let it happen once [R-ORD-3].
/// </summary>
public sealed class OrderPayment(LedgerService ledger, PurchaseDemands demands, IEnumerable<IOrderPaid> listeners) : IRechargePurpose
{
    private static readonly FixedQuery<string, long, Order> OrderOfBuyer = new((db, orderNo, buyerId) =>
        db.Orders.AsNoTracking().Where(o => o.OrderNo == orderNo && o.BuyerId == buyerId));

    private static readonly FixedQuery<long, int, Hop> Hops = new((db, orderId, _) =>
        db.SupplyLines.Where(h => h.OrderLine.OrderId == orderId).Select(h => new Hop(h.SellerId, h.BuyerId)));

    private static readonly FixedQuery<string, long, Row> ToPay = new((db, orderNo, buyerId) =>
        from order in db.Orders
        where order.OrderNo == orderNo && order.BuyerId == buyerId
        join customer in db.Customers on order.BuyerId equals customer.BuyerId
        join line in db.OrderLines on order.Id equals line.OrderId
        from wallet in db.Wallets.Where(w => w.SellerId == order.SellerId && w.BuyerId == order.BuyerId).DefaultIfEmpty()
        from purchase in db.PurchaseLines.Where(p => p.OrderLineId == line.Id).DefaultIfEmpty()
        from supplier in db.Suppliers.Where(s => s.Id == purchase.SupplierId).DefaultIfEmpty()
        from supply in db.SupplyLines.Where(s => s.OrderLineId == line.Id).DefaultIfEmpty()
        orderby line.Number
        select new Row(order, line, wallet, customer.Name, purchase, supplier == null ? null : supplier.Connector, supply));

    /// <summary>
    /// Pays an order from the wallet of its buyer at its seller. The caller saves. Refuses with <c>Orders.NotPayable</c>, <c>Wallets.BalanceShort</c> or
    /// like <see cref="DemandPayableAsync"/>.
    /// </summary>
    public async Task PayAsync(KBossDbContext db, OrderToPay paid, By by, DateTime now, CancellationToken ct = default)
    {
        var order = paid.Order;
        var wallet = paid.Wallet ?? WalletQueries.Add(db, order.Parties);
        order.Pay(by, now);
        await DemandPayableAsync(db, order, now, ct);
        db.CashRecords.Add(wallet.Charge(order.Total, CashKind.OrderPayment, order.OrderNo, now));
        foreach (var (organizationId, happened) in SalePosting.Events(order, paid.Supply, paid.Purchases, now))
        {
            await ledger.PostAsync(db, organizationId, happened, ct);
        }

        foreach (var listener in listeners)
        {
            await listener.OnPaidAsync(db, paid, now, ct);
        }

        db.AfterCommit(new OrderPaid(order.OrderNo, order.Total));
        db.AfterCommit(OrderChanged.Of(order));
        db.AfterCommit(WalletChanged.Of(wallet));
    }

    /// <summary>Refuses what a module below has against paying the order now: what a line prolongs has been released since.</summary>
    internal async Task DemandPayableAsync(KBossDbContext db, Order order, DateTime now, CancellationToken ct)
    {
        if (await RefusalAsync(db, order, now, ct) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Buyer, seller and every distributor up the chain, as far as the context sees them: the organizations that the payment writes for.</summary>
    internal static async Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, Order order, CancellationToken ct)
    {
        var hops = await Hops.ListAsync(db, order.Id, 0, ct);
        return [.. hops.SelectMany(h => new[] { h.SellerId, h.BuyerId }).Concat([order.SellerId, order.BuyerId]).Distinct()];
    }

    /// <summary>An order of the buyer to look at, without its lines; any other is <see cref="NotFoundException"/>.</summary>
    internal static async Task<Order> FindAsync(KBossDbContext db, string orderNo, long buyerId, CancellationToken ct) =>
        await OrderOfBuyer.FirstAsync(db, orderNo, buyerId, ct) ?? throw new NotFoundException("order", orderNo);

    /// <summary>An order of the buyer with all that paying it needs; any other is <see cref="NotFoundException"/>.</summary>
    internal static async Task<OrderToPay> LoadAsync(KBossDbContext db, string orderNo, long buyerId, CancellationToken ct)
    {
        // A row for each line and each hop behind it.
        var rows = await ToPay.ListAsync(db, orderNo, buyerId, ct);
        if (rows.Count == 0)
        {
            throw new NotFoundException("order", orderNo);
        }

        var purchases = rows.Select(r => r.Purchase).OfType<PurchaseLine>().Distinct().ToList();
        var connectors = rows.Where(r => r.Connector is not null).DistinctBy(r => r.Purchase!.SupplierId)
            .ToDictionary(r => r.Purchase!.SupplierId, r => r.Connector!.Value);
        return new OrderToPay(
            rows[0].Order, rows[0].Wallet, rows[0].CustomerName, [.. rows.Select(r => r.Supply).OfType<SupplyLine>().Distinct()], purchases, connectors);
    }

    async Task<IReadOnlyList<long>> IRechargePurpose.PartiesAsync(KBossDbContext db, Recharge recharge, CancellationToken ct) =>
        await PartiesAsync(db, await FindAsync(db, recharge.OrderNo!, recharge.BuyerId, ct), ct);

    async Task<bool> IRechargePurpose.FulfilAsync(KBossDbContext db, Recharge recharge, Wallet wallet, DateTime now, CancellationToken ct)
    {
        var paid = await LoadAsync(db, recharge.OrderNo!, recharge.BuyerId, ct);
        // Alipay took the money in time; that its notification is late does not matter as long as nobody has cancelled or paid the order.
        if (paid.Order.Status != OrderStatus.Unpaid || !wallet.Covers(paid.Order.Total) || await RefusalAsync(db, paid.Order, now, ct) is not null)
        {
            return false;
        }

        // What its supplier asks for may have gone meanwhile: nothing could be delivered, so the money stays in the wallet.
        if (await demands.RefusalAsync(db, paid, ct) is not null)
        {
            return false;
        }

        // One that is new in this transaction is not in the database yet.
        await PayAsync(db, paid with { Wallet = wallet }, By.Part("Alipay"), now, ct);
        return true;
    }

    private async Task<RuleException?> RefusalAsync(KBossDbContext db, Order order, DateTime now, CancellationToken ct)
    {
        foreach (var listener in listeners)
        {
            if (await listener.RefusalAsync(db, order, now, ct) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private sealed record Hop(long SellerId, long BuyerId);

    private sealed record Row(Order Order, OrderLine Line, Wallet? Wallet, string CustomerName, PurchaseLine? Purchase, Connector? Connector, SupplyLine? Supply);
}
