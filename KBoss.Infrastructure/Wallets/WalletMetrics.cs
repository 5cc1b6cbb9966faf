using System.Diagnostics.Metrics;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Wallets;

/// <summary>An amount (yuan) has reached a wallet.</summary>
public sealed record Recharged(decimal Amount, RechargeChannel Channel) : IOfThisProcess;

/// <summary>Counts the money that reaches wallets.</summary>
internal sealed class WalletMetrics(IMeterFactory meters) : IChangeListener
{
    private readonly Counter<double> recharged = meters.Create(KBossMetrics.MeterName)
        .CreateCounter<double>("kboss.recharge.amount", "CNY", "Money recharged into wallets");

    public void ListenTo(Changes changes) => changes.Subscribe<Recharged>(
        change => recharged.Add((double)change.Amount, new KeyValuePair<string, object?>("channel", change.Channel.ToString())));
}
