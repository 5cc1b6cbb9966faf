using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Tickets;

/// <summary>What the seller's people do with tickets among themselves, at the root and below it.</summary>
public sealed class TicketDeskTests
{
    private static readonly PageRequest Open = new(1, 50, null, false, new Dictionary<string, string>());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ticket_is_claimed_handed_over_with_a_reason_and_given_back(bool below)
    {
        await using var desk = await Desk.OpenAsync(below);
        var ticketNo = await desk.AskAsync();
        var service = desk.As<TicketDeskService>(desk.Keeper);

        await service.ClaimAsync(ticketNo);
        var refused = await Assert.ThrowsAsync<RuleException>(() => desk.As<TicketDeskService>(desk.Second).ClaimAsync(ticketNo));
        Assert.Equal("Tickets.ClaimedAlready", refused.Code);
        Assert.Equal([ticketNo, desk.Keeper.Name], refused.Args);

        service = desk.As<TicketDeskService>(desk.Keeper);
        var wrong = await Assert.ThrowsAsync<RuleException>(() => service.HandOverAsync(ticketNo, desk.Buyer.MemberId, " "));
        Assert.Equal(["member", "reason"], wrong.All.Select(r => r.Field).Order());
        await service.HandOverAsync(ticketNo, desk.Second.MemberId, "要看机房");
        Assert.Contains(("TicketHandedOver", desk.Second.MemberId), await desk.NoticesAsync());
        Assert.Equal("Tickets.HandedToSame", await desk.RefusedAsync(() => service.HandOverAsync(ticketNo, desk.Second.MemberId, "再来")));

        // Only who works on it is told of what the customer says.
        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "还在吗");
        Assert.Equal([desk.Second.MemberId], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketSaid").Select(n => n.MemberId));

        await desk.As<TicketDeskService>(desk.Second).GiveBackAsync(ticketNo);
        Assert.Equal("Tickets.NotClaimed", await desk.RefusedAsync(() => desk.Boss.Get<TicketDeskService>().GiveBackAsync(ticketNo)));
        var seen = await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo);
        Assert.Equal(
            [(TicketNoteKind.Claimed, "", ""), (TicketNoteKind.HandedOver, desk.Second.Name, "要看机房"), (TicketNoteKind.GivenBack, desk.Second.Name, "")],
            seen.Notes.Select(n => (n.Kind, n.Detail, n.Text)));
        Assert.Null(seen.Row.AssigneeId);
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_one_works_on_it_and_the_other_is_told_who()
    {
        using var queue = new ReadFirst();
        await using var desk = await Desk.OpenAsync(below: false, await queue.StartAsync());
        var ticketNo = await desk.AskAsync();
        var (first, second) = (desk.Boss.NewScope(), desk.Boss.NewScope());
        desk.Boss.SignIn(desk.Keeper);
        queue.Meanwhile(async () =>
        {
            desk.Boss.SignIn(desk.Second);
            await second.ServiceProvider.GetRequiredService<TicketDeskService>().ClaimAsync(ticketNo);
            desk.Boss.SignIn(desk.Keeper);
        });

        var refused = await Assert.ThrowsAsync<RuleException>(() => first.ServiceProvider.GetRequiredService<TicketDeskService>().ClaimAsync(ticketNo));

        Assert.Equal(("Tickets.ClaimedAlready", desk.Second.Name), (refused.Code, refused.Args[1]));
        var seen = await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo);
        Assert.Equal(desk.Second.MemberId, seen.Row.AssigneeId);
        Assert.Single(seen.Notes);
    }

    [Fact]
    public async Task R_ISO_1_internal_notes_are_seen_by_the_sellers_people_alone_and_found_by_them_alone()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var ticketNo = await desk.AskAsync();
        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "正在查看交换机");
        await desk.As<TicketDeskService>(desk.Keeper).NoteAsync(ticketNo, "客户欠费，先别重启");
        await desk.As<TicketDeskService>(desk.Keeper).PrioritizeAsync(ticketNo, TicketPriority.High);

        var mine = await desk.As<TicketQueries>(desk.Buyer).GetAsync(ticketNo);
        Assert.Empty(mine.Notes);
        Assert.Equal((null, null, null, null), (mine.Row.Priority, mine.Row.AssigneeId, mine.Row.DueAt, mine.Row.ForwardedTo));
        await Assert.ThrowsAsync<PermissionException>(() => desk.Boss.Get<TicketDeskService>().NoteAsync(ticketNo, "插话"));
        var above = await desk.Boss.Given.MemberAsync(desk.Root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketDeskService>(above).NoteAsync(ticketNo, "插话"));

        foreach (var (words, reader, found) in new[]
        {
            ("欠费", desk.Keeper, 1), ("交换机", desk.Keeper, 1), ("欠费", desk.Buyer, 0), ("交换机", desk.Buyer, 1), ("连不上", desk.Buyer, 1), ("欠费", above, 0),
        })
        {
            var page = await desk.As<TicketQueries>(reader).ListAsync(Open with { Filters = new Dictionary<string, string> { ["q"] = words } });
            Assert.Equal(found, page.Total);
        }
    }

    [Fact]
    public async Task A_category_of_complaints_goes_to_its_role_which_answers_it_and_nothing_else()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var admin = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Admin);
        var finance = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Finance);
        var plain = await desk.AskAsync();
        var complaint = await desk.AskAsync(category: "Complaint");
        Assert.Equal([("TicketComplaint", admin.MemberId)], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketComplaint"));

        await desk.As<TicketService>(admin).SayAsync(complaint, "非常抱歉，马上处理");
        await Assert.ThrowsAsync<PermissionException>(() => desk.Boss.Get<TicketService>().SayAsync(plain, "我也来答"));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketQueries>(finance).GetAsync(complaint));

        // The desk sends it on, and Finance sees and answers it from then; who has answered first still works on it.
        await desk.As<TicketDeskService>(desk.Keeper).CategorizeAsync(complaint, "Billing");
        Assert.Contains(("TicketForwarded", finance.MemberId), await desk.NoticesAsync());
        await desk.As<TicketService>(finance).SayAsync(complaint, "账单已更正");
        var seen = await desk.Boss.Get<TicketQueries>().GetAsync(complaint);
        Assert.Equal(("Billing", false, Role.Finance, admin.MemberId), (seen.Row.Category, seen.Row.IsComplaint, seen.Row.ForwardedTo, seen.Row.AssigneeId));
        Assert.Equal("Tickets.CategoryUnknown", await desk.RefusedAsync(() => desk.As<TicketDeskService>(desk.Keeper).CategorizeAsync(complaint, "没有的类别")));
        Assert.Equal("Tickets.CategoryUnknown", await desk.RefusedAsync(() => desk.As<TicketService>(desk.Buyer).OpenAsync(new OpenTicket("标", "问", Category: "没有"))));
    }

    [Fact]
    public async Task Where_nobody_answers_tickets_the_Admin_is_told_and_claims_what_it_wants_to_answer()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var lonely = await desk.Boss.Given.DistributorAsync(desk.Root);
        var admin = await desk.Boss.Given.MemberAsync(lonely, Role.Admin);
        var buyer = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(lonely), Role.Buyer);
        var ticketNo = await desk.As<TicketService>(buyer).OpenAsync(new OpenTicket("标题", "问题"));
        Assert.Equal([("TicketOpened", admin.MemberId)], await desk.NoticesAsync());

        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketService>(admin).SayAsync(ticketNo, "答复"));
        await desk.Boss.Get<TicketDeskService>().ClaimAsync(ticketNo);
        await desk.Boss.Get<TicketService>().SayAsync(ticketNo, "答复");
    }

    [Fact]
    public async Task R_ISO_2_what_goes_to_sales_goes_to_the_salesperson_of_the_customer_alone()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var serves = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Sales);
        var other = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Sales);
        var operations = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Operations);
        await desk.As<AssignmentService>(operations).AssignAsync([desk.Customer.Code], serves.MemberId);

        var ticketNo = await desk.AskAsync(category: "Order");

        Assert.Equal([serves.MemberId], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketOpened").Select(n => n.MemberId));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketQueries>(other).GetAsync(ticketNo));
        await desk.As<TicketService>(serves).SayAsync(ticketNo, "我来处理");

        // What is handed over is seen for as long as it lasts.
        await desk.As<TicketDeskService>(desk.Keeper).HandOverAsync(ticketNo, other.MemberId, "休假");
        await desk.As<TicketService>(other).SayAsync(ticketNo, "我接手");
        await desk.As<TicketDeskService>(other).GiveBackAsync(ticketNo);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketQueries>(other).GetAsync(ticketNo));
    }

    [Fact]
    public async Task The_views_of_the_desk_count_what_they_show()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var (waits, mine, urgent, closed) = (await desk.AskAsync("等"), await desk.AskAsync("我的"), await desk.AskAsync("急"), await desk.AskAsync("关"));
        await desk.As<TicketService>(desk.Keeper).SayAsync(mine, "答复");
        await desk.Boss.Get<TicketService>().CloseAsync(closed);
        await desk.As<TicketDeskService>(desk.Second).PrioritizeAsync(urgent, TicketPriority.Urgent);
        await desk.Boss.Get<TicketDeskService>().ClaimAsync(urgent);
        desk.Boss.Time.Advance(TimeSpan.FromHours(2));

        var counts = await desk.As<TicketQueries>(desk.Keeper).CountsAsync();

        Assert.Equal(new DeskCounts(Mine: 1, Unclaimed: 1, Waiting: 2, Overdue: 1, Open: 3, Closed: 1), counts);
        foreach (var (filter, value, found) in new[]
        {
            ("mine", "yes", new[] { mine }), ("mine", "nobody", [waits]), ("waiting", "yes", [urgent, waits]), ("overdue", "yes", [urgent]),
            ("status", "Closed", [closed]), ("priority", "Urgent", [urgent]), ("none", "", [urgent, waits, mine]),
        })
        {
            var page = await desk.Boss.Get<TicketQueries>().ListAsync(Open with { Filters = new Dictionary<string, string> { [filter] = value } });
            Assert.Equal(found, page.Rows.Select(r => r.TicketNo));
        }
    }

    [Fact]
    public async Task Time_is_counted_by_working_hours_and_holidays_and_whoever_is_to_answer_is_warned_once()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        // Monday, 10:00 in Shanghai. Two working hours for what is high; Tuesday is a holiday.
        await desk.Boss.Given.SettingAsync(desk.Seller, WorkingHoursSettings.Section, ("holidays", "2026-01-06"));
        desk.Boss.Time.Advance(TimeSpan.FromHours(7));
        var ticketNo = await desk.AskAsync();
        await desk.As<TicketDeskService>(desk.Keeper).PrioritizeAsync(ticketNo, TicketPriority.High);
        await desk.Boss.Get<TicketDeskService>().ClaimAsync(ticketNo);
        var row = (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Row;
        Assert.Equal(new DateTime(2026, 1, 7, 2, 0, 0, DateTimeKind.Utc), row.DueAt);
        Assert.Equal((TicketUrgency.InTime, 119.0), (row.Urgency, row.Left!.Value.TotalMinutes));

        desk.Boss.Time.Advance(TimeSpan.FromHours(30));
        Assert.Equal(0, await desk.Boss.Get<TicketWarnings>().RunAsync());
        desk.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 7, 1, 31, 0, TimeSpan.Zero));
        Assert.Equal(1, await desk.Boss.Get<TicketWarnings>().RunAsync());
        Assert.Equal(0, await desk.Boss.Get<TicketWarnings>().RunAsync());
        Assert.Equal([("TicketDue", desk.Keeper.MemberId)], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketDue"));
        Assert.Equal(TicketUrgency.Soon, (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Row.Urgency);

        desk.Boss.Time.Advance(TimeSpan.FromHours(1));
        row = (await desk.Boss.Get<TicketQueries>().ListAsync(Open)).Rows[0];
        Assert.Equal((TicketUrgency.Overdue, -31.0), (row.Urgency, row.Left!.Value.TotalMinutes));

        // Answered: nothing runs. The next question has the time of later answers, and is warned of anew.
        await desk.Boss.Get<TicketService>().SayAsync(ticketNo, "好了");
        Assert.Null((await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Row.DueAt);
        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "还没有");
        row = (await desk.As<TicketQueries>(desk.Keeper).GetAsync(ticketNo)).Row;
        Assert.Equal(desk.Boss.Now.AddHours(4), row.DueAt);
        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "再说一句");
        Assert.Equal(row.DueAt, (await desk.As<TicketQueries>(desk.Keeper).GetAsync(ticketNo)).Row.DueAt);
        desk.Boss.Time.Advance(TimeSpan.FromHours(3.5));
        Assert.Equal(1, await desk.Boss.Get<TicketWarnings>().RunAsync());
    }

    [Fact]
    public async Task What_is_promised_is_counted_anew_when_it_was_changed_and_the_desk_is_warned_where_nobody_works_on_it()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var ticketNo = await desk.AskAsync();
        var before = (await desk.As<TicketQueries>(desk.Keeper).GetAsync(ticketNo)).Row.DueAt;
        await desk.Boss.Given.SettingAsync(desk.Seller, TicketPromiseSettings.Section, ("firstnormal", "1"));

        Assert.Equal(0, await desk.Boss.Get<TicketWarnings>().RunAsync());
        Assert.Equal(before!.Value.AddHours(-3), (await desk.As<TicketQueries>(desk.Keeper).GetAsync(ticketNo)).Row.DueAt);

        desk.Boss.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(1, await desk.Boss.Get<TicketWarnings>().RunAsync());
        Assert.Equal(
            new[] { desk.Keeper.MemberId, desk.Second.MemberId }.Order(), (await desk.NoticesAsync()).Where(n => n.Kind == "TicketDue").Select(n => n.MemberId).Order());
    }

    [Fact]
    public async Task A_customer_rates_what_is_closed_until_it_is_opened_again_and_figures_count_it()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var ticketNo = await desk.AskAsync();
        var buyer = desk.As<TicketService>(desk.Buyer);
        Assert.Equal("Tickets.NotClosed", await desk.RefusedAsync(() => buyer.RateAsync(ticketNo, 5, null)));
        desk.Boss.Time.Advance(TimeSpan.FromMinutes(89));
        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "好了");
        await desk.Boss.Get<TicketService>().CloseAsync(ticketNo);
        Assert.Equal("Tickets.StarsInvalid", await desk.RefusedAsync(() => desk.As<TicketService>(desk.Buyer).RateAsync(ticketNo, 6, null)));
        await desk.Boss.Get<TicketService>().RateAsync(ticketNo, 2, "有点慢");
        await desk.Boss.Get<TicketService>().RateAsync(ticketNo, 4, "其实不错");
        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketService>(desk.Keeper).RateAsync(ticketNo, 5, null));

        var seen = await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo);
        Assert.Equal((4, "其实不错", desk.Buyer.Name), (seen.Rating!.Stars, seen.Rating.Text, seen.Rating.By));
        Assert.Equal([("TicketRated", desk.Keeper.MemberId)], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketRated"));
        Assert.Equal(
            [new MemberFigures(desk.Keeper.MemberId, desk.Keeper.Name, Answered: 1, Minutes: 90, Closed: 1, Open: 0, Stars: 4, Rated: 1) { Came = new(1, 0) }],
            await desk.Boss.Get<TicketFigureQueries>().MembersAsync(30));
        var home = await desk.Boss.Get<TicketHomeQueries>().GetAsync();
        Assert.Equal((4.0, 1), (home.Stars, home.Rated));

        await desk.As<TicketService>(desk.Buyer).SayAsync(ticketNo, "又坏了");
        Assert.Equal("Tickets.NotClosed", await desk.RefusedAsync(() => desk.Boss.Get<TicketService>().RateAsync(ticketNo, 1, null)));
        Assert.Equal(4, (await desk.Boss.Get<TicketQueries>().GetAsync(ticketNo)).Rating!.Stars);
    }

    [Fact]
    public async Task The_closing_rate_counts_what_came_in_the_time_and_leads_to_as_many_tickets()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        // Half past eleven in the evening in Shanghai: an hour later it is the next day.
        desk.Boss.Time.Advance(new DateTime(2026, 3, 1, 15, 30, 0, DateTimeKind.Utc) - desk.Boss.Now);
        var old = await desk.AskAsync();
        desk.Boss.Time.Advance(TimeSpan.FromHours(1));
        var (closed, open, again) = (await desk.AskAsync(), await desk.AskAsync(), await desk.AskAsync());
        desk.Boss.Time.Advance(TimeSpan.FromDays(29));
        foreach (var ticketNo in new[] { old, closed, again })
        {
            await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "好了");
            await desk.Boss.Get<TicketService>().CloseAsync(ticketNo);
        }

        await desk.As<TicketDeskService>(desk.Second).ClaimAsync(open);
        await desk.As<TicketService>(desk.Buyer).SayAsync(again, "又坏了");

        var figures = desk.As<TicketFigureQueries>(desk.Keeper);
        Assert.Equal(new TicketClosing(1, 2), await figures.ClosingAsync(30));
        Assert.Equal(new TicketClosing(2, 2), await figures.ClosingAsync(31));
        var members = (await figures.MembersAsync(30)).ToDictionary(f => f.MemberId);
        Assert.Equal((2, 1), (members[desk.Keeper.MemberId].Closed, members[desk.Keeper.MemberId].Came.Closed));
        Assert.Equal((1, new TicketClosing(0, 1)), (members[desk.Second.MemberId].Open, members[desk.Second.MemberId].Came));
        foreach (var (days, status, count) in new[] { (30, "Closed", 1), (30, "Open", 2), (31, "Closed", 2) })
        {
            var first = figures.FirstDay(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var filters = new Dictionary<string, string> { ["status"] = status, ["from"] = first };
            Assert.Equal(count, (await desk.Boss.Get<TicketQueries>().ListAsync(new PageRequest(1, 50, null, false, filters))).Total);
        }
    }

    [Fact]
    public async Task Who_takes_a_ticket_over_at_the_end_and_closes_it_is_not_credited_with_what_others_have_answered()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var ticketNo = await desk.AskAsync();
        await desk.As<TicketService>(desk.Keeper).SayAsync(ticketNo, "请重启");
        await desk.Boss.Get<TicketService>().SayAsync(ticketNo, "好了吗");
        await desk.Boss.Get<TicketDeskService>().HandOverAsync(ticketNo, desk.Second.MemberId, "下班了");
        await desk.As<TicketService>(desk.Second).SayAsync(ticketNo, "那我关闭了");
        await desk.Boss.Get<TicketService>().CloseAsync(ticketNo);
        await desk.As<TicketService>(desk.Buyer).RateAsync(ticketNo, 5, null);
        // Nobody has answered this one, and whoever closed it did that.
        var unanswered = await desk.AskAsync();
        await desk.As<TicketService>(desk.Second).CloseAsync(unanswered);

        Assert.Equal(
            new[] { (desk.Keeper.MemberId, 1, (double?)5), (desk.Second.MemberId, 1, null) }.Order(),
            (await desk.As<TicketFigureQueries>(desk.Keeper).MembersAsync(30)).Select(f => (f.MemberId, f.Closed, f.Stars)).Order());
    }

    [Theory]
    [InlineData("Complaint", "TicketComplaint")]
    [InlineData("Billing", "TicketOpened")]
    [InlineData("Order", "TicketOpened")]
    public async Task Where_nobody_has_the_role_of_a_category_the_desk_is_told(string category, string kind)
    {
        await using var desk = await Desk.OpenAsync(below: true);
        await desk.AskAsync(category: category);
        Assert.Equal([(kind, desk.Keeper.MemberId), (kind, desk.Second.MemberId)], await desk.NoticesAsync());

        var plain = await desk.AskAsync("另一个");
        await desk.As<TicketDeskService>(desk.Keeper).CategorizeAsync(plain, category);
        Assert.Equal([desk.Second.MemberId], (await desk.NoticesAsync()).Where(n => n.Kind == "TicketForwarded").Select(n => n.MemberId));
    }

    [Fact]
    public async Task A_search_says_how_many_tickets_it_finds_in_all_views()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var (mine, closed) = (await desk.AskAsync("网络一"), await desk.AskAsync("网络二"));
        await desk.AskAsync("网络三");
        await desk.AskAsync("账单", "Billing");
        await desk.As<TicketDeskService>(desk.Keeper).ClaimAsync(mine);
        await desk.As<TicketService>(desk.Keeper).CloseAsync(closed);
        var queries = desk.Boss.Get<TicketQueries>();
        foreach (var (filters, found) in new[]
        {
            (new Dictionary<string, string> { ["q"] = "网络" }, new TicketsFound(2, 1)),
            (new Dictionary<string, string> { ["q"] = "网络", ["mine"] = "yes" }, new TicketsFound(2, 1)),
            (new Dictionary<string, string> { ["q"] = "网络", ["status"] = "Closed" }, new TicketsFound(2, 1)),
            (new Dictionary<string, string> { ["q"] = "网络", ["category"] = "Billing" }, new TicketsFound(0, 0)),
            (new Dictionary<string, string> { ["q"] = "没有" }, new TicketsFound(0, 0)),
        })
        {
            Assert.Equal(found, await queries.FoundAsync(Open with { Filters = filters }));
        }

        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketQueries>(desk.Buyer).FoundAsync(Open));
    }

    [Fact]
    public async Task Categories_and_quick_replies_are_kept_by_each_organization_for_itself()
    {
        await using var desk = await Desk.OpenAsync(below: true);
        var above = await desk.Boss.Given.MemberAsync(desk.Root, Role.Maintenance);
        Assert.Equal(TicketCategory.Defaults.Select(c => c.Name), (await desk.As<TicketQueries>(desk.Buyer).CategoriesAsync()).Select(c => c.Name));
        var texts = desk.As<TicketTextService>(desk.Keeper);

        await texts.SaveCategoryAsync(null, "Advice", new CategoryTerms("售前咨询", ForwardTo: Role.Sales));
        await texts.SaveCategoryAsync(null, null, new CategoryTerms("机房"));
        Assert.Equal("Tickets.CategoryTaken", await desk.RefusedAsync(() => texts.SaveCategoryAsync(null, null, new CategoryTerms("机房 "))));
        var own = await desk.Boss.Get<TicketQueries>().CategoriesAsync();
        await texts.RemoveCategoryAsync(own.Single(c => c.Name == "Other").Id, null);

        Assert.Equal(["Fault", "Billing", "Order", "售前咨询", "Complaint", "机房"], (await desk.As<TicketQueries>(desk.Buyer).CategoriesAsync()).Select(c => c.Name));
        Assert.All(await desk.Boss.Get<TicketQueries>().CategoriesAsync(), c => Assert.Null(c.ForwardTo));
        Assert.Equal(TicketCategory.Defaults.Count, (await desk.As<TicketQueries>(above).CategoriesAsync()).Count);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Boss.Get<TicketTextService>().RemoveCategoryAsync(own[0].Id, null));

        texts = desk.As<TicketTextService>(desk.Keeper);
        var refused = await Assert.ThrowsAsync<RuleException>(() => texts.SaveReplyAsync(null, " ", ""));
        Assert.Equal(["text", "title"], refused.All.Select(r => r.Field).Order());
        await texts.SaveReplyAsync(null, "问好", "{customer} 您好，工单 {ticket} 已收到。");
        Assert.Equal("Tickets.ReplyTaken", await desk.RefusedAsync(() => texts.SaveReplyAsync(null, "问好", "二")));
        var all = await Assert.ThrowsAsync<RuleException>(() => texts.SaveReplyAsync(null, "问好", "{name} 您好，{Customer}"));
        Assert.Equal([("Tickets.ReplyTaken", "title"), ("Tickets.ReplyPlaces", "text")], all.All.Select(r => (r.Code, r.Field!)));
        var reply = Assert.Single(await desk.Boss.Get<TicketQueries>().QuickRepliesAsync());
        Assert.Equal("北方 您好，工单 TK1 已收到。", QuickReply.Fill(reply.Text, "北方", "TK1"));
        Assert.Empty(await desk.As<TicketQueries>(above).QuickRepliesAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Boss.Get<TicketTextService>().RemoveReplyAsync(reply.Id));
        await desk.As<TicketTextService>(desk.Keeper).RemoveReplyAsync(reply.Id);
        var sales = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Sales);
        await Assert.ThrowsAsync<PermissionException>(() => desk.As<TicketTextService>(sales).SaveReplyAsync(null, "一", "二"));
    }

    [Fact]
    public async Task That_somebody_writes_is_told_to_open_pages_and_kept_nowhere()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var ticketNo = await desk.AskAsync();
        var told = new List<(TicketSide, string)>();
        using var hearing = desk.Boss.Get<Changes>().Subscribe<TicketTyping>(typing => told.Add((typing.Side, typing.Name)));
        var stranger = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(desk.Root), Role.Buyer);
        using var sql = new CommandCount(desk.Boss);

        await desk.As<TicketService>(desk.Buyer).TypeAsync(ticketNo);
        await desk.As<TicketService>(desk.Keeper).TypeAsync(ticketNo);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.As<TicketService>(stranger).TypeAsync(ticketNo));

        Assert.False(sql.Wrote);
        Assert.Equal([(TicketSide.Customer, desk.Buyer.Name), (TicketSide.Seller, desk.Keeper.Name)], told);
    }

    [Fact]
    public async Task The_other_tickets_of_the_customer_stand_beside_one_as_far_as_the_reader_sees_them()
    {
        await using var desk = await Desk.OpenAsync(below: false);
        var (first, second) = (await desk.AskAsync("第一"), await desk.AskAsync("第二", "Billing"));
        var finance = await desk.Boss.Given.MemberAsync(desk.Seller, Role.Finance);

        Assert.Equal([first], (await desk.As<TicketQueries>(desk.Keeper).OthersAsync(second)).Select(t => t.TicketNo));
        Assert.Empty(await desk.As<TicketQueries>(desk.Buyer).OthersAsync(second));
        Assert.Empty(await desk.As<TicketQueries>(finance).OthersAsync(second));
    }

    /// <summary>A seller, the root or a distributor below it, with two who answer, and a customer who asks.</summary>
    private sealed record Desk(TestKBoss Boss, Organization Root, Organization Seller, Organization Customer, Actor Buyer, Actor Keeper, Actor Second) : IAsyncDisposable
    {
        public static async Task<Desk> OpenAsync(bool below, TestKBoss? over = null)
        {
            var boss = over ?? await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var seller = below ? await boss.Given.DistributorAsync(root) : root;
            var customer = await boss.Given.CustomerAsync(seller);
            return new Desk(
                boss, root, seller, customer, await boss.Given.MemberAsync(customer, Role.Buyer), await boss.Given.MemberAsync(seller, Role.Maintenance),
                await boss.Given.MemberAsync(seller, Role.Maintenance));
        }

        /// <summary>The services as the actor has them.</summary>
        public T As<T>(Actor actor)
            where T : notnull
        {
            Boss.SignIn(actor);
            return Boss.Get<T>();
        }

        /// <summary>A ticket of the customer; the clock goes on a minute, so that one is older than the next.</summary>
        public async Task<string> AskAsync(string title = "标题", string? category = null)
        {
            var ticketNo = await As<TicketService>(Buyer).OpenAsync(new OpenTicket(title, "从昨晚起连不上", Category: category));
            Boss.Time.Advance(TimeSpan.FromMinutes(1));
            return ticketNo;
        }

        public async Task<List<(string Kind, long MemberId)>> NoticesAsync()
        {
            await using var db = Boss.Db();
            return (await db.Notices.OrderBy(n => n.Id).Select(n => new { n.Kind, n.MemberId }).ToListAsync()).ConvertAll(n => (n.Kind, n.MemberId));
        }

        public async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
