namespace KBoss.Web.Wallets;

/// <summary>The addresses behind the numbers of cash records.</summary>
internal static class CashLinks
{
    /// <summary>The page of a recharge for the seller's people.</summary>
    public static string Recharge(string rechargeNo) => $"/finance/recharges/{Uri.EscapeDataString(rechargeNo)}";

    /// <summary>The wallet of a customer for the seller's people.</summary>
    public static string Wallet(string code) => $"/finance/wallets/{Uri.EscapeDataString(code)}";
}
