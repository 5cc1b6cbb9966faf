using System.Diagnostics.Metrics;

namespace KBoss.Infrastructure.Common;

/// <summary>What KBoss counts of its own business, on the meter <c>KBoss</c>; exported by OTLP when that is configured.</summary>
public sealed class KBossMetrics
{
    public const string MeterName = "KBoss";

    private readonly Counter<long> ordersPaid;
    private readonly Counter<double> orderAmount;
    private readonly Counter<double> rechargeAmount;
    private readonly Histogram<double> outboxLag;
    private readonly Counter<long> jobRuns;

    public KBossMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        ordersPaid = meter.CreateCounter<long>("kboss.orders.paid", "{order}", "Orders paid");
        orderAmount = meter.CreateCounter<double>("kboss.orders.amount", "CNY", "Amount of the orders paid");
        rechargeAmount = meter.CreateCounter<double>("kboss.recharge.amount", "CNY", "Money recharged into wallets");
        outboxLag = meter.CreateHistogram<double>("kboss.outbox.lag", "s", "Time from writing an outbox message to sending it");
        jobRuns = meter.CreateCounter<long>("kboss.jobs.runs", "{run}", "Runs of schedules by job and result");
    }

    /// <summary>An order of an amount (yuan) has been paid.</summary>
    public void OrderPaid(decimal amount)
    {
        ordersPaid.Add(1);
        orderAmount.Add((double)amount);
    }

    /// <summary>An amount (yuan) has reached a wallet.</summary>
    public void Recharged(decimal amount, string channel) => rechargeAmount.Add((double)amount, new KeyValuePair<string, object?>("channel", channel));

    /// <summary>An outbox message has been sent, so long after it was written.</summary>
    public void OutboxSent(TimeSpan lag, string kind) => outboxLag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A schedule has run.</summary>
    public void JobRan(string job, bool succeeded) => jobRuns.Add(
        1, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("result", succeeded ? "succeeded" : "failed"));
}
