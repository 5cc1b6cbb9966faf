using System.Diagnostics;

namespace KBoss.Bench;

/// <summary>Repeats a measurement: some rounds to warm up, then the median of the others, which one disturbed round does not move.</summary>
internal static class Rounds
{
    public const int Measured = 5;

    /// <summary>The results of the measured rounds, after one round that is thrown away.</summary>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(Func<int, Task<T>> round, int measured = Measured, int warmUp = 1)
    {
        var results = new List<T>();
        for (var i = -warmUp; i < measured; i++)
        {
            var result = await round(i);
            if (i >= 0)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>How long the work takes.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>How long the work takes, and how much of the processors: on a machine that does other things as well, only the latter can be compared.</summary>
    public static async Task<(TimeSpan Time, TimeSpan Cpu)> CostAsync(Func<Task> work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var time = await TimeAsync(work);
        return (time, Environment.CpuUsage.TotalTime - cpu);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
