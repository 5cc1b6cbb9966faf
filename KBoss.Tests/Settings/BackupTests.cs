using System.Runtime.Versioning;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Settings;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Settings;
using KBoss.Infrastructure.Settings.Backups;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using KBoss.Web.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Settings;

public sealed class BackupTests : IDisposable
{
    private const string Secret = "Sec5ret-that-comes-back";

    private readonly DirectoryInfo room = Directory.CreateTempSubdirectory("kboss-backup-");

    private string Store => Path.Combine(room.FullName, "backups");

    private string Target => Path.Combine(room.FullName, "new");

    [Fact]
    public void The_newest_of_7_days_4_weeks_and_12_months_stay_by_the_days_of_Shanghai()
    {
        // A year and a half, twice a day: at 2:15 in Shanghai, which is the day before in UTC, and at noon.
        var first = new DateOnly(2025, 7, 1);
        var all = Enumerable.Range(0, 540).SelectMany(i => new[] { ChinaTime.Start(first.AddDays(i)).AddHours(2.25), ChinaTime.Start(first.AddDays(i)).AddHours(12) }).ToList();
        var last = first.AddDays(539);

        var kept = BackupRotation.Kept(all).Select(at => (Day: ChinaTime.Day(at), At: at)).OrderByDescending(k => k.At).ToList();

        Assert.All(kept, k => Assert.Equal(12, ChinaTime.FromUtc(k.At).Hour));
        Assert.Equal(new DateOnly(2026, 12, 22), last);
        Assert.Equal(
            [
                .. Enumerable.Range(0, 7).Select(i => last.AddDays(-i)), new(2026, 12, 13), new(2026, 12, 6),
                .. Enumerable.Range(1, 11).Select(i => new DateOnly(2026, 12, 1).AddMonths(1 - i).AddDays(-1)),
            ],
            kept.Select(k => k.Day));
        Assert.Empty(BackupRotation.Kept([]));
    }

