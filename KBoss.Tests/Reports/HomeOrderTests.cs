using Bunit;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Reports;

/// <summary>What a home shows to whom and in which order, and that it follows what happens.</summary>
public sealed class HomeOrderTests
{
    [Theory]
    [MemberData(nameof(HomeWorld.Homes), MemberType = typeof(HomeWorld))]
    public async Task Every_home_begins_with_what_waits_then_come_figures_and_the_chart_below_them(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Staff[role]);
        var home = pages.Home();

        var bands = home.FindAll("[data-testid='band-home']");
        Assert.Equal(Enum.GetNames<HomeBand>(), bands.Select(band => band.GetAttribute("data-key")));
        Assert.NotEmpty(bands[0].QuerySelectorAll(".k-figure"));
        Assert.Empty(bands[0].QuerySelectorAll(".k-chart, .k-timechart"));
        Assert.Empty(bands[1].QuerySelectorAll(".k-queue, .k-waiting"));
        Assert.NotEmpty(bands[1].QuerySelectorAll(".k-figure, .k-chart, .k-timechart"));
        Assert.All(bands[1].QuerySelectorAll(".k-home"), section =>
        {
            var order = section.QuerySelectorAll(".k-figures, .k-chart, .k-timechart").Select(part => part.ClassName!.Contains("chart", StringComparison.Ordinal)).ToList();
            Assert.Equal(order.Order(), order);
        });
        // Every section that has something for a band says so, or it would be shown nowhere.
        Assert.DoesNotContain(home.FindAll(".k-home"), section => section.Children.Length < 2 && section.GetAttribute("data-testid") != "part-home-sales-figures");
    }

    [Theory]
    [MemberData(nameof(HomeWorld.Homes), MemberType = typeof(HomeWorld))]
    public async Task Where_nothing_waits_stands_behind_what_does(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Staff[role]);
        var home = pages.Home();

        Assert.All(
            home.FindAll("[data-key='Waits'] .k-home-panels > section"),
            section => Assert.NotEmpty(section.QuerySelectorAll(".k-figure:not(.k-figure-calm), .k-queue, .k-waiting, .k-empty")));
        Assert.All(home.FindAll("[data-testid='calm-home'] > section"), section =>
        {
            Assert.NotEmpty(section.QuerySelectorAll(".k-figure-calm"));
            Assert.Empty(section.QuerySelectorAll(".k-figure:not(.k-figure-calm), .k-queue, .k-waiting, .k-empty"));
        });
        // Nobody has asked anybody for consent.
        Assert.Contains("approvals", home.FindAll("[data-testid='calm-home'] > section").Select(s => s.GetAttribute("data-testid")!["part-home-".Length..]));
    }

    [Fact]
    public async Task A_section_comes_out_of_the_quiet_line_when_something_waits_in_it()
    {
        await using var world = await HomeWorld.StartAsync(2);
        await using var pages = new PageTest(world.Boss, world.Staff[Role.Sales]);
        var home = pages.Home();
        Assert.NotEmpty(home.FindAll("[data-testid='calm-home'] [data-testid='part-home-conversations']"));

        await world.As<ConversationService>(world.Buyer).SayAsync(null, "first", "在吗");
        world.Boss.SignIn(world.Staff[Role.Sales]);
        world.Boss.Get<Changes>().Publish(new ConversationChanged(world.Seller.Id, world.Customer.Id));

        home.WaitForAssertion(
            () => Assert.Equal("1", home.Find(".k-home-panels [data-testid='value-home-conversations-waiting']").TextContent), HomePages.Soon);
        Assert.Empty(home.FindAll("[data-testid='calm-home'] [data-testid='part-home-conversations']"));
    }

    [Fact]
    public async Task Whoever_has_two_roles_sees_the_sections_of_both_and_customers_their_own()
    {
        await using var world = await HomeWorld.StartAsync(0);
        var both = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales, Role.Finance);
        await using (var pages = new PageTest(world.Boss, both))
        {
            var home = pages.Home();
            Assert.Equal(
                ["sales", "book", "approvals", "conversations", "leads", "cash", "sales-figures", "cash-figures", "book-figures"], home.Sections());
            Assert.Contains("/sales/invites", home.ById("part-home-sales").InnerHtml, StringComparison.Ordinal);
        }

        await using var own = new PageTest(world.Boss, world.Buyer);
        var mine = own.CustomersHome();
        Assert.Equal(["customer", "customer-figures"], mine.Sections());
        Assert.Equal(("1", "¥160.00"), (mine.ById("value-home-unpaid").TextContent, mine.ById("value-home-spending").TextContent));
        Assert.Equal("+100%", mine.ById("value-home-spending-change").TextContent);
    }

    [Fact]
    public async Task A_home_follows_what_is_paid_without_being_asked()
    {
        await using var world = await HomeWorld.StartAsync(2);
        await using var pages = new PageTest(world.Boss, world.Staff[Role.Sales]);
        var home = pages.Home();
        Assert.Equal("¥160.00", home.ById("value-home-revenue").TextContent);

        await world.PayAsync(1);
        world.Boss.SignIn(world.Staff[Role.Sales]);
        world.Boss.Get<Changes>().Publish(new WalletChanged(world.Seller.Id, world.Customer.Id));

        home.WaitForAssertion(() => Assert.Equal("¥240.00", home.ById("value-home-revenue").TextContent), HomePages.Soon);
    }

    [Fact]
    public async Task A_new_distributor_is_told_what_to_do_first()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var pages = new PageTest(boss, await boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]));
        var home = pages.Home();

        Assert.All(
            new[] { "to-invites", "to-suppliers", "to-recharge", "to-members" }, act => Assert.True(home.Has($"action-{act}"), act));
        // What made this world stands in the audit log.
        Assert.All(
            home.FindAll(".k-figure-value:not([data-testid='value-home-audited'])").Select(v => v.TextContent),
            text => Assert.Contains(text, new[] { "0", "¥0.00", "—", "Not yet" }));
        Assert.Empty(home.FindAll("[data-testid='value-age']"));
    }

    [Fact]
    public async Task The_application_brings_the_known_sections()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddKBossWeb();
        await using var services = builder.Services.BuildServiceProvider();

        var sections = services.GetServices<IHomeSection>().ToList();
        Assert.Equal(
            [
                "approvals", "sales", "conversations", "leads", "operations", "tasks", "tickets", "cash", "book", "members", "schedules",
                "backups", "interfaces", "customer",
            ],
            sections.Select(s => s.Key));
        Assert.All(sections, s => Assert.True(s.Component.IsSubclassOf(typeof(HomePartBase)), s.Key));
        Assert.All(sections, s => Assert.False(string.IsNullOrEmpty(s.Title), s.Key));
        Assert.All(sections, s => Assert.NotEmpty(RolePermissions.Holding(s.Permission)));
    }
}
