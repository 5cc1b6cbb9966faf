using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Messaging;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Wallets.Alipay;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Brings money into wallets through Alipay: starts a recharge, believes only what Alipay signed, posts it once.</summary>
public sealed class RechargeService(
    KBossDbContextFactory contexts, ICurrentActor current, AlipayClient alipay, IOptionsSnapshot<AlipayOptions> alipayOptions,
    LedgerService ledger, IEnumerable<IRechargePurpose> purposes, Reminders reminders, TimeProvider time, ILogger<RechargeService> log)
{
    private static readonly TimeSpan QueryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Whether customers can be offered Alipay here; without it <see cref="StartAsync"/> refuses.</summary>
    public bool IsAvailable => alipayOptions.Value.IsConfigured;

    /// <summary>
    /// Begins a recharge of an amount (yuan) and returns its number; an order number makes it pay that order too, and another customer's is
    /// <see cref="NotFoundException"/>. Refuses with <c>Wallets.AlipayNotConfigured</c>, <c>Common.AmountInvalid</c> or <c>Wallets.AmountTooLarge</c>.
    /// </summary>
    public async Task<string> StartAsync(decimal amount, string? orderNo = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOnline, ct);
        DemandConfigured();
        return await contexts.WithPartiesAsync(me, db => db.MeetCustomerAsync(me.OrganizationId, ct), async (db, customer) =>
        {
            var recharge = new Recharge(
                customer.Parties, me.By, BusinessNumber.New(BusinessNumber.Recharge, db.Now), amount, RechargeChannel.Alipay, orderNo, db.Now);
            if (orderNo is not null)
            {
                // Money that is paid for somebody else's order could never be booked.
                foreach (var purpose in purposes)
                {
                    await purpose.PartiesAsync(db, recharge, ct);
                }
            }

            db.Recharges.Add(recharge);
            await db.SaveChangesAsync(ct);
            return recharge.RechargeNo;
        }, ct);
    }

    /// <summary>
    /// The signed request that takes the buyer's browser to Alipay's cashier. Refuses with <c>Wallets.RechargeNotPending</c> once it is paid or closed;
    /// another customer's number is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<AlipayPayForm> PayFormAsync(string rechargeNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletRechargeOnline, ct);
        DemandConfigured();
        await using var db = contexts.Open(me);
        var recharge = await db.Recharges.AsNoTracking().FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo && r.BuyerId == me.OrganizationId, ct)
            ?? throw new NotFoundException("recharge", rechargeNo);
        if (recharge.Status != RechargeStatus.Pending || time.UtcNow() >= recharge.ExpiresAt)
        {
            throw new RuleException("Wallets.RechargeNotPending", rechargeNo);
        }

        var subject = recharge.OrderNo is { } order ? $"KBoss {order}" : $"KBoss {recharge.RechargeNo}";
        return alipay.BuildPagePay(new AlipayPagePay(recharge.RechargeNo, recharge.Amount, subject, recharge.ExpiresAt));
    }

    /// <summary>
    /// Takes in a notification that <see cref="AlipayNotification.Verify"/> has proved. A repetition changes nothing; an unknown number
    /// is <see cref="NotFoundException"/>, another amount <c>Wallets.AmountDiffers</c>.
    /// </summary>
    public async Task ReceiveAsync(AlipayNotification notification, CancellationToken ct = default)
    {
        if (notification.IsPayment)
        {
            await ConfirmAsync(notification.OutTradeNo, notification.TradeNo, notification.TotalAmount, ct);
        }
    }

    /// <summary>
    /// Asks Alipay about one recharge of the actor, for the page on which the buyer waits after the cashier. Another customer's number is
    /// <see cref="NotFoundException"/>; <see cref="AlipayException"/> when Alipay gives no usable answer, and the job asks again.
    /// </summary>
    public async Task RefreshAsync(string rechargeNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        var recharge = await db.Recharges.AsNoTracking().FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo && r.BuyerId == me.OrganizationId, ct)
            ?? throw new NotFoundException("recharge", rechargeNo);
        if (recharge.Status == RechargeStatus.Pending)
        {
            await QueryAsync(recharge, ct);
        }
    }

    /// <summary>
    /// Asks Alipay about every recharge that has been pending for a minute; confirms what is paid, closes what has expired.
    /// Returns how many were settled. One that fails does not keep the others waiting.
    /// </summary>
    public async Task<int> QueryPendingAsync(CancellationToken ct = default)
    {
        if (alipayOptions.Value.Missing.Count > 0)
        {
            return 0;
        }

        List<Recharge> pending;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            var before = time.UtcNow() - QueryAfter;
            pending = await db.Recharges.AsNoTracking()
                .Where(r => r.Status == RechargeStatus.Pending && r.Channel == RechargeChannel.Alipay && r.CreatedAt <= before)
                .OrderBy(r => r.CreatedAt).Take(200).ToListAsync(ct);
        }

        var settled = 0;
        foreach (var recharge in pending)
        {
            try
            {
                settled += await QueryAsync(recharge, ct) ? 1 : 0;
            }
            catch (Exception e) when (e is AlipayException or RuleException or HttpRequestException)
            {
                log.LogWarning(e, "The trade of recharge {RechargeNo} could not be settled; it is asked for again.", recharge.RechargeNo);
            }
        }

        return settled;
    }

    private async Task<bool> QueryAsync(Recharge recharge, CancellationToken ct)
    {
        var trade = await alipay.QueryAsync(recharge.RechargeNo, ct);
        if (trade is { IsPaid: true, TradeNo: { } tradeNo, TotalAmount: { } amount })
        {
            await ConfirmAsync(recharge.RechargeNo, tradeNo, amount, ct);
            return true;
        }

        if (trade.Status != AlipayTradeStatus.Closed && time.UtcNow() < recharge.ExpiresAt)
        {
            return false;
        }

        // NotOpen: it was paid or closed between the question and now; the next run hears of it.
        return (trade.Status == AlipayTradeStatus.Closed || await alipay.CloseAsync(recharge.RechargeNo, ct) != AlipayCloseResult.NotOpen)
            && await CloseAsync(recharge, ct);
    }

    private Task<bool> CloseAsync(Recharge recharge, CancellationToken ct) =>
        contexts.WithPartiesAsSystemAsync(db => db.Recharges.FirstAsync(r => r.Id == recharge.Id, ct), async (db, stored) =>
        {
            if (stored.Status != RechargeStatus.Pending)
            {
                return false;
            }

            stored.Close();
            db.AfterCommit(new RechargeClosed(stored.BuyerId, stored.RechargeNo));
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);

    private Task ConfirmAsync(string rechargeNo, string tradeNo, decimal amount, CancellationToken ct)
    {
        return contexts.WithPartiesAsSystemAsync(FindAsync, async (db, recharge) =>
        {
            if (!recharge.Confirm(amount, tradeNo, db.Now))
            {
                return;
            }

            // Money for a recharge that had been given up may come while the customer is deleted; whatever became of it, the money is booked.
            if (await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == recharge.BuyerId, ct) is { } customer)
            {
                db.Touch(customer);
            }

            var wallet = await WalletQueries.FindOrAddAsync(db, recharge.Parties, ct);
            db.CashRecords.Add(wallet.Credit(recharge.Amount, CashKind.Recharge, recharge.RechargeNo, db.Now));
            await ledger.PostAsync(db, recharge.SellerId, new LedgerEvent(
                LedgerEvents.Recharge, recharge.RechargeNo, db.Now, [new(LedgerEvents.Gross, recharge.Amount, recharge.BuyerId)]), ct);
            if (await FulfilAsync(db, recharge, wallet, ct))
            {
                recharge.PaidOrder();
            }

            await TellAsync(db, recharge, ct);
            db.AfterCommit(new Recharged(recharge.Amount, recharge.Channel));
            db.AfterCommit(WalletChanged.Of(wallet));
            await db.SaveChangesAsync(ct);
        }, ct, others: PartiesOfPurposesAsync);

        async Task<Recharge> FindAsync(KBossDbContext db) =>
            await db.Recharges.FirstOrDefaultAsync(r => r.RechargeNo == rechargeNo, ct) ?? throw new NotFoundException("recharge", rechargeNo);

        async Task<IReadOnlyList<long>> PartiesOfPurposesAsync(KBossDbContext db, Recharge recharge)
        {
            var parties = new List<long>();
            foreach (var purpose in recharge.OrderNo is null ? [] : purposes)
            {
                parties.AddRange(await purpose.PartiesAsync(db, recharge, ct));
            }

            return parties;
        }
    }

    private async Task<bool> FulfilAsync(KBossDbContext db, Recharge recharge, Wallet wallet, CancellationToken ct)
    {
        var fulfilled = false;
        if (recharge.OrderNo is not null)
        {
            foreach (var purpose in purposes)
            {
                fulfilled |= await purpose.FulfilAsync(db, recharge, wallet, db.Now, ct);
            }
        }

        return fulfilled;
    }

    private async Task TellAsync(KBossDbContext db, Recharge recharge, CancellationToken ct)
    {
        if (recharge.StartedBy.MemberId is { } member)
        {
            var (kind, about) = recharge is { OrderNo: { } order, OrderPaid: false } ? ("RechargeKept", order) : ("RechargePaid", recharge.RechargeNo);
            await reminders.RemindAsync(
                db, new Reminder(kind, $"{kind}:{recharge.RechargeNo}", recharge.RechargeNo, [WalletNotices.Written(recharge.Amount), about]), [member], ct);
        }
    }

    private void DemandConfigured()
    {
        if (alipayOptions.Value.Missing is { Count: > 0 } missing)
        {
            throw new RuleException("Wallets.AlipayNotConfigured", string.Join(", ", missing));
        }
    }
}
