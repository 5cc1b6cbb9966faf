using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Settings;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>Every figure, every line of a queue and every bar leads to a list, and counts what that list shows.</summary>
public sealed class HomeLinkTests
{
    /// <summary>The fewest figures, lines and bars of a role that count rows or money.</summary>
    private static readonly Dictionary<Role, int> Fewest = new()
    {
        [Role.Sales] = 15,
        [Role.Operations] = 14,
        [Role.Maintenance] = 20,
        [Role.Finance] = 26,
        [Role.Admin] = 15,
    };

    [Theory]
    [MemberData(nameof(HomeWorld.Homes), MemberType = typeof(HomeWorld))]
    public async Task Every_figure_line_and_bar_of_a_home_leads_to_what_it_counts(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Staff[role]);

        await LeadsToWhatItCountsAsync(world, pages.Home(), Fewest[role]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Every_figure_line_and_bar_of_a_customers_home_leads_to_what_it_counts(int level)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Buyer);

        await LeadsToWhatItCountsAsync(world, pages.CustomersHome(), 10);
    }

    [Fact]
    public async Task What_was_done_and_answered_is_counted_by_the_lists_that_the_charts_open()
    {
        await using var world = await HomeWorld.StartAsync(0);
        var keeper = world.Staff[Role.Maintenance];
        var task = (await world.As<FulfilmentQueries>(keeper).TasksAsync(Workbooks.Page())).Rows[0].TaskNo;
        await world.Boss.Get<FulfilmentService>().CompleteAsync(task, new CompleteTask("203.0.113.9:22"));
        var ticket = (await world.Boss.Get<TicketQueries>().ListAsync(Workbooks.Page())).Rows.Single().TicketNo;
        await world.Boss.Get<TicketService>().SayAsync(ticket, "请重启");
        await world.As<TicketService>(world.Buyer).CloseAsync(ticket);
        await world.Boss.Get<TicketService>().RateAsync(ticket, 4, null);
        world.Boss.SignIn(keeper);

        await using var pages = new PageTest(world.Boss, keeper);
        var home = pages.Home();

        Assert.Equal("1", home.FindAll("[data-testid='chart-tasks-done'] .k-chart-value")[^1].TextContent);
        Assert.Equal(("100%", "4.0 ★"), (home.ById("value-home-tickets-in-time").TextContent, home.ById("value-home-tickets-rating").TextContent));
        await LeadsToWhatItCountsAsync(world, home, Fewest[Role.Maintenance]);
        var week = home.FindAll("[data-testid='chart-answered'] .k-chart-link")[^1];
        Assert.Equal(("100%", 1), (week.TextContent, await HomeLists.BehindAsync(world.Boss, week.GetAttribute("href")!)));
    }

    [Fact]
    public async Task A_late_or_failed_back_up_is_said_at_the_root_until_one_is_made()
    {
        await using var world = await HomeWorld.StartAsync(2);
        await using (var below = new PageTest(world.Boss, world.Staff[Role.Admin]))
        {
            Assert.DoesNotContain("backups", below.Home().Sections());
        }

        Actor admin;
        await using (var db = world.Boss.Db())
        {
            admin = await world.Boss.Given.MemberAsync(await db.Organizations.SingleAsync(o => o.SellerId == null), Role.Admin);
        }

        await AddAsync("no space left");
        await AddAsync("no space left");
        await using (var pages = new PageTest(world.Boss, admin))
        {
            var home = pages.Home();
            Assert.Equal(("Late", "2"), (home.ById("value-home-backups-overdue").TextContent, home.ById("value-home-backups-failed").TextContent));
            Assert.Equal(2, await HomeLists.BehindAsync(world.Boss, home.ById("action-home-backups-failed").GetAttribute("href")!));
        }

        await AddAsync("");
        await using var after = new PageTest(world.Boss, admin);
        Assert.Contains("part-home-backups", after.Home().ById("calm-home").InnerHtml, StringComparison.Ordinal);

        async Task AddAsync(string error)
        {
            await using var db = world.Boss.Db();
            db.Add(new Backup(admin.OrganizationId, "kboss-1", world.Boss.Now, world.Boss.Now, 1, 0, error, By.Nobody));
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task Who_waits_to_join_and_which_schedule_fails_are_counted_by_the_lists_that_the_home_opens()
    {
        await using var world = await HomeWorld.StartAsync(0);
        var admin = world.Staff[Role.Admin];
        await using (var db = world.Boss.Db())
        {
            db.Add(new JobRun("sync-jinan-bills", world.Boss.Now, world.Boss.Now, false, 0, "out of reach"));
            db.Add(new JobRun("warn-tickets", world.Boss.Now, world.Boss.Now, false, 0, "once"));
            db.Add(new JobRun("warn-tickets", world.Boss.Now, world.Boss.Now, true, 0, ""));
            await db.SaveChangesAsync();
        }

        await using var pages = new PageTest(world.Boss, admin);
        var home = pages.Home();
        Assert.Equal("1", home.ById("value-home-schedules-failed").TextContent);
        var href = home.ById("action-home-schedules-failed").GetAttribute("href")!;
        Assert.Equal(1, await HomeLists.BehindAsync(world.Boss, href));
        Assert.Equal("/admin/members?joining=waiting", home.ById("action-home-joining").GetAttribute("href"));
    }

    [Fact]
    public async Task Documents_to_check_and_claims_to_join_customers_are_counted_by_the_lists_that_the_home_opens()
    {
        await using var world = await HomeWorld.StartAsync(0);
        var verified = await world.Boss.RegisterAsync(People.Company);
        await world.Boss.VerifyAsync(verified.OrganizationId);
        await world.Boss.RegisterAsync(People.Company with { Phone = "13911110009", UserName = "second" });
        await world.Boss.RegisterAsync(People.Individual with { Document = new Upload("card.pdf", People.Pdf), Phone = "13911110010", UserName = "third" });

        await using var pages = new PageTest(world.Boss, world.Staff[Role.Admin]);
        var home = pages.Home();

        foreach (var name in new[] { "identities", "join-claims" })
        {
            Assert.Equal("1", home.ById($"value-home-{name}").TextContent);
            Assert.Equal(1, await HomeLists.BehindAsync(world.Boss, home.ById($"action-home-{name}").GetAttribute("href")!));
        }
    }

    /// <summary>All that is shown leads somewhere, and where that is a list with one figure, the list shows the same; at least so many do.</summary>
    private static async Task LeadsToWhatItCountsAsync<TPage>(HomeWorld world, IRenderedComponent<TPage> home, int fewest)
        where TPage : IComponent
    {
        var links = home.FindAll(".k-figure, .k-chart-bar, .k-chart-link");
        Assert.All(links, link => Assert.Equal(("A", true), (link.TagName, link.GetAttribute("href") is { Length: > 1 })));
        Assert.All(home.FindAll(".k-chart-value"), value => Assert.NotNull(value.Closest("a[href]")));
        Assert.All(home.FindAll(".k-queue > li, .k-waiting > li"), row => Assert.NotNull(row.QuerySelector("a[href]")));
        var counted = links.Select(link => (Href: link.GetAttribute("href")!, Shown: HomeLists.CountOf(link), IsMoney: link.TextContent.Contains('¥', StringComparison.Ordinal)))
            .Concat(home.FindAll(".k-queue > li:has(.k-number)").Select(row => (
                Href: row.QuerySelector("a")!.GetAttribute("href")!, Shown: (decimal?)HomeLists.Number(row.QuerySelector(".k-number")!.TextContent), IsMoney: false)));
        var compared = 0;
        foreach (var (href, shown, isMoney) in counted.Where(c => c.Shown is not null))
        {
            if (await HomeLists.BehindAsync(world.Boss, href, isMoney) is { } behind)
            {
                Assert.True(behind == shown, $"{href} shows {behind}, its figure {shown}");
                compared++;
            }
        }

        Assert.InRange(compared, fewest, 60);
    }
}
