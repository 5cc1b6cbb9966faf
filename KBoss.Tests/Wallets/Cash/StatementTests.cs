using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using KBoss.Tests.Wallets.Offline;

namespace KBoss.Tests.Wallets.Cash;

public sealed class StatementTests
{
    [Fact]
    public void Opening_and_movements_always_add_up_to_the_closing_balance()
    {
        var amount = Gen.Int[-1_000_000, 1_000_000].Select(fen => fen / 100m);
        Gen.Select(amount, Gen.Select(amount, Gen.Int[0, 5]).Array[0, 40], Gen.Int[0, 70]).Sample((opening, moved, month) =>
        {
            var first = new DateOnly(2022, 1, 1).AddMonths(month);
            var statement = Statement.Of(first.AddDays(11), opening, moved.Select((m, i) => (CashKind.Recharge, $"RC{i}", ChinaTime.Start(first), m.Item1)));
            var running = opening;
            return statement.Month == first
                && statement.Lines.All(line => (running += line.Amount) == line.Balance)
                && statement.Closing == running && statement.Closing == statement.Opening + statement.In - statement.Out;
        }, iter: 10_000);
    }

    [Theory]
    [InlineData(2026, 1, "2025-12-31T16:00:00Z", "2026-01-31T16:00:00Z")]
    [InlineData(2028, 2, "2028-01-31T16:00:00Z", "2028-02-29T16:00:00Z")]
    [InlineData(2026, 12, "2026-11-30T16:00:00Z", "2026-12-31T16:00:00Z")]
    public void A_month_begins_and_ends_at_midnight_in_Shanghai(int year, int month, string from, string to)
    {
        var period = Statement.PeriodOf(new DateOnly(year, month, 15));
        Assert.Equal((from, to), (period.From.ToString("yyyy-MM-ddTHH:mm:ssZ"), period.To.ToString("yyyy-MM-ddTHH:mm:ssZ")));
        Assert.Equal(new DateOnly(year, month, 1), Statement.MonthOf(period.From));
        Assert.Equal(new DateOnly(year, month, 1), Statement.MonthOf(period.To.AddTicks(-1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statements_of_following_months_join_and_say_the_same_to_both_sides(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var other = await world.Boss.Given.CustomerAsync(world.Seller);
        var ends = new DateTimeOffset(2026, 1, 31, 16, 0, 0, TimeSpan.Zero);
        await world.EnterAsync(world.Form(500m));
        await world.EnterAsync(world.Form(9m, customer: other));
        world.Boss.Time.SetUtcNow(ends.AddTicks(-1));
        await world.PayAsync(80m);
        world.Boss.Time.SetUtcNow(ends);
        await world.PayAsync(20m, 2);
        var undone = await world.EnterAsync(world.Form(7m));
        await world.ReverseAsync(undone.RechargeNo);
        world.Boss.Time.SetUtcNow(ends.AddDays(40));

        var statements = world.As<StatementQueries>(world.Finance);
        var (january, february, march) = (
            await statements.OfCustomerAsync(world.Customer.Code, "2026-01"), await statements.OfCustomerAsync(world.Customer.Code, "2026-02"),
            await statements.OfCustomerAsync(world.Customer.Code, "2026-03"));

        Assert.Equal((0m, 500m, 80m, 420m, 2), Of(january));
        Assert.Equal((420m, 7m, 47m, 380m, 3), Of(february));
        Assert.Equal((380m, 0m, 0m, 380m, 0), Of(march));
        Assert.Equal((true, true, false), (january.IsOver, february.IsOver, march.IsOver));
        Assert.Equal((world.Seller.Name, world.Customer.Name, $"ST202601-{world.Customer.Code}"), (january.Seller, january.Customer, january.StatementNo));
        Assert.True(january.Since <= january.Statement.Lines[0].At);
        Assert.Equal([420m - 40m, 387m, 380m], february.Statement.Lines.Select(l => l.Balance));
        Assert.Equal([CashKind.OrderPayment, CashKind.OfflineRecharge, CashKind.RechargeReversal], february.Statement.Lines.Select(l => l.Kind));
        var mine = await world.As<StatementQueries>(world.Buyer).MineAsync("2026-02");
        Assert.Equal(february.Statement.Lines, mine.Statement.Lines);
        Assert.Equal((february.StatementNo, february.Seller, february.Customer), (mine.StatementNo, mine.Seller, mine.Customer));
        var sheet = AccessWorld.TextOf((await world.Boss.Get<StatementQueries>().ExportMineAsync("2026-02")).Content);
        Assert.Contains(undone.RechargeNo, sheet, StringComparison.Ordinal);
        Assert.Contains("380", sheet, StringComparison.Ordinal);
        Assert.All(
            [mine.StatementNo, mine.Seller, mine.Customer, mine.CustomerCode, "2026-02-01 – 2026-02-28"],
            said => Assert.Contains(said, sheet, StringComparison.Ordinal));

        static (decimal, decimal, decimal, decimal, int) Of(StatementDetails d) =>
            (d.Statement.Opening, d.Statement.In, d.Statement.Out, d.Statement.Closing, d.Statement.Lines.Count);
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-02")]
    [InlineData("9999-12")]
    [InlineData("0001-01")]
    [InlineData("x")]
    public async Task A_month_that_is_none_or_lies_ahead_is_refused_and_without_one_it_is_the_one_under_way(string month)
    {
        await using var world = await MoneyWorld.StartAsync();
        var statements = world.As<StatementQueries>(world.Buyer);
        Assert.Equal(("2026-01", "2026-01"), ((await statements.MineAsync(null)).Month, (await statements.MineAsync("")).Month));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => statements.MineAsync(month));
        Assert.Equal(("Wallets.MonthInvalid", "month"), (refusal.Code, refusal.Field));
        Assert.Equal("Wallets.MonthInvalid", await MoneyWorld.RefusedAsync(() => statements.ExportMineAsync(month)));
        Assert.Equal("Wallets.MonthInvalid", await MoneyWorld.RefusedAsync(
            () => world.As<StatementQueries>(world.Finance).OfCustomerAsync(world.Customer.Code, month)));
    }

    [Fact]
    public async Task A_statement_is_for_its_two_sides_and_for_Sales_of_their_own_customers()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        var sales = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<StatementQueries>(sales).OfCustomerAsync(world.Customer.Code, null));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CashQueries>(sales).CustomerAsync(world.Customer.Code));
        await using (var db = world.Boss.Db())
        {
            db.Customers.Single(c => c.BuyerId == world.Customer.Id).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        Assert.Equal(world.Customer.Name, (await world.As<StatementQueries>(sales).OfCustomerAsync(world.Customer.Code, null)).Customer);
        Assert.Equal(world.Customer.Code, Assert.Single((await world.Boss.Get<CashQueries>().WalletsAsync(CreditTests.Request())).Rows).Code);
        var above = await world.Boss.Given.MemberAsync(world.Root, Role.Finance);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<StatementQueries>(above).OfCustomerAsync(world.Customer.Code, null));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Customer));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<StatementQueries>().MineAsync(null));
    }
}
