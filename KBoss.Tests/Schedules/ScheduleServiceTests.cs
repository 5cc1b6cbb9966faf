using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Schedules;
using KBoss.Infrastructure.Startup;
using KBoss.Tests.Support;
using KBoss.Web.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quartz;

namespace KBoss.Tests.Schedules;

public sealed class ScheduleServiceTests
{
    private const string Job = "verify-ledger";

    [Fact]
    public async Task A_paused_schedule_runs_for_nobody_but_a_person_says_who_stopped_it_and_goes_on_when_it_is_let()
    {
        await using var boss = await StartAsync();
        var admin = await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin);
        boss.SignIn(admin);
        var (schedules, runs) = (boss.Get<ScheduleService>(), 0);

        await schedules.PauseAsync(Job);
        await schedules.PauseAsync(Job);
        var paused = await schedules.GetAsync(Job);
        Assert.Equal((admin.Name, boss.Now, (DateTime?)null), (paused.PausedBy, paused.PausedAt, paused.NextRunAt));
        Assert.Empty(await schedules.NextRunsAsync(Job));
        await RunAsync(boss, Job, CountAsync);
        Assert.Equal(0, runs);
        await RunAsync(boss, Job, CountAsync, admin.By);
        Assert.Equal(1, runs);
        await RunAsync(boss, "cancel-unpaid-orders", CountAsync);
        Assert.Equal(2, runs);

        await schedules.ResumeAsync(Job);
        await schedules.ResumeAsync(Job);
        Assert.Null((await schedules.GetAsync(Job)).PausedAt);
        Assert.Equal(5, (await schedules.NextRunsAsync(Job)).Count);
        await RunAsync(boss, Job, CountAsync);
        Assert.Equal(3, runs);
        await using var db = boss.Db();
        Assert.Equal(
            ["SchedulePaused", "ScheduleResumed"],
            await db.AuditEntries.Where(a => a.Subject == $"Schedule {Job}").OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());

