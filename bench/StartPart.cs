namespace KBoss.Bench;

/// <summary>The published application over a migrated file with the demo data: from the start of its process to ready, and the first page after that.</summary>
internal static class StartPart
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var app = await RunningApp.PublishAsync();
        using var workspace = new Workspace();
        await DemoData.MakeAsync(workspace.Combine("data"));
        var rounds = await Rounds.RunAsync(async round =>
        {
            var data = workspace.Combine($"{round}");
            DemoData.Copy(workspace.Combine("data"), data);
            await using var running = await RunningApp.StartPublishedAsync(app, data);
            var ready = await running.ReadyAsync();
            using var visitor = running.Browser();
            var page = await Rounds.TimeAsync(async () =>
            {
                using var answer = await visitor.GetAsync(new Uri("/products", UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
            });
            return (Ready: ready.Time.TotalSeconds, Processor: ready.Processor.TotalSeconds, Page: page.TotalSeconds);
        });
        return
        [
            new("From the start of the process to ready", Rounds.Median(rounds.Select(r => r.Ready)), "s", Bound.Below, 2.5),
            new("Of the processors until then", Rounds.Median(rounds.Select(r => r.Processor)), "s"),
            new("The first page, right after that", Rounds.Median(rounds.Select(r => r.Page)), "s", Bound.Below, 0.3),
        ];
    }
}
