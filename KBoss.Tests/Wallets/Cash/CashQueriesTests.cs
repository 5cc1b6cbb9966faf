using KBoss.Domain.Access;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using KBoss.Tests.Wallets.Offline;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Wallets.Cash;

public sealed class CashQueriesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Finance_sees_the_money_of_all_its_customers_with_the_sums_of_what_is_found(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var other = await world.Boss.Given.CustomerAsync(world.Seller);
        var sales = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        await using (var db = world.Boss.Db())
        {
            db.Customers.Single(c => c.BuyerId == other.Id).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        var entered = await world.EnterAsync(world.Form(200.5m));
        await world.EnterAsync(world.Form(10m, customer: other));
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        await world.PayAsync(80.25m);
        // Of somebody else, above or below.
        await world.Boss.Given.MoneyAsync(await world.Boss.Given.CustomerAsync(below ? world.Root : await world.Boss.Given.DistributorAsync(world.Root)), 999m);
        var cash = world.As<CashQueries>(world.Finance);

        async Task<(int Rows, decimal In, decimal Out)> With(params (string, string)[] filters)
        {
            var (page, sums) = (await cash.ListAsync(CreditTests.Request(filters)), await cash.SumsAsync(CreditTests.Request(filters)));
            Assert.Equal((page.Rows.Where(r => r.Amount > 0).Sum(r => r.Amount), page.Rows.Where(r => r.Amount < 0).Sum(r => r.Amount)), (sums.In, sums.Out));
            return (page.Total, sums.In, sums.Out);
        }

        Assert.Equal((3, 210.5m, -80.25m), await With());
        Assert.Equal((2, 200.5m, -80.25m), await With(("customer", world.Customer.Name)));
        Assert.Equal((2, 210.5m, 0m), await With(("kind", nameof(CashKind.OfflineRecharge))));
        Assert.Equal((1, 200.5m, 0m), await With(("reference", entered.RechargeNo.ToLowerInvariant())));
        Assert.Equal((1, 10m, 0m), await With(("salesperson", $"{sales.MemberId}")));
        Assert.Equal((2, 200.5m, -80.25m), await With(("salesperson", "none")));
        Assert.Equal((2, 210.5m, 0m), await With(("to", "2026-01-05")));
        Assert.Equal((1, 0m, -80.25m), await With(("from", "2026-01-06")));
        Assert.Equal((0, 0m, 0m), await With(("customer", "没有这个客户")));
        Assert.Equal(120.25m, (await cash.ListAsync(CreditTests.Request())).Rows[0].BalanceAfter);
        Assert.Equal([sales.Name], (await cash.ServingAsync()).Select(s => s.Name));

        var wallets = await cash.WalletsAsync(CreditTests.Request() with { Sort = "balance", Descending = true });
        Assert.Equal([120.25m, 10m], wallets.Rows.Select(w => w.Balance));
        Assert.Equal(130.25m, (await cash.WalletSumsAsync(CreditTests.Request())).Net);
        Assert.Equal(2, (await cash.OfCustomerAsync(world.Customer.Code, CreditTests.Request())).Total);
        Assert.Contains(entered.RechargeNo, AccessWorld.TextOf((await cash.ExportAsync(CreditTests.Request())).Content), StringComparison.Ordinal);
        Assert.Contains(other.Code, AccessWorld.TextOf((await cash.ExportWalletsAsync(CreditTests.Request())).Content), StringComparison.Ordinal);

        var own = world.As<CashQueries>(sales);
        Assert.Equal([other.Code], (await own.ListAsync(CreditTests.Request())).Rows.Select(r => r.Code));
        Assert.Equal(10m, (await own.SumsAsync(CreditTests.Request())).Net);
        Assert.Equal([other.Code], (await own.WalletsAsync(CreditTests.Request())).Rows.Select(r => r.Code));
    }
}
