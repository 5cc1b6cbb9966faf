using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets.Offline;

/// <summary>Random sequences of everything that moves a wallet, one after the other and all at once.</summary>
public sealed class MoneyPropertyTests
{
    private static readonly string[] Refusals =
        ["", "Wallets.BalanceShort", "Wallets.MoneySpent", "Wallets.ReversedAlready", "Wallets.ReferenceUsed", "Common.ChangedMeanwhile"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public async Task R_LED_3_after_any_sequence_wallet_prepaid_account_and_records_say_the_same(int seed, bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var random = new Random(seed);
        var (entered, limit, balance) = (new List<string>(), 0m, 0m);
        for (var i = 0; i < 30; i++)
        {
            var amount = random.Next(1, 30_000) / 100m;
            switch (random.Next(5))
            {
                case 0 or 1:
                    entered.Add((await world.EnterAsync(world.Form(amount, (RechargeChannel)random.Next(1, 4)))).RechargeNo);
                    balance += amount;
                    break;
                case 2:
                    Assert.Equal(amount <= balance + limit ? "" : "Wallets.BalanceShort", await Ending.OfAsync(() => world.PayAsync(amount)));
                    balance -= amount <= balance + limit ? amount : 0;
                    break;
                case 3 when entered.Count > 0:
                    var no = entered[random.Next(entered.Count)];
                    var stored = await world.EnteredAsync(no);
                    var expected = stored.ReversedAt is not null ? "Wallets.ReversedAlready" : stored.Amount > balance ? "Wallets.MoneySpent" : "";
                    Assert.Equal(expected, await Ending.OfAsync(() => world.ReverseAsync(no)));
                    balance -= expected.Length == 0 ? stored.Amount : 0;
                    break;
                default:
                    await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, limit, amount);
                    limit = amount;
                    break;
            }

            Assert.Equal((balance, limit), ((await world.WalletAsync()).Balance, (await world.WalletAsync()).CreditLimit));
        }

        await world.AssertBooksAsync();
        var statement = (await world.As<StatementQueries>(world.Buyer).MineAsync(null)).Statement;
        Assert.Equal(balance, statement.Closing);
    }

    [Fact]
    public async Task R_ORD_4_all_at_once_never_take_the_wallet_below_its_limit_and_the_books_agree()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        const decimal limit = 60m;
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, limit);
        var reversible = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            reversible.Add((await world.EnterAsync(world.Form(30m))).RechargeNo);
        }

        var orders = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            orders.Add((await world.Boss.Given.OrderAsync(world.Customer, world.Buyer, (world.Offer, 40m, 1))).OrderNo);
        }

        // Each window has somebody of its own in it: Finance and the buyer act at the same moment.
        var acts = orders.Select(no => (Func<IServiceProvider, Task>)(s => Of<PaymentService>(s, world.Buyer).PayFromWalletAsync(no)))
            .Concat(reversible.Select(no => (Func<IServiceProvider, Task>)(s => Of<OfflineRechargeService>(s, world.Finance).ReverseAsync(no, "并发"))))
            .Concat(Enumerable.Range(0, 4).Select(_ => (Func<IServiceProvider, Task>)(s => Of<OfflineRechargeService>(s, world.Finance).EnterAsync(world.Form(25m)))))
            .OrderBy(_ => Random.Shared.Next()).ToList();
        var outcomes = await Ending.OfAllAsync(world.Boss, acts.Count, (services, i) => acts[i](services));

        Assert.Empty(outcomes.Except(Refusals));
        await using var db = world.Boss.Db();
        Assert.All(await db.CashRecords.Where(r => r.BuyerId == world.Customer.Id).ToListAsync(), r => Assert.True(r.BalanceAfter >= -limit));
        Assert.Contains("", outcomes);
        await world.AssertBooksAsync();
    }

    private static T Of<T>(IServiceProvider services, Actor actor)
        where T : notnull => ActivatorUtilities.CreateInstance<T>(services, new TestActor { Current = actor });
}
