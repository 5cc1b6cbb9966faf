using KBoss.Domain.Wallets;
using KBoss.Web.Common;

namespace KBoss.Web.Wallets;

/// <summary>Marks the words that the pages of the wallet share.</summary>
public sealed class WalletsTexts;

/// <summary>What the statuses of the wallet's pages mean for their reader.</summary>
internal static class WalletTones
{
    public static Tone Tone(this RechargeStatus status) => status switch
    {
        RechargeStatus.Pending => Common.Tone.Warning,
        RechargeStatus.Paid => Common.Tone.Success,
        RechargeStatus.Reversed => Common.Tone.Info,
        _ => Common.Tone.Neutral,
    };
}
