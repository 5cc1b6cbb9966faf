using System.Net;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Startup;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace KBoss.Tests.Common.Data;

public sealed class DataDirectoryTests
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Nobody_but_the_owner_may_read_keys_database_and_uploads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var web = new WebKBoss { First = true };
        // Somebody has opened the folder to everybody.
        File.SetUnixFileMode(web.Folder, Others | OwnFile | UnixFileMode.UserExecute);
        await web.Visit().GetAsync("/");
        await using (var scope = web.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<FileStore>().WriteAsync("0123456789abcdef0123456789abcdef", [1, 2, 3], TestContext.Current.CancellationToken);
        }

        var all = new[] { web.Folder }.Concat(Directory.EnumerateFileSystemEntries(web.Folder, "*", SearchOption.AllDirectories)).ToList();
        Assert.Contains(all, path => path.EndsWith("hash.key", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("kboss.db", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("schedules.db", StringComparison.Ordinal));
        Assert.Contains(all, path => path.EndsWith("0123456789abcdef", StringComparison.Ordinal));
        foreach (var path in all)
        {
            Assert.Equal((path, UnixFileMode.None), (path, File.GetUnixFileMode(path) & Others));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_schedules_that_is_no_database_is_put_aside_and_the_schedules_run(bool half)
    {
        await using var web = new WebKBoss { First = true };
        var file = Path.Combine(web.Folder, "schedules.db");
        var garbage = half ? [.. "SQLite format 3\0"u8, .. new byte[5000]] : "not a database at all, whatever it was"u8.ToArray();
        await File.WriteAllBytesAsync(file, garbage, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file + "-journal", "of the broken one", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await web.Visit().GetAsync("/")).StatusCode);

        var aside = Assert.Single(Directory.GetFiles(web.Folder, "schedules.db.broken-*"));
        Assert.Equal(garbage, await File.ReadAllBytesAsync(aside, TestContext.Current.CancellationToken));
        var scheduler = await web.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);
        Assert.NotNull(await scheduler.GetJobDetail(new JobKey("dispatch-outbox", "kboss"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_sound_file_of_schedules_stays()
    {
        await using var boss = await TestKBoss.StartAsync();
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "On SQL Server schedules lie beside the business data.");
        var directory = boss.Get<DataDirectory>();
        await using (var connection = new SqliteConnection($"Data Source={directory.Combine("schedules.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE kept (id INTEGER)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var before = await File.ReadAllBytesAsync(directory.Combine("schedules.db"), TestContext.Current.CancellationToken);
        await DatabaseStartup.PrepareFilesAsync(boss.Services, TestContext.Current.CancellationToken);

        Assert.Empty(Directory.GetFiles(directory.Path, "*broken*"));
        Assert.Equal(before, await File.ReadAllBytesAsync(directory.Combine("schedules.db"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task On_a_full_disk_the_process_lives_and_is_not_ready()
    {
        await using var web = new WebKBoss(("Health:MinFreeMegabytes", "1000000000"));

        Assert.Equal(HttpStatusCode.OK, (await web.Visit().GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await web.Visit().GetAsync("/health/ready")).StatusCode);
    }
}
