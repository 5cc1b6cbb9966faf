using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Tests.Support;
using KBoss.Tests.Wallets.Offline;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Wallets.Cash;

public sealed class CreditTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R_ORD_4_a_wallet_goes_down_to_its_limit_and_not_a_fen_further(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        await world.EnterAsync(world.Form(30m));
        var figures = await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, 50m);
        Assert.Equal((30m, 50m, 80m), (figures.Balance, figures.CreditLimit, figures.Available));
        Assert.Equal(80m, (await world.As<WalletQueries>(world.Buyer).FiguresAsync()).Available);

        Assert.Equal("Wallets.BalanceShort", await MoneyWorld.RefusedAsync(() => world.PayAsync(80.01m)));
        await world.PayAsync(80m);
        Assert.Equal("Wallets.BalanceShort", await MoneyWorld.RefusedAsync(() => world.PayAsync(0.01m)));

        Assert.Equal(-50m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
        var row = Assert.Single((await world.As<CashQueries>(world.Finance).WalletsAsync(Request(("state", "negative")))).Rows);
        Assert.Equal((-50m, 50m, 0m), (row.Balance, row.CreditLimit, row.Available));
    }

    [Fact]
    public async Task A_limit_below_what_is_used_stands_and_nothing_more_can_be_spent()
    {
        await using var world = await MoneyWorld.StartAsync();
        var credit = world.As<CreditService>(world.Finance);
        await credit.GrantAsync(world.Customer.Code, 0m, 100m);
        await world.PayAsync(80m);

        var figures = await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 100m, 20m);

        Assert.Equal((-80m, 20m, -60m), (figures.Balance, figures.CreditLimit, figures.Available));
        Assert.Equal("Wallets.BalanceShort", await MoneyWorld.RefusedAsync(() => world.PayAsync(0.01m)));
        await world.EnterAsync(world.Form(70m));
        await world.PayAsync(10m);
        Assert.Equal(-20m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData("-0.01")]
    [InlineData("10000000.01")]
    [InlineData("10.001")]
    public async Task A_limit_is_an_amount_of_zero_or_more(string limit)
    {
        await using var world = await MoneyWorld.StartAsync();
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.As<CreditService>(world.Finance)
            .GrantAsync(world.Customer.Code, 0m, decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(("Wallets.CreditInvalid", "credit"), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_Admins_of_the_seller_are_told_of_a_limit_that_is_raised_and_of_no_other(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var credit = world.As<CreditService>(world.Finance);
        await credit.GrantAsync(world.Customer.Code, 0m, 10_000_000m);
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 10_000_000m, 20m);

        await using var db = world.Boss.Db();
        var notice = await db.Notices.SingleAsync(n => n.Kind == "CreditRaised");
        Assert.Equal((world.Admin.MemberId, world.Seller.Id, world.Customer.Code), (notice.MemberId, notice.OrganizationId, notice.Subject));
        Assert.Equal([world.Finance.Name, world.Customer.Name, "0.00", "10,000,000.00"], notice.Args.Split('\n'));
    }

    [Fact]
    public async Task A_limit_that_somebody_else_has_changed_since_it_was_shown_is_not_overwritten()
    {
        await using var world = await MoneyWorld.StartAsync();
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, 100m);
        Assert.Equal("Common.ChangedMeanwhile", await MoneyWorld.RefusedAsync(() => world.Boss.Get<CreditService>().GrantAsync(world.Customer.Code, 0m, 50m)));
        Assert.Equal(100m, (await world.WalletAsync()).CreditLimit);
    }

    [Fact]
    public async Task Credit_is_granted_by_Finance_to_its_own_customers_and_the_audit_log_says_so()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, 12.5m);
        await using (var db = world.Boss.Db())
        {
            var line = await db.AuditEntries.SingleAsync(a => a.After.Contains("CreditLimit"));
            Assert.Equal((world.Seller.Id, world.Finance.MemberId), (line.OrganizationId, line.MemberId));
            Assert.Contains("12.5", line.After, StringComparison.Ordinal);
        }

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Finance));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<CreditService>().GrantAsync(world.Customer.Code, 12.5m, 0m));
        foreach (var role in new[] { Role.Sales, Role.Admin, Role.Operations })
        {
            world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Seller, role));
            await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<CreditService>().GrantAsync(world.Customer.Code, 12.5m, 0m));
        }
    }

    [Fact]
    public async Task R_ORD_4_a_limit_that_is_lowered_while_somebody_pays_holds_for_whoever_comes_second()
    {
        using var queue = new ReadFirst();
        await using var world = await MoneyWorld.StartAsync(boss: await queue.StartAsync());
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, 100m);
        var order = await world.Boss.Given.OrderAsync(world.Customer, world.Buyer, (world.Offer, 80m, 1));
        queue.Meanwhile(() => world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 100m, 79.99m));

        var paid = await Ending.OfAsync(() => world.As<PaymentService>(world.Buyer).PayFromWalletAsync(order.OrderNo));

        Assert.Equal("Wallets.BalanceShort", paid);
        Assert.Equal((0m, 79.99m), ((await world.WalletAsync()).Balance, (await world.WalletAsync()).CreditLimit));
    }

    internal static Infrastructure.Common.PageRequest Request(params (string Name, string Value)[] filters) =>
        new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));
}
