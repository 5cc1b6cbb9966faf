using KBoss.Infrastructure.Wallets.Alipay;

namespace KBoss.Web.Development;

/// <summary>A trade of the simulated Alipay; amount in yuan, times in UTC. It exists for queries only once the buyer has acted in the cashier.</summary>
public sealed record SimulatedTrade(
    string OutTradeNo,
    decimal Amount,
    string Subject,
    string NotifyUrl,
    string ReturnUrl,
    string PassbackParams,
    DateTime CreatedAt,
    DateTime ExpiresAt)
{
    public AlipayTradeStatus Status { get; init; } = AlipayTradeStatus.NotExist;

    public string TradeNo { get; init; } = "";

    public DateTime? PaidAt { get; init; }

    /// <summary>Stays the same however often the notification is sent.</summary>
    public string NotifyId { get; init; } = "";

    public int Notifications { get; init; }

    /// <summary>What the application answered to the last notification, or why it could not be reached.</summary>
    public string LastAnswer { get; init; } = "";

    public bool Acknowledged { get; init; }

    internal AlipayTradeStatus StatusAt(DateTime now) =>
        Status == AlipayTradeStatus.WaitBuyerPay && now >= ExpiresAt ? AlipayTradeStatus.Closed : Status;
}
