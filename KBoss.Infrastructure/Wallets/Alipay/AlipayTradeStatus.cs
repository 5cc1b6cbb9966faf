namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>Where a trade stands at Alipay.</summary>
public enum AlipayTradeStatus
{
    /// <summary>The buyer has not opened the cashier yet: Alipay knows no such trade, so it is not paid.</summary>
    NotExist,

    WaitBuyerPay,

    /// <summary>Closed unpaid, or refunded in full.</summary>
    Closed,

    /// <summary>Paid, can be refunded.</summary>
    Success,

    /// <summary>Paid, can no longer be refunded.</summary>
    Finished,
}
