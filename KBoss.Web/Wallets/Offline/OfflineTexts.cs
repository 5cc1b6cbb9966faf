using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Wallets.Offline;

/// <summary>Marks the words that the pages about offline recharges share.</summary>
public sealed class OfflineTexts;

/// <summary>What statuses and ways of offline recharges are called, and what they mean for their reader.</summary>
internal static class OfflineWords
{
    /// <summary>The ways that are not online.</summary>
    public static IReadOnlyList<RechargeChannel> Ways { get; } = [RechargeChannel.Bank, RechargeChannel.Cash, RechargeChannel.Other];

    public static string Way(this IStringLocalizer<WalletsTexts> words, RechargeChannel way) => words[$"Way{way}"];

    public static Tone Tone(this OfflineRechargeStatus status) => status switch
    {
        OfflineRechargeStatus.Pending => Common.Tone.Warning,
        OfflineRechargeStatus.Posted => Common.Tone.Success,
        OfflineRechargeStatus.Refused or OfflineRechargeStatus.Failed => Common.Tone.Danger,
        _ => Common.Tone.Neutral,
    };
}