        Task<int> CountAsync(CancellationToken ct)
        {
            runs++;
            return Task.FromResult(1);
        }
    }

    [Fact]
    public async Task Runs_say_when_how_long_how_it_ended_and_who_had_asked_and_are_found_by_result_and_day()
    {
        await using var boss = await StartAsync();
        var admin = await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin);
        boss.SignIn(admin);
        await RunAsync(boss, Job, _ =>
        {
            boss.Time.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult(2);
        });
        await RunAsync(boss, Job, _ => throw new InvalidOperationException("It does not agree."), admin.By);
        boss.Time.Advance(TimeSpan.FromDays(1));
        await RunAsync(boss, Job, _ => Task.FromResult(0));
        await RunAsync(boss, Job, _ => Task.FromResult(0));
        await RunAsync(boss, Job, _ => Task.FromResult(0), admin.By);

        var runs = await boss.Get<ScheduleService>().RunsAsync(Job, Request());
        Assert.Equal(
            [
                (ScheduleResult.Succeeded, 0, null, admin.Name), (ScheduleResult.Succeeded, 0, null, ""),
                (ScheduleResult.Failed, 0, new RunFailure(FailureCause.Unexpected, "It does not agree."), admin.Name), (ScheduleResult.Succeeded, 2, null, ""),
            ],
            runs.Rows.Select(r => (r.Result, r.Items, r.Failure, r.StartedBy.Name)));
        Assert.Equal(TimeSpan.FromSeconds(3), runs.Rows[^1].Took);
        Assert.Equal(1, (await boss.Get<ScheduleService>().RunsAsync(Job, Request(("result", "Failed")))).Total);
        Assert.Equal(2, (await boss.Get<ScheduleService>().RunsAsync(Job, Request(("from", "2026-01-06")))).Total);
        var second = await boss.Get<ScheduleService>().RunsAsync(Job, Request() with { Page = 2, Size = 3 });
        Assert.Equal((4, 1), (second.Total, second.Rows.Count));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<ScheduleService>().RunsAsync("no-such", Request()));
    }

    [Fact]
    public async Task A_failing_job_tells_every_Admin_of_the_root_once_and_once_that_it_works_again_and_stops_no_other()
    {
        await using var boss = await StartAsync();
        var root = await boss.Given.RootAsync();
        var below = await boss.Given.DistributorAsync(root);
        var (one, two) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Admin, Role.Finance));
        await boss.Given.MemberAsync(root, Role.Operations);
        await boss.Given.MemberAsync(below, Role.Admin);

        for (var i = 0; i < 3; i++)
        {
            await RunAsync(boss, Job, _ => throw new InvalidOperationException("no"));
        }

        Assert.Equal([(one.MemberId, "ScheduleFailed"), (two.MemberId, "ScheduleFailed")], await ToldAsync(boss));
        await RunAsync(boss, "cancel-unpaid-orders", _ => Task.FromResult(1));
        await RunAsync(boss, Job, _ => Task.FromResult(1));
        await RunAsync(boss, Job, _ => Task.FromResult(1));
        Assert.Equal(
            [(one.MemberId, "ScheduleFailed"), (two.MemberId, "ScheduleFailed"), (one.MemberId, "ScheduleWorksAgain"), (two.MemberId, "ScheduleWorksAgain")],
            await ToldAsync(boss));
        await RunAsync(boss, Job, _ => throw new InvalidOperationException("again"));
        Assert.Equal(6, (await ToldAsync(boss)).Count);
    }

    [Fact]
    public async Task The_Admin_of_a_distributor_below_and_other_roles_see_and_do_nothing()
    {
        await using var boss = await StartAsync();
        var root = await boss.Given.RootAsync();
        foreach (var actor in new[] { await boss.Given.MemberAsync(await boss.Given.DistributorAsync(root), Role.Admin), await boss.Given.MemberAsync(root, Role.Operations) })
        {
            boss.SignIn(actor);
            var schedules = boss.Get<ScheduleService>();
            await Assert.ThrowsAsync<PermissionException>(() => schedules.ListAsync());
            await Assert.ThrowsAsync<PermissionException>(() => schedules.RunsAsync(Job, Request()));
            await Assert.ThrowsAsync<PermissionException>(() => schedules.RunNowAsync(Job));
            await Assert.ThrowsAsync<PermissionException>(() => schedules.PauseAsync(Job));
            await Assert.ThrowsAsync<PermissionException>(() => schedules.ResumeAsync(Job));
        }
    }

    [Fact]
    public async Task Every_schedule_makes_up_for_a_standstill_once_and_has_a_name_and_a_text_in_both_languages()
    {
        await using var boss = await StartAsync();
        var scheduler = await boss.Get<ISchedulerFactory>().GetScheduler(CancellationToken.None);
        var (english, chinese) = (new System.Resources.ResourceManager(typeof(SchedulesPage)), System.Globalization.CultureInfo.GetCultureInfo("zh-Hans"));
        foreach (var schedule in boss.Get<IEnumerable<Schedule>>())
        {
            var trigger = Assert.IsAssignableFrom<ICronTrigger>(await scheduler.GetTrigger(new TriggerKey(schedule.Name, "kboss"), CancellationToken.None));
            Assert.Equal(
                $"{schedule.Name} {CronTriggerMisfireInstruction.FireAndProceed}",
                $"{schedule.Name} {(CronTriggerMisfireInstruction)(object)trigger.MisfireInstruction}");
            foreach (var key in new[] { $"{schedule.Name}.Name", $"{schedule.Name}.Text" })
            {
                Assert.False(string.IsNullOrEmpty(english.GetString(key, System.Globalization.CultureInfo.InvariantCulture)), key);
                Assert.NotEqual(english.GetString(key, System.Globalization.CultureInfo.InvariantCulture), english.GetString(key, chinese));
            }
        }
    }

    [Theory]
    [InlineData("SqlServer", true)]
    [InlineData("Sqlite", false)]
    public void Schedules_are_clustered_on_SQL_Server_and_taken_in_turns_on_SQLite(string provider, bool clustered)
    {
        var folder = Directory.CreateTempSubdirectory("kboss-cluster-");
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Database:Provider"] = provider,
                ["Database:ConnectionString"] = provider == "SqlServer" ? "Server=sql.example;Database=kboss" : "",
            }).Build();
            var services = new ServiceCollection();
            services.AddSchedules(configuration, new DataDirectory(folder.FullName));

            Assert.Contains(services, s => s.ImplementationType == typeof(SchedulesTurn));
            using var built = services.BuildServiceProvider();
            Assert.Equal(clustered, built.GetRequiredService<IOptions<ClusteringOptions>>().Value.Enabled);
            Assert.False(built.GetRequiredService<IOptions<QuartzHostedServiceOptions>>().Value.AutoStart);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TestKBoss> StartAsync()
    {
        var boss = await TestKBoss.StartAsync();
        await DatabaseStartup.PrepareFilesAsync(boss.Services, CancellationToken.None);
        return boss;
    }

    private static Task RunAsync(TestKBoss boss, string job, Func<CancellationToken, Task<int>> work, By? by = null) =>
        boss.Get<JobRecorder>().RunAsync(job, work, CancellationToken.None, by);

    private static PageRequest Request(params (string Name, string Value)[] filters) =>
        new(1, 20, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    private static async Task<List<(long, string)>> ToldAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return (await db.Notices.OrderBy(n => n.Id).ToListAsync()).Select(n => (n.MemberId, n.Kind)).ToList();
    }
}
