using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>Makes the back-up of the day; on SQL Server, whose back-ups are its own, and where back-ups are switched off, there is nothing to do.</summary>
internal sealed class BackupJob(JobRecorder recorder, BackupMaker maker, KBossDatabase database, IOptionsMonitor<BackupOptions> options) : RecordedJob(recorder)
{
    public const string Name = "back-up";

    protected override async Task<int> RunAsync(CancellationToken ct)
    {
        if (!database.IsSqlite || !options.CurrentValue.Enabled)
        {
            return 0;
        }

        await maker.MakeAsync(ct: ct);
        return 1;
    }
}
