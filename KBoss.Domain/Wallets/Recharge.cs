using KBoss.Domain.Common;

namespace KBoss.Domain.Wallets;

/// <summary>How money reaches the seller.</summary>
public enum RechargeChannel
{
    Alipay,

    /// <summary>A bank transfer, entered by Finance.</summary>
    Bank,

    /// <summary>Cash, entered by Finance.</summary>
    Cash,

    /// <summary>Any other way, entered by Finance.</summary>
    Other,
}

/// <summary>Where a recharge stands; Paid has moved money, and Reversed has moved it back.</summary>
public enum RechargeStatus
{
    Pending,
    Paid,
    Closed,
    Reversed,
}

/// <summary>
/// Money on its way into a wallet. Its number is Alipay's <c>out_trade_no</c>. With an order it recharges and pays in one step;
/// when that order can no longer be paid, the money stays in the wallet.
/// </summary>
public sealed class Recharge : SharedEntity, IAudited
{
    /// <summary>How long the cashier page can be paid before the trade expires.</summary>
    public static readonly TimeSpan PayWithin = TimeSpan.FromMinutes(30);

    /// <summary>The most that one recharge moves, in yuan: Alipay's own limit.</summary>
    public const decimal MaxAmount = 100_000_000m;

    private Recharge()
    {
    }

    public Recharge(Parties parties, By by, string rechargeNo, decimal amount, RechargeChannel channel, string? orderNo, DateTime now)
        : base(parties)
    {
        if (amount > MaxAmount)
        {
            throw new RuleException("Wallets.AmountTooLarge", MaxAmount) { Field = "amount" };
        }

        StartedBy = by;
        RechargeNo = rechargeNo;
        Amount = Require.Amount(amount, "amount");
        Channel = channel;
        OrderNo = orderNo;
        CreatedAt = Require.Utc(now);
    }

    /// <summary>
    /// Money that has come offline and stands in the wallet now: its number, the amount in yuan, the way, the bank's or payer's reference (empty if there is
    /// none) and the Shanghai day on which it came.
    /// </summary>
    public static Recharge Received(
        Parties parties, string rechargeNo, decimal amount, RechargeChannel way, string reference, DateOnly valueDay, DateTime now) =>
        new(parties, By.Nobody, rechargeNo, amount, OfflineRecharge.DemandOffline(way), orderNo: null, now)
        {
            Status = RechargeStatus.Paid,
            PaidAt = now,
            Reference = reference,
            ValueDay = valueDay,
        };

    /// <summary>The member who brings the money, nobody for an offline one: who entered that is the seller's to know.</summary>
    public By StartedBy { get; private set; } = By.Nobody;

    public string RechargeNo { get; private set; } = "";

    /// <summary>Yuan, two decimals.</summary>
    public decimal Amount { get; private set; }

    public RechargeChannel Channel { get; private set; }

    public RechargeStatus Status { get; private set; } = RechargeStatus.Pending;

    /// <summary>The order that this money is meant for.</summary>
    public string? OrderNo { get; private set; }

    /// <summary>Alipay's own number of the trade.</summary>
    public string? TradeNo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    /// <summary>Its money has paid the order that it was meant for.</summary>
    public bool OrderPaid { get; private set; }

    /// <summary>The bank's or payer's own number of an offline recharge, as it was entered; empty if there is none.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The Shanghai day on which an offline recharge came; null for one by Alipay.</summary>
    public DateOnly? ValueDay { get; private set; }

    public DateTime? ReversedAt { get; private set; }

    /// <summary>Why it was taken back; the customer reads it.</summary>
    public string ReversalReason { get; private set; } = "";

    public bool IsOffline => Channel != RechargeChannel.Alipay;

    public DateTime ExpiresAt => CreatedAt + PayWithin;

    public string AuditSubject => $"Recharge {RechargeNo}";

    /// <summary>
    /// The money has arrived. A repetition returns false and changes nothing; another amount is refused with <c>Wallets.AmountDiffers</c>.
    /// Money that arrives after the recharge was closed is money all the same.
    /// </summary>
    public bool Confirm(decimal amount, string tradeNo, DateTime now)
    {
        if (amount != Amount)
        {
            throw new RuleException("Wallets.AmountDiffers", RechargeNo, Amount, amount);
        }

        if (Status == RechargeStatus.Paid)
        {
            return false;
        }

        Status = RechargeStatus.Paid;
        TradeNo = Require.Text(tradeNo, "trade-no", 64);
        PaidAt = Require.Utc(now);
        return true;
    }

    /// <summary>Keeps that the money went on into the order.</summary>
    public void PaidOrder() => OrderPaid = OrderNo is not null && Status == RechargeStatus.Paid;

    /// <summary>
    /// Keeps that the money was taken back, once. Refuses with <c>Wallets.AlipayStays</c> for one by Alipay, whose money is Alipay's to give back, with
    /// <c>Wallets.ReversedAlready</c>, and with <c>Common.TextRequired</c> without a reason.
    /// </summary>
    public void Reverse(string? reason, DateTime now)
    {
        if (!IsOffline)
        {
            throw new RuleException("Wallets.AlipayStays", RechargeNo);
        }

        if (Status != RechargeStatus.Paid)
        {
            throw new RuleException("Wallets.ReversedAlready", RechargeNo);
        }

        ReversalReason = Require.Text(reason, "reason", OfflineRecharge.MaxReason);
        Status = RechargeStatus.Reversed;
        ReversedAt = Require.Utc(now);
    }

    /// <summary>Nobody paid in time; a paid one is refused with <c>Wallets.AlreadyPaid</c>.</summary>
    public void Close()
    {
        if (Status == RechargeStatus.Paid)
        {
            throw new RuleException("Wallets.AlreadyPaid", RechargeNo);
        }

        Status = RechargeStatus.Closed;
    }
}
