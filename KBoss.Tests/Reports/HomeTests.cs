using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Activity;
using KBoss.Infrastructure.Reports.Attribution;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Schedules;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using KBoss.Web.Reports.Homes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Reports;

/// <summary>What the homes count, over real data and the pages themselves: for the root and for a distributor two levels below it.</summary>
public sealed class HomeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static TheoryData<int, Role> Homes => new()
    {
        { 0, Role.Sales }, { 0, Role.Operations }, { 0, Role.Maintenance }, { 0, Role.Finance }, { 0, Role.Admin },
        { 2, Role.Sales }, { 2, Role.Operations }, { 2, Role.Maintenance }, { 2, Role.Finance }, { 2, Role.Admin },
    };

    [Theory]
    [MemberData(nameof(Homes))]
    public async Task Every_figure_is_what_the_list_behind_its_link_shows(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        var actor = world.Staff[role];
        await using var pages = new PageTest(world.Boss, actor);
        var home = Open(pages);

        var compared = 0;
        foreach (var link in home.FindAll("a[data-testid^='action-home-']").Concat(home.FindAll("a.k-chart-bar, a.k-chart-link")))
        {
            var (href, shown) = (link.GetAttribute("href")!, link.QuerySelector(".k-figure-value, .k-chart-value")!.TextContent);
            if (await BehindAsync(world.Boss, href) is { } behind)
            {
                Assert.True(behind == Number(shown), $"{href} shows {behind}, its figure {shown}");
                compared++;
            }
        }

        Assert.InRange(compared, role == Role.Admin ? 5 : 6, 40);
    }

    [Theory]
    [MemberData(nameof(Homes))]
    public async Task Every_home_begins_with_what_waits_then_come_figures_and_the_chart_below_them(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Staff[role]);
        var home = Open(pages);

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
    [MemberData(nameof(Homes))]
    public async Task Where_nothing_waits_stands_behind_what_does(int level, Role role)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Staff[role]);
        var home = Open(pages);

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
        var home = Open(pages);
        Assert.NotEmpty(home.FindAll("[data-testid='calm-home'] [data-testid='part-home-conversations']"));

        await world.As<ConversationService>(world.Buyer).SayAsync(null, "first", "在吗");
        world.Boss.SignIn(world.Staff[Role.Sales]);
        world.Boss.Get<Changes>().Publish(new ConversationChanged(world.Seller.Id, world.Customer.Id));

        home.WaitForAssertion(
            () => Assert.Equal("1", home.Find(".k-home-panels [data-testid='value-home-conversations-waiting']").TextContent), Soon);
        Assert.Empty(home.FindAll("[data-testid='calm-home'] [data-testid='part-home-conversations']"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Every_figure_of_a_customers_home_is_what_the_list_behind_its_link_shows(int level)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using var pages = new PageTest(world.Boss, world.Buyer);
        pages.Services.AddHomes();
        var home = pages.Open<HomeParts>();
        home.WaitForAssertion(() => Assert.Empty(home.FindAll(".k-figure-waits")), Soon);
        var links = home.FindAll("a[data-testid^='action-home-']").Concat(home.FindAll("a.k-chart-bar, a.k-chart-link")).ToList();
        Assert.InRange(links.Count, 5, 20);
        foreach (var link in links)
        {
            var (href, shown) = (link.GetAttribute("href")!, link.QuerySelector(".k-figure-value, .k-chart-value")!.TextContent);
            Assert.True(await BehindAsync(world.Boss, href) == Number(shown), $"{href} differs from its figure {shown}");
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
        var home = Open(pages);
        Assert.Equal("1", home.ById("value-home-schedules-failed").TextContent);
        var href = home.ById("action-home-schedules-failed").GetAttribute("href")!;
        Assert.Equal(1, await BehindAsync(world.Boss, href));
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
        var home = Open(pages);

        foreach (var name in new[] { "identities", "join-claims" })
        {
            Assert.Equal("1", home.ById($"value-home-{name}").TextContent);
            Assert.Equal(1, await BehindAsync(world.Boss, home.ById($"action-home-{name}").GetAttribute("href")!));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_figures_are_of_the_own_distributor_alone(int level)
    {
        await using var world = await HomeWorld.StartAsync(level);

        var sales = await world.As<SalesHomeQueries>(world.Staff[Role.Sales]).GetAsync();
        Assert.Equal((2, 1, 1, 1, 1), (sales.Customers, sales.FollowUps, sales.Expiring, sales.OwnPrices, sales.Low));
        Assert.Equal((0, 2), (sales.NewCustomers, sales.NewBefore));
        var revenue = await world.Boss.Get<SalesHomeQueries>().RevenueAsync();
        Assert.Equal((160m, 80m, 80m), (revenue.Present.One, revenue.Months[^2].One, revenue.Before.One));
        var money = await world.As<FinanceHomeQueries>(world.Staff[Role.Finance]).MoneyInAsync();
        Assert.Equal((500m, 100m, 0m, 1000m), (money.Present.One, money.Present.Two, money.Present.Three, money.Before.One));
        var operations = await world.As<OperationsHomeQueries>(world.Staff[Role.Operations]).GetAsync();
        Assert.Equal((1, 0, 0), (operations.PublicCustomers, operations.RunningPromotions, operations.Devices));
        var results = await world.As<LedgerHomeQueries>(world.Staff[Role.Finance]).ResultsAsync();
        if (level > 0)
        {
            // The root sells to those below it as well.
            Assert.Equal((160m, 80m), (results.Present.One, results.Before.One));
            var book = await world.Boss.Get<LedgerHomeQueries>().GetAsync();
            Assert.Equal((0m, 0m, 3 * 78m), (book.Receivable, book.PayableToSuppliers, book.PayableToUpstream));
        }

        var tickets = await world.As<TicketHomeQueries>(world.Staff[Role.Maintenance]).GetAsync();
        Assert.Equal((1, 1), (tickets.Waiting, tickets.Open));
        var tasks = await world.Boss.Get<FulfilmentHomeQueries>().GetAsync();
        Assert.Equal(level == 0 ? 3 : 0, tasks.Unclaimed);
        var admin = await world.As<AdminHomeQueries>(world.Staff[Role.Admin]).GetAsync();
        Assert.Equal((level == 0 ? 6 : 5, 0, 0, 0, 0), (admin.Members, admin.Locked, admin.Joining, admin.Identities, admin.Claims));
        var customer = await world.As<CustomerHomeQueries>(world.Buyer).GetAsync();
        Assert.Equal((1, 0, 1), (customer.Unpaid, customer.Running, customer.Ending));
        var spent = await world.Boss.Get<CustomerHomeQueries>().SpendingAsync();
        Assert.Equal((160m, 80m), (spent.Present.One, spent.Before.One));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_home_is_read_in_fewer_than_six_queries_however_much_lies_behind_it(int level)
    {
        await using var world = await HomeWorld.StartAsync(level);
        var problems = new List<string>();
        foreach (var (role, actor) in world.Staff)
        {
            await CountAsync(actor);
            var before = await CountAsync(actor);
            if (before.Count >= 6)
            {
                problems.Add($"The home of {role} asks {before.Count} times: {string.Join(Environment.NewLine, before)}");
            }

            await world.PayAsync(1);
            // The shelf is counted anew after a change of what is sold, not after a sale.
            Assert.Equal(before.Count, (await CountAsync(actor)).Count);
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));

        async Task<IReadOnlyCollection<string>> CountAsync(Actor actor)
        {
            await using var pages = new PageTest(world.Boss, actor);
            using var sql = new CommandCount(world.Boss);
            Open(pages);
            Assert.False(sql.Wrote);
            return [.. sql.Commands];
        }
    }

    [Fact]
    public async Task Whoever_has_two_roles_sees_the_sections_of_both_and_customers_their_own()
    {
        await using var world = await HomeWorld.StartAsync(0);
        var both = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales, Role.Finance);
        await using (var pages = new PageTest(world.Boss, both))
        {
            var home = Open(pages);
            Assert.Equal(
                ["sales", "book", "approvals", "conversations", "leads", "cash", "sales-figures", "cash-figures", "book-figures"], Sections(home));
            Assert.Contains("/sales/invites", home.ById("part-home-sales").InnerHtml, StringComparison.Ordinal);
        }

        await using var own = new PageTest(world.Boss, world.Buyer);
        own.Services.AddHomes();
        var mine = own.Open<HomeParts>();
        mine.WaitForAssertion(() => Assert.Empty(mine.FindAll(".k-figure-waits")), Soon);
        Assert.Equal(["customer", "customer-figures"], Sections(mine));
        Assert.Equal(("1", "¥160.00"), (mine.ById("value-home-unpaid").TextContent, mine.ById("value-home-spending").TextContent));
        Assert.Equal("+100%", mine.ById("value-home-spending-change").TextContent);
    }

    [Fact]
    public async Task A_home_follows_what_is_paid_without_being_asked()
    {
        await using var world = await HomeWorld.StartAsync(2);
        await using var pages = new PageTest(world.Boss, world.Staff[Role.Sales]);
        var home = Open(pages);
        Assert.Equal("¥160.00", home.ById("value-home-revenue").TextContent);

        await world.PayAsync(1);
        world.Boss.SignIn(world.Staff[Role.Sales]);
        world.Boss.Get<Changes>().Publish(new WalletChanged(world.Seller.Id, world.Customer.Id));

        home.WaitForAssertion(() => Assert.Equal("¥240.00", home.ById("value-home-revenue").TextContent), Soon);
    }

    [Fact]
    public async Task A_new_distributor_is_told_what_to_do_first()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var pages = new PageTest(boss, await boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]));
        var home = Open(pages);

        Assert.All(
            new[] { "to-invites", "to-suppliers", "to-recharge", "to-members" }, act => Assert.True(home.Has($"action-{act}"), act));
        // What made this world stands in the audit log.
        Assert.All(
            home.FindAll(".k-figure-value:not([data-testid='value-home-audited'])").Select(v => v.TextContent),
            text => Assert.Contains(text, new[] { "0", "¥0.00", "—", "Not yet" }));
        Assert.Empty(home.FindAll("[data-testid='value-age']"));
    }

    [Fact]
    public async Task Months_begin_and_are_compared_by_the_Shanghai_calendar()
    {
        await using var world = await HomeWorld.StartAsync(2);
        // Half an hour before midnight of the last day of February in Shanghai, and half an hour after it.
        world.Boss.Time.Advance(new DateTime(2026, 2, 28, 15, 30, 0, DateTimeKind.Utc) - world.Boss.Now);
        await world.PayAsync(1);
        world.Boss.Time.Advance(TimeSpan.FromHours(1));
        await world.PayAsync(2);

        var revenue = await world.As<SalesHomeQueries>(world.Staff[Role.Sales]).RevenueAsync();

        Assert.Equal([new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 1)], revenue.Months.TakeLast(2).Select(m => m.First));
        Assert.Equal([new DateOnly(2026, 2, 28), new DateOnly(2026, 3, 1)], revenue.Months.TakeLast(2).Select(m => m.Last));
        Assert.Equal([80m, 160m + 80m, 160m], revenue.Months.TakeLast(3).Select(m => m.One));
        // By half past midnight on the first of February nothing had been paid in that month.
        Assert.Equal(0m, revenue.Before.One);
    }

    [Fact]
    public async Task What_a_book_holds_is_what_its_accounts_say_and_what_is_past_is_not_read_again()
    {
        await using var world = await HomeWorld.StartAsync(2);
        var finance = world.Staff[Role.Finance];
        for (var round = 0; round < 4; round++)
        {
            await world.PayAsync(1);
            world.Boss.Time.Advance(BookBalances.SettledAfter);
            var book = await world.As<LedgerHomeQueries>(finance).GetAsync();
            var upstream = await world.Boss.Get<LedgerQueries>().AccountAsync(DefaultBook.PayableToUpstream);
            Assert.Equal(upstream.Balance, book.PayableToUpstream);
        }

        // Nothing was posted since, so that all of it is past by now.
        world.Boss.Time.Advance(BookBalances.SettledAfter);
        await world.Boss.Get<LedgerHomeQueries>().GetAsync();
        using var sql = new CommandCount(world.Boss);
        await world.Boss.Get<LedgerHomeQueries>().GetAsync();
        Assert.Equal(2, sql.Commands.Count);
        Assert.Contains(sql.Commands, c => c.Contains("\"Id\" > @", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_the_proof_of_a_book_ended_is_kept_for_that_book_alone()
    {
        await using var world = await HomeWorld.StartAsync(2);
        var finance = world.Staff[Role.Finance];
        Assert.Null((await world.As<LedgerHomeQueries>(finance).GetAsync()).Proof);

        await world.Boss.Get<BookVerification>().VerifyAsync();
        var proof = (await world.Boss.Get<LedgerHomeQueries>().GetAsync()).Proof!;
        Assert.Equal((true, world.Boss.Now), (proof.Proven, proof.At));

        await using (var db = world.Boss.Db(world.Seller.Id, world.Customer.Id))
        {
            await db.Wallets.Where(w => w.BuyerId == world.Customer.Id).ExecuteUpdateAsync(s => s.SetProperty(w => w.Balance, 1m));
        }

        await world.Boss.Get<BookVerification>().VerifyAsync();
        Assert.Equal((false, 1), ((await world.Boss.Get<LedgerHomeQueries>().GetAsync()).Proof!.Proven, (await world.Boss.Get<LedgerHomeQueries>().GetAsync()).Proof!.Mismatches));
        await using var pages = new PageTest(world.Boss, finance);
        Assert.Equal("Does not agree", Open(pages).ById("value-home-proof").TextContent);
        await using var all = world.Boss.Db();
        Assert.Equal(world.Seller.Id, (await all.BookProofs.SingleAsync()).OrganizationId);
    }

    [Fact]
    public async Task Answers_in_time_are_counted_by_working_hours()
    {
        await using var world = await HomeWorld.StartAsync(2);
        var keeper = world.Staff[Role.Maintenance];
        // The ticket was opened on a Tuesday at ten in the morning; three hours later is in time.
        world.Boss.Time.Advance(TimeSpan.FromHours(3));
        var first = (await world.As<TicketQueries>(keeper).ListAsync(All)).Rows.Single().TicketNo;
        Assert.Equal(new TicketAnswers(0, 0), (await world.As<TicketHomeQueries>(keeper).AnswersAsync()).Now);
        await world.As<TicketService>(keeper).SayAsync(first, "请重启");
        // One that was opened at five and answered the next morning at ten took two working hours; one that nobody has answered is late by then.
        await world.As<TicketService>(world.Buyer).OpenAsync(new OpenTicket("没人回答", "在吗"));
        world.Boss.Time.Advance(TimeSpan.FromHours(4));
        var third = await world.As<TicketService>(world.Buyer).OpenAsync(new OpenTicket("傍晚的问题", "在吗"));
        world.Boss.Time.Advance(TimeSpan.FromHours(17));
        await world.As<TicketService>(keeper).SayAsync(third, "在");

        var (now, before, weeks) = await world.As<TicketHomeQueries>(keeper).AnswersAsync();

        Assert.Equal((new TicketAnswers(2, 3), new TicketAnswers(0, 0)), (now, before));
        Assert.Equal(TicketHomeQueries.Weeks, weeks.Count);
        Assert.All(weeks, week => Assert.Equal(DayOfWeek.Monday, week.First.DayOfWeek));
        Assert.Equal([.. Enumerable.Repeat(new TicketAnswers(0, 0), TicketHomeQueries.Weeks - 1), now], weeks.Select(week => week.Answers));
        Assert.Equal(67, now.Percent);
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
                "approvals", "sales", "conversations", "leads", "operations", "tasks", "tickets", "cash", "book", "members", "schedules", "interfaces", "customer",
            ],
            sections.Select(s => s.Key));
        Assert.All(sections, s => Assert.True(s.Component.IsSubclassOf(typeof(HomePartBase)), s.Key));
        Assert.All(sections, s => Assert.False(string.IsNullOrEmpty(s.Title), s.Key));
        Assert.All(sections, s => Assert.NotEmpty(RolePermissions.Holding(s.Permission)));
    }

    private static PageRequest All { get; } = new(1, 50, null, false, new Dictionary<string, string>());

    private static IRenderedComponent<StaffHomePage> Open(PageTest pages)
    {
        pages.Services.AddHomes();
        var home = pages.Open<StaffHomePage>();
        home.WaitForAssertion(() => Assert.Empty(home.FindAll(".k-figure-waits")), Soon);
        return home;
    }

    private static IReadOnlyList<string> Sections<TPage>(IRenderedComponent<TPage> page)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        [.. page.FindAll("section[data-testid^='part-home-']").Select(s => s.GetAttribute("data-testid")!["part-home-".Length..])];

    private static decimal Number(string shown) =>
        decimal.Parse(shown.Replace("¥", "", StringComparison.Ordinal), NumberStyles.Number | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>How many rows, or how much money, the list behind an address shows with its filters; null for pages that show more than one figure.</summary>
    private static async Task<decimal?> BehindAsync(TestKBoss boss, string href)
    {
        var uri = new Uri("http://localhost" + href);
        var request = All with { Filters = QueryHelpers.ParseQuery(uri.Query).ToDictionary(p => p.Key, p => p.Value.ToString()) };
        var list = GridState.Read(uri.ToString(), null, 50).Request;
        Assert.Equal(request.Filters.OrderBy(f => f.Key, StringComparer.Ordinal), list.Filters.OrderBy(f => f.Key, StringComparer.Ordinal));
        return uri.AbsolutePath switch
        {
            "/approvals" => (await boss.Get<ApprovalQueries>().ListAsync(request)).Total,
            "/sales/customers" => (await boss.Get<CustomerListQueries>().MineAsync(request)).Total,
            "/finance/cash" => await boss.Get<CashQueries>().SumsAsync(request) is var sums && request.Filter("kind") == "OrderPayment" ? -sums.Out : sums.Net,
            "/reports/attribution" => await boss.Get<AttributionQueries>().ReportAsync(request) is var report ? report.Total.SignUps + report.Total.Entered : null,
            "/operations/below-cost" => (await boss.Get<LossQueries>().ListAsync(request)).Total,
            "/operations/discounts" => (await boss.Get<TermsWorkbenchQueries>().ListAsync(TermsScope.Public, OfferGrid.Discounts, request)).Total,
            "/operations/prices" => (await boss.Get<TermsWorkbenchQueries>().ListAsync(TermsScope.Public, OfferGrid.Prices, request)).Total,
            "/operations/public-customers" => (await boss.Get<CustomerListQueries>().PoolAsync(request)).Total,
            "/operations/promotions" => (await boss.Get<PromotionQueries>().ListAsync(request)).Total,
            "/stock/devices" => (await boss.Get<DeviceQueries>().ListAsync(request)).Total,
            "/maintenance/tasks" => (await boss.Get<FulfilmentQueries>().TasksAsync(request)).Total,
            "/maintenance/resource-tasks" => (await boss.Get<ResourceTaskService>().ListAsync(request)).Total,
            "/maintenance/tickets" => (await boss.Get<TicketQueries>().ListAsync(request)).Total,
            "/maintenance/connectors" => (await boss.Get<VendorDesk>().CallsAsync(request)).Total,
            "/finance/undelivered" => (await boss.Get<UndeliveredQueries>().ListAsync(request)).Total,
            "/finance/recharges" => (await boss.Get<OfflineRechargeQueries>().ListAsync(request)).Total,
            "/finance/wallets" => (await boss.Get<CashQueries>().WalletsAsync(request)).Total,
            "/admin/members" => request.Filter("joining") == "waiting"
                ? (await boss.Get<MemberQueries>().WaitingAsync()).Count
                : (await boss.Get<MemberQueries>().ListAsync(request)).Total,
            "/reports/activity/members" => (await boss.Get<ActivityQueries>().MembersAsync(request)).Total,
            "/admin/identities" => (await boss.Get<CustomerIdentityQueries>().ListAsync(request)).Total,
            "/admin/join-claims" => (await boss.Get<CustomerIdentityQueries>().ClaimsAsync(request)).Total,
            "/admin/audit" => (await boss.Get<AuditQueries>().ListAsync(request)).Total,
            "/admin/schedules" when request.Filter<ScheduleResult>("result") is { } result =>
                (await boss.Get<ScheduleService>().ListAsync()).Count(schedule => schedule.Result == result),
            "/finance/journal" => (await boss.Get<LedgerQueries>().JournalAsync(request)).Sums!["margin"],
            "/orders" => (await boss.Get<OrderQueries>().ListAsync(request)).Total,
            "/resources" => (await boss.Get<ResourceService>().ListAsync(request)).Total,
            "/me/cash" => -(await boss.Get<WalletQueries>().CashAsync(request with { Size = PageRequest.MaxSize })).Rows.Sum(r => r.Amount),
            "/sales/conversations" => (await boss.Get<ConversationQueries>().ListAsync(request)).Total,
            "/sales/leads" => (await boss.Get<LeadQueries>().ListAsync(request)).Total,
            // How the proof of the book ended and which share was answered in time are no rows; the pages say them.
            "/finance/trial-balance" or "/maintenance/ticket-figures" => null,
            var account when account.StartsWith("/finance/accounts/", StringComparison.Ordinal) => await AccountAsync(boss, account[18..], request),
            var unknown => throw new Xunit.Sdk.XunitException($"Compare the figure that leads to {unknown} with its list."),
        };
    }

    private static async Task<decimal> AccountAsync(TestKBoss boss, string code, PageRequest request)
    {
        var account = await boss.Get<LedgerQueries>().AccountAsync(code);
        if (request.Filters.Count == 0)
        {
            return account.Balance;
        }

        var rows = (await boss.Get<LedgerQueries>().StatementAsync(code, request with { Size = PageRequest.MaxSize })).Rows;
        var moved = rows.Sum(r => r.Debit - r.Credit);
        return account.Kind is AccountKind.Asset or AccountKind.Expense ? moved : -moved;
    }
}
