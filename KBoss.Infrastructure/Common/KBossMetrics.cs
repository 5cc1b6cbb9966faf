using System.Diagnostics.Metrics;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// What KBoss counts of its own business, on the meter <c>KBoss</c>; exported by OTLP when that is configured. Each module counts its own changes.
/// </summary>
public sealed class KBossMetrics(IMeterFactory meters)
{
    public const string MeterName = "KBoss";

    private readonly Counter<long> jobRuns = meters.Create(MeterName).CreateCounter<long>("kboss.jobs.runs", "{run}", "Runs of schedules by job and result");

    /// <summary>A schedule has run.</summary>
    public void JobRan(string job, bool succeeded) => jobRuns.Add(
        1, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("result", succeeded ? "succeeded" : "failed"));
}