    [Fact]
    public async Task What_was_copied_under_load_comes_back_elsewhere_starts_agrees_with_its_books_and_is_decrypted()
    {
        string name, key;
        await using (var boss = await StartAsync())
        {
            await boss.Given.ShopAsync();
            var root = await RootAsync(boss);
            var admin = await boss.Given.MemberAsync(root, Role.Admin);
            boss.SignIn(admin);
            await boss.Get<SettingsService>().SaveAsync(new SaveSettings("DingTalk", 0, new Dictionary<string, string?> { ["appsecret"] = Secret }));
            key = await FileAsync(boss, admin);

            using var stop = new CancellationTokenSource();
            var written = 0;
            var load = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await boss.Get<KBossDbContextFactory>().InTransactionAsync(admin, async db =>
                    {
                        db.Add(new Notice(root.Id, admin.MemberId, "Load", "", ["x"], boss.Now));
                        await db.SaveChangesAsync();
                    });
                    Interlocked.Increment(ref written);
                }
            })));
            while (Volatile.Read(ref written) < 5)
            {
                await Task.Delay(5);
            }

            name = await boss.Get<BackupService>().MakeAsync();
            var before = Volatile.Read(ref written);
            while (Volatile.Read(ref written) == before)
            {
                await Task.Delay(5);
            }

            await stop.CancelAsync();
            await load;
            var row = Assert.Single((await boss.Get<BackupService>().ListAsync(All)).Rows);
            Assert.Equal((name, BackupStatus.Good, 1, admin.Name, true), (row.Name, row.Status, row.Files, row.StartedBy.Name, row.IsThere));
            Assert.True(row.Bytes > 100_000);
            Assert.False((await boss.Get<BackupService>().StateAsync()).IsOverdue);
        }

        await using (var place = await PlaceAsync())
        {
            Assert.Null(await place.Get<BackupRestore>().RestoreAsync(Path.Combine(Store, name), replace: false));
        }

        await using var web = new WebKBoss([("App:DataDirectory", Target)]) { EnvironmentName = "Production" };
        var services = web.Services;
        Assert.Equal(Secret, services.GetRequiredService<IOptionsMonitor<DingTalkOptions>>().CurrentValue.AppSecret);
        var contexts = services.GetRequiredService<KBossDbContextFactory>();
        await using var read = contexts.Open(OrganizationScope.Everything);
        Assert.True(await read.Notices.CountAsync(n => n.Kind == "Load") >= 5);
        Assert.Equal("%PDF-1.4 slip"u8.ToArray(), (await services.GetRequiredService<FileStore>().ReadAsync(read, key)).Content);
        foreach (var book in await read.Organizations.Where(o => o.Kind == OrganizationKind.Distributor).ToListAsync())
        {
            await using var own = contexts.Open(OrganizationScope.Of(book.Id));
            Assert.True((await BookVerification.RunAsync(own, book.Id, TestKBoss.Start.UtcDateTime, CancellationToken.None)).Proven);
        }
    }

    [Fact]
    public async Task A_back_up_is_put_over_nothing_that_is_there_unless_asked_and_nowhere_where_KBoss_runs()
    {
        string name;
        await using (var boss = await StartAsync())
        {
            boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
            name = await boss.Get<BackupService>().MakeAsync();
        }

        var folder = Path.Combine(Store, name);
        await using var place = await PlaceAsync();
        var restore = place.Get<BackupRestore>();
        await Assert.ThrowsAsync<BackupException>(() => restore.RestoreAsync(room.FullName, replace: false));
        Assert.Null(await restore.RestoreAsync(folder, replace: false));

        var refused = await Assert.ThrowsAsync<BackupException>(() => restore.RestoreAsync(folder, replace: false));
        Assert.Contains("--replace", refused.Message, StringComparison.Ordinal);
        var aside = await restore.RestoreAsync(folder, replace: true);
        Assert.True(File.Exists(Path.Combine(aside!, "kboss.db")));
        Assert.True(File.Exists(Path.Combine(Target, "kboss.db")));

        await using (var running = await PlaceAsync())
        {
            running.Get<RunningMark>().Take();
            var runs = await Assert.ThrowsAsync<BackupException>(() => restore.RestoreAsync(folder, replace: true));
            Assert.Contains("Stop it first", runs.Message, StringComparison.Ordinal);
        }

        place.Get<RunningMark>().Take();
    }

    [Theory]
    [InlineData("kboss.db")]
    [InlineData("keys")]
    [InlineData("manifest.json")]
    public async Task What_is_damaged_or_lacks_its_keys_is_not_restored(string part)
    {
        string name;
        await using (var boss = await StartAsync())
        {
            boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
            name = await boss.Get<BackupService>().MakeAsync();
        }

        var path = Path.Combine(Store, name, part);
        if (part == "keys")
        {
            foreach (var key in Directory.GetFiles(path, "key-*.xml"))
            {
                File.Delete(key);
            }
        }
        else
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[bytes.Length / 2] ^= 0xff;
            await File.WriteAllBytesAsync(path, bytes[..^7]);
        }

        await using var place = await PlaceAsync();
        await Assert.ThrowsAsync<BackupException>(() => place.Get<BackupRestore>().RestoreAsync(Path.Combine(Store, name), replace: false));
        Assert.False(File.Exists(Path.Combine(Target, "kboss.db")));
    }

    [Fact]
    public async Task Uploads_lie_once_beside_all_back_ups_and_go_with_the_last_one_that_needs_them()
    {
        await using var boss = await StartAsync();
        var admin = await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin);
        boss.SignIn(admin);
        var key = await FileAsync(boss, admin);
        // Somebody else's upload, of which half is written.
        await File.WriteAllBytesAsync(boss.Get<DataDirectory>().Combine("files", Guid.NewGuid().ToString("N")), [1, 2, 3]);
        var pool = Path.Combine(Store, "files");
        await boss.Get<BackupMaker>().MakeAsync();
        Assert.Equal([key], Directory.GetFiles(pool).Select(Path.GetFileName));
        File.Delete(boss.Get<DataDirectory>().Combine("files", key));

        for (var day = 1; day <= 9; day++)
        {
            boss.Time.Advance(TimeSpan.FromDays(1));
            await boss.Get<BackupMaker>().MakeAsync();
        }

        // 5 to 14 January 2026: the newest of both weeks and of the month are among those of the seven days.
        await using var db = boss.Db();
        var good = await db.Backups.Where(b => b.Status == BackupStatus.Good).Select(b => b.Name).ToListAsync();
        Assert.Equal(good.Order(StringComparer.Ordinal), Directory.GetDirectories(Store, "kboss-*").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
        Assert.Equal(7, good.Count);
        Assert.Empty(Directory.GetFiles(pool));
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing_is_told_and_warned_of_until_a_good_one_comes()
    {
        await using var boss = await StartAsync();
        var root = await boss.Given.RootAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        Assert.False((await boss.Get<BackupService>().StateAsync()).IsOverdue);
        boss.Time.Advance(BackupService.Overdue + TimeSpan.FromMinutes(1));
        Assert.True((await boss.Get<BackupService>().StateAsync()).IsOverdue);
        Directory.CreateDirectory(Store);
        await using (File.Create(Path.Combine(Store, "files")))
        {
        }

        var maker = boss.Get<BackupMaker>();
        await boss.Get<JobRecorder>().RunAsync(
            BackupJob.Name,
            async ct =>
            {
                await maker.MakeAsync(ct: ct);
                return 1;
            },
            CancellationToken.None);

        await using var db = boss.Db();
        var failed = await db.Backups.SingleAsync();
        Assert.Equal(BackupStatus.Failed, failed.Status);
        Assert.NotEqual("", failed.Error);
        Assert.Equal(["ScheduleFailed"], await db.Notices.Select(n => n.Kind).ToListAsync());
        Assert.Empty(Directory.GetDirectories(Store));
        var refused = await Assert.ThrowsAsync<RuleException>(() => boss.Get<BackupService>().MakeAsync());
        Assert.Equal("Settings.BackupFailed", refused.Code);

        File.Delete(Path.Combine(Store, "files"));
        await boss.Get<BackupService>().MakeAsync();
        Assert.False((await boss.Get<BackupService>().StateAsync()).IsOverdue);
        boss.Time.Advance(BackupService.Overdue + TimeSpan.FromMinutes(1));
        Assert.True((await boss.Get<BackupService>().StateAsync()).IsOverdue);
    }

    [Fact]
    public async Task The_Admin_of_a_distributor_below_and_other_roles_neither_see_nor_make_back_ups()
    {
        await using var boss = await StartAsync();
        var root = await boss.Given.RootAsync();
        foreach (var actor in new[] { await boss.Given.MemberAsync(await boss.Given.DistributorAsync(root), Role.Admin), await boss.Given.MemberAsync(root, Role.Maintenance) })
        {
            boss.SignIn(actor);
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<BackupService>().ListAsync(All));
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<BackupService>().StateAsync());
            await Assert.ThrowsAsync<PermissionException>(() => boss.Get<BackupService>().MakeAsync());
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_but_its_owner_may_read_a_back_up()
    {
        await using var boss = await StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin));
        await boss.Get<BackupService>().MakeAsync();
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var path in Directory.EnumerateDirectories(Store, "*", SearchOption.AllDirectories).Append(Store)
            .Concat(Directory.EnumerateFiles(Store, "kboss.db", SearchOption.AllDirectories)))
        {
            Assert.Equal((path, UnixFileMode.None), (path, File.GetUnixFileMode(path) & Others));
        }
    }

    [Theory]
    [InlineData(new[] { "restore", "/backups/kboss-1", "--App:DataDirectory=/tmp/x" }, new[] { "--App:DataDirectory=/tmp/x" })]
    [InlineData(new[] { "restore", "/backups/kboss-1", "--replace" }, new string[0])]
    [InlineData(new[] { "restore", "--replace" }, new string[0])]
    [InlineData(new[] { "--urls", "http://127.0.0.1:1" }, new[] { "--urls", "http://127.0.0.1:1" })]
    public void The_command_leaves_settings_what_they_are(string[] line, string[] settings) => Assert.Equal(settings, RestoreCommand.Settings(line));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        room.Delete(recursive: true);
    }

    private static PageRequest All { get; } = new(1, 50, null, false, new Dictionary<string, string>());

    private async Task<TestKBoss> StartAsync()
    {
        var boss = await TestKBoss.StartAsync(settings: ("Backup:Directory", Store));
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server makes its own back-ups.");
        return boss;
    }

    /// <summary>An installation with nothing in it.</summary>
    private Task<TestKBoss> PlaceAsync() => TestKBoss.StartAsync(
        settings: [("App:DataDirectory", Target), ("Database:ConnectionString", $"Data Source={Path.Combine(Target, "kboss.db")};Pooling=False")]);

    private static async Task<Domain.Organizations.Organization> RootAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return await db.Organizations.SingleAsync(o => o.SellerId == null);
    }

    private static async Task<string> FileAsync(TestKBoss boss, Actor actor)
    {
        var type = UploadType.Document("%PDF-1.4 slip"u8.ToArray(), "slip");
        using var drafts = boss.Get<FileStore>().Draft();
        var draft = await drafts.AddAsync("slip.pdf", type, "%PDF-1.4 slip"u8.ToArray(), CancellationToken.None);
        return await boss.Get<KBossDbContextFactory>().InTransactionAsync(actor, async db =>
        {
            var file = draft.Keep(db, actor.OrganizationId);
            await db.SaveChangesAsync();
            return file.Key;
        });
    }
}
