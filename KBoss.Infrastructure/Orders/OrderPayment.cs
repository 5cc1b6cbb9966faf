using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>Told of a paid order inside its transaction; implemented by the modules to the right.</summary>
public interface IOrderPaid
{
    /// <summary>
    /// Adds what a paid order owes (fulfilment tasks); the caller saves. The purchases say from which supplier each line comes, and who buys there.
    /// </summary>
    Task OnPaidAsync(KBossDbContext db, Order order, IReadOnlyList<PurchaseLine> purchases, DateTime now, CancellationToken ct);
}

/// <summary>
/// The one way in which an order becomes paid, inside a transaction that somebody else has opened: the order, the wallet, the entries
/// of every book in the chain and the fulfilment tasks [R-ORD-2]. The order's state and version let it happen once [R-ORD-3].
/// </summary>
public sealed class OrderPayment(LedgerService ledger, IEnumerable<IOrderPaid> listeners) : IRechargePurpose
{
    /// <summary>Pays an order from a wallet. The caller saves. Refuses with <c>Orders.NotPayable</c> or <c>Wallets.BalanceShort</c>.</summary>
    public async Task PayAsync(KBossDbContext db, Order order, Wallet wallet, By by, DateTime now, CancellationToken ct = default)
    {
        order.Pay(by, now);
        db.CashRecords.Add(wallet.Charge(order.Total, CashKind.OrderPayment, order.OrderNo, now));
        var supply = await db.SupplyLines.Where(s => s.OrderLine.OrderId == order.Id).ToListAsync(ct);
        var purchases = await db.PurchaseLines.Where(p => p.OrderLine.OrderId == order.Id).ToListAsync(ct);
        foreach (var (organizationId, happened) in SalePosting.Events(order, supply, purchases, now))
        {
            await ledger.PostAsync(db, organizationId, happened, ct);
        }

        foreach (var listener in listeners)
        {
            await listener.OnPaidAsync(db, order, purchases, now, ct);
        }

        db.AfterCommit(new OrderPaid(order.OrderNo, order.Total));
    }

    /// <summary>
    /// Buyer, seller and every distributor up the chain, as far as the context sees them: the organizations that the payment writes for.
    /// <see cref="NotFoundException"/> for another buyer's order.
    /// </summary>
    public static async Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, string orderNo, long buyerId, CancellationToken ct = default)
    {
        var order = await db.Orders.Where(o => o.OrderNo == orderNo && o.BuyerId == buyerId)
            .Select(o => new { o.Id, o.SellerId, o.BuyerId }).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("order", orderNo);
        var hops = await db.SupplyLines.Where(h => h.OrderLine.OrderId == order.Id).Select(h => new { h.SellerId, h.BuyerId }).Distinct().ToListAsync(ct);
        return [.. hops.SelectMany(h => new[] { h.SellerId, h.BuyerId }).Concat([order.SellerId, order.BuyerId]).Distinct()];
    }

    /// <summary>An order of the buyer with its lines; any other is <see cref="NotFoundException"/>.</summary>
    internal static async Task<Order> FindAsync(KBossDbContext db, string orderNo, long buyerId, CancellationToken ct) =>
        await db.Orders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.OrderNo == orderNo && o.BuyerId == buyerId, ct)
            ?? throw new NotFoundException("order", orderNo);

    Task<IReadOnlyList<long>> IRechargePurpose.PartiesAsync(KBossDbContext db, Recharge recharge, CancellationToken ct) =>
        PartiesAsync(db, recharge.OrderNo!, recharge.BuyerId, ct);

    async Task<bool> IRechargePurpose.FulfilAsync(KBossDbContext db, Recharge recharge, Wallet wallet, DateTime now, CancellationToken ct)
    {
        var order = await FindAsync(db, recharge.OrderNo!, recharge.BuyerId, ct);
        // Alipay took the money in time; that its notification is late does not matter as long as nobody has cancelled or paid the order.
        if (order.Status != OrderStatus.Unpaid || !wallet.Covers(order.Total))
        {
            return false;
        }

        await PayAsync(db, order, wallet, By.Part("Alipay"), now, ct);
        return true;
    }
}
