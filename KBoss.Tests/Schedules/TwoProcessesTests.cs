using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Schedules;

/// <summary>Two processes on one data directory, as after a restart that came too early: the second takes over when the first has died.</summary>
public sealed class TwoProcessesTests
{
    private const string Waits = "runs the schedules; this one takes over";

    [Fact]
    public async Task One_process_runs_the_schedules_and_the_other_takes_over_when_it_has_been_killed()
    {
        var data = Directory.CreateTempSubdirectory("kboss-two-");
        FirstStart.Today.CopyTo(data.FullName);
        var started = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var first = new StartedKBoss(data.FullName);
        StartedKBoss? second = null;
        try
        {
            await RunAfterAsync(data.FullName, started);
            Assert.DoesNotContain(first.Said, line => line.Contains(Waits, StringComparison.Ordinal));
            second = new StartedKBoss(data.FullName);
            await second.SaysAsync(Waits);
            await RunAfterAsync(data.FullName, TimeProvider.System.GetUtcNow().UtcDateTime);

            first.Kill();
            await RunAfterAsync(data.FullName, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        finally
        {
            first.Kill();
            second?.Kill();
            second?.Dispose();
            SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_a_standstill_has_missed_is_made_up_for_once()
    {
        var data = Directory.CreateTempSubdirectory("kboss-standstill-");
        FirstStart.Today.CopyTo(data.FullName);
        try
        {
            // The books were verified four nights ago, and not since.
            var last = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-4);
            using (var database = Open(data.FullName))
            {
                await using var db = database.OpenToWrite(OrganizationScope.Everything);
                db.Add(new JobRun("verify-ledger", last, last, succeeded: true, 1, ""));
                await db.SaveChangesAsync();
            }

            using var second = new StartedKBoss(data.FullName);
            try
            {
                for (var i = 0; i < 240 && await CountAsync(data.FullName) == 1; i++)
                {
                    await Task.Delay(500);
                }

                await RunAfterAsync(data.FullName, TimeProvider.System.GetUtcNow().UtcDateTime);
                Assert.Equal(2, await CountAsync(data.FullName));
            }
            finally
            {
                second.Kill();
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    /// <summary>How often the books were verified.</summary>
    private static async Task<int> CountAsync(string folder)
    {
        using var database = Open(folder);
        await using var db = database.Open(OrganizationScope.Everything);
        return await db.JobRuns.CountAsync(r => r.Job == "verify-ledger");
    }

    private static KBossDatabase Open(string folder) => new(
        Options.Create(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "kboss.db")};Pooling=False" }),
        new DataDirectory(folder), TimeProvider.System);

    /// <summary>Waits until a schedule has run that began after a moment.</summary>
    private static async Task RunAfterAsync(string folder, DateTime moment)
    {
        using var database = Open(folder);
        for (var i = 0; i < 240; i++)
        {
            await using var db = database.Open(OrganizationScope.Everything);
            if (await db.JobRuns.AnyAsync(r => r.StartedAt > moment))
            {
                return;
            }

            await Task.Delay(500);
        }

        throw new TimeoutException("No schedule has run.");
    }
}
