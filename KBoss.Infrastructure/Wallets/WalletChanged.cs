using KBoss.Domain.Common;
using KBoss.Domain.Wallets;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Balance or credit of a customer at its seller has changed.</summary>
public sealed record WalletChanged(long SellerId, long BuyerId)
{
    /// <summary>The change of this wallet.</summary>
    public static WalletChanged Of(Wallet wallet) => new(wallet.SellerId, wallet.BuyerId);

    /// <summary>Whether an organization has anything to do with it, as seller or as buyer.</summary>
    public bool Concerns(long organizationId) => SellerId == organizationId || BuyerId == organizationId;

    /// <summary>The parties of the wallet.</summary>
    public Parties Parties => new(SellerId, BuyerId);
}

/// <summary>A recharge by Alipay has come to nothing: it was not paid in time, or given up.</summary>
public sealed record RechargeClosed(long BuyerId, string RechargeNo);

/// <summary>An offline recharge was entered, credited or taken back, or its approval has moved on.</summary>
public sealed record OfflineRechargeChanged(long SellerId, string RechargeNo);
