using System.Diagnostics.Metrics;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Measures how long messages wait to be sent.</summary>
internal sealed class OutboxMetrics(IMeterFactory meters) : IChangeListener
{
    private readonly Histogram<double> lag = meters.Create(KBossMetrics.MeterName)
        .CreateHistogram<double>("kboss.outbox.lag", "s", "Time from writing an outbox message to sending it");

    public void ListenTo(Changes changes) => changes.Subscribe<OutboxSent>(
        sent => lag.Record(sent.Lag.TotalSeconds, new KeyValuePair<string, object?>("kind", sent.Kind)));
}
