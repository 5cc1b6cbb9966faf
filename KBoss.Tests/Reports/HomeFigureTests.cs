using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>What the figures of homes count, and with what they are compared: over real data, for the root and for a distributor two levels below it.</summary>
public sealed class HomeFigureTests
{
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
        // What was placed in the month, paid or not, beside what was by the same day of January.
        var ordered = await world.Boss.Get<OperationsHomeQueries>().OrderedAsync();
        Assert.Equal((240m, 2m, 80m, 1m), (ordered.Present.One, ordered.Present.Two, ordered.Before.One, ordered.Before.Two));
        var results = await world.As<LedgerHomeQueries>(world.Staff[Role.Finance]).ResultsAsync();
        if (level > 0)
        {
            // The root sells to those below it as well.
            Assert.Equal((160m, 80m), (results.Present.One, results.Before.One));
            var book = await world.Boss.Get<LedgerHomeQueries>().GetAsync();
            Assert.Equal(
                (new HeldBalance(0, 0), new HeldBalance(0, 0), new HeldBalance(3 * 78m, 78m)), (book.Receivable, book.PayableToSuppliers, book.PayableToUpstream));
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
            Assert.Equal(upstream.Balance, book.PayableToUpstream.Now);
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
        Assert.Equal("Does not agree", pages.Home().ById("value-home-proof").TextContent);
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
        var first = (await world.As<TicketQueries>(keeper).ListAsync(Workbooks.Page())).Rows.Single().TicketNo;
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
        foreach (var (state, count) in new[] { ("InTime", 2), ("Late", 1) })
        {
            Assert.Equal(count, (await world.Boss.Get<TicketQueries>().ListAsync(Workbooks.Page(("all", "yes"), ("answered", state)))).Total);
        }
    }
}
