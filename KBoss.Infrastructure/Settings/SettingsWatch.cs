using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Settings;

/// <summary>Takes in what another process has saved: at once where it says so, and every half minute for when nobody could say it.</summary>
internal sealed class SettingsWatch(SettingsStore store, Changes changes, ILogger<SettingsWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var said = new SemaphoreSlim(0);
        using var hearing = changes.Subscribe<SettingsChanged>(_ => said.Release());
        while (true)
        {
            await said.WaitAsync(Pause, stoppingToken);
            try
            {
                await store.LoadIfChangedAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The settings could not be looked at; those of before count.");
            }
        }
    }
}
