using System.Diagnostics;
using KBoss.Infrastructure.Access;

namespace KBoss.Bench;

/// <summary>
/// What a page bore: pages a second, how long half and 95 % of them took at most, and how long the server computed for one of them, in milliseconds.
/// </summary>
internal sealed record LoadResult(double PerSecond, double P50, double P95, double Cpu);

/// <summary>
/// Clients that ask for one page again and again, each only after its last answer, for some seconds and never more than a bounded number of times.
/// </summary>
internal static class Load
{
    private const int MostRequests = 20_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task<LoadResult> RunAsync(RunningApp app, HttpClient http, string path, string sign, int clients)
    {
        var page = new Uri(path, UriKind.Relative);
        if (!(await http.GetStringAsync(page)).Contains($"data-testid=\"{sign}\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{path} is not the page that should be measured.");
        }

        await RoundAsync(app, http, page, clients, WarmUp);
        var rounds = await Rounds.RunAsync(_ => RoundAsync(app, http, page, clients, Round), measured: 3, warmUp: 0);
        return new LoadResult(
            Rounds.Median(rounds.Select(r => r.PerSecond)), Rounds.Median(rounds.Select(r => r.P50)), Rounds.Median(rounds.Select(r => r.P95)),
            Rounds.Median(rounds.Select(r => r.Cpu)));
    }

    private static async Task<LoadResult> RoundAsync(RunningApp app, HttpClient http, Uri page, int clients, TimeSpan length)
    {
        var computed = app.Computed;
        var start = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, clients)
            .Select(_ => Task.Run(() => ClientAsync(http, page, start, length, MostRequests / clients))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var sorted = times.SelectMany(t => t).Order().ToList();
        return new LoadResult(
            sorted.Count / seconds, sorted[sorted.Count / 2], sorted[sorted.Count * 95 / 100],
            (app.Computed - computed).TotalMilliseconds / sorted.Count);
    }

    private static async Task<List<double>> ClientAsync(HttpClient http, Uri page, long start, TimeSpan length, int most)
    {
        var times = new List<double>();
        while (times.Count < most && (times.Count == 0 || Stopwatch.GetElapsedTime(start) < length))
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(page);
            await answer.Content.ReadAsByteArrayAsync();
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return times;
    }
}
