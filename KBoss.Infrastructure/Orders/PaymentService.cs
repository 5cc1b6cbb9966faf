using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Wallets;

namespace KBoss.Infrastructure.Orders;

/// <summary>Lets a customer pay its orders, from the wallet or by Alipay.</summary>
public sealed class PaymentService(
    KBossDbContextFactory contexts, ICurrentActor current, ShopDoor door, OrderPayment payment, PurchaseDemands demands, RechargeService recharges,
    TimeProvider time)
{
    /// <summary>
    /// Pays an order of the actor's organization from its wallet. Refuses with <c>Orders.NotPayable</c>, <c>Orders.TooLate</c> or
    /// <c>Wallets.BalanceShort</c>, and by the code of what a supplier asks of the customer; another customer's order is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task PayFromWalletAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersPay, ct);
        await contexts.WithPartiesAsync(
            me,
            db => OrderPayment.FindAsync(db, orderNo, me.OrganizationId, ct),
            db => OrderPayment.LoadAsync(db, orderNo, me.OrganizationId, ct),
            async (db, paid) =>
            {
                DemandInTime(paid.Order, db.Now);
                if (await demands.RefusalAsync(db, paid, ct) is { } missing)
                {
                    throw missing;
                }

                await payment.PayAsync(db, paid, me.By, db.Now, ct);
                await db.SaveChangesAsync(ct);
            },
            ct,
            others: (db, order) => OrderPayment.PartiesAsync(db, order, ct));
    }

    /// <summary>
    /// Begins a payment of exactly the order's total through Alipay and returns the number of the recharge that carries it.
    /// Refuses like <see cref="PayFromWalletAsync"/>, and with <c>Wallets.AlipayNotConfigured</c>.
    /// </summary>
    public async Task<string> StartAlipayAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersPay, ct);
        var visit = await door.DemandAsync(Permissions.OrdersPay, ct);
        await using var db = door.Open(visit);
        var order = await OrderPayment.FindAsync(db, orderNo, me.OrganizationId, ct);
        DemandInTime(order, time.UtcNow());
        await payment.DemandPayableAsync(db, order, time.UtcNow(), ct);
        await demands.DemandAsync(db, me.OrganizationId, order.Id, ct);
        return await recharges.StartAsync(order.Total, order.OrderNo, ct);
    }

    private static void DemandInTime(Order order, DateTime now)
    {
        if (order.Status != OrderStatus.Unpaid)
        {
            throw new RuleException("Orders.NotPayable", order.OrderNo, order.Status);
        }

        if (now >= order.PayBefore)
        {
            throw new RuleException("Orders.TooLate", order.OrderNo);
        }
    }
}
