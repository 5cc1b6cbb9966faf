using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets;

public sealed class BookVerificationTests
{
    [Fact]
    public async Task R_LED_3_wallets_equal_the_book_after_any_sequence_of_recharges_and_payments()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(300m);
        var other = await boss.Given.CustomerAsync(shop.Root);
        await boss.Given.MoneyAsync(other, 0.01m);
        boss.SignIn(shop.Member);
        var random = new Random(42);
        for (var i = 0; i < 12; i++)
        {
            if (random.Next(2) == 0)
            {
                await boss.Given.MoneyAsync(shop.Buyer, random.Next(1, 10_000) / 100m);
            }
            else
            {
                var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, random.Next(1, 200_000) / 1000m, random.Next(1, 3)));
                try
                {
                    await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
                }
                catch (RuleException e)
                {
                    Assert.Equal("Wallets.BalanceShort", e.Code);
                }
            }
        }

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var result = await boss.Get<BookVerification>().VerifyAsync();
        Assert.True(result.Proven);
        Assert.Equal(2, result.Wallets);
        var trial = await boss.Get<LedgerQueries>().TrialBalanceAsync();
        Assert.True(trial.Balances);
        Assert.True(trial.Debit > 0);
    }

    [Fact]
    public async Task R_LED_3_verify_names_a_wallet_that_was_tampered_with()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(300m);
        await using (var db = boss.Db())
        {
            await db.Wallets.ExecuteUpdateAsync(s => s.SetProperty(w => w.Balance, 999m));
        }

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var mismatch = Assert.Single((await boss.Get<BookVerification>().VerifyAsync()).Mismatches);
        Assert.Equal((shop.Buyer.Name, 999m, 300m), (mismatch.Customer, mismatch.Wallet, mismatch.Book));
    }

    [Fact]
    public async Task R_LED_3_verify_agrees_while_others_sell()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1_000m);
        var orders = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            orders.Add((await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 1m, 1))).OrderNo);
        }

        boss.SignIn(shop.Member);
        var sellers = orders.Chunk(25).Select(part => Task.Run(async () =>
        {
            await using var scope = boss.NewScope();
            foreach (var order in part)
            {
                await scope.ServiceProvider.GetRequiredService<PaymentService>().PayFromWalletAsync(order);
            }
        })).ToList();
        var results = new List<VerificationResult>();
        while (results.Count < 50 || sellers.Any(s => !s.IsCompleted))
        {
            await using var db = boss.Db(shop.Root.Id);
            results.Add(await BookVerification.RunAsync(db, shop.Root.Id, boss.Now, CancellationToken.None));
        }

        await Task.WhenAll(sellers);
        Assert.Empty(results.SelectMany(r => r.Mismatches));
        Assert.All(results, result => Assert.True(result.Proven));
    }

    [Fact]
    public async Task A_book_is_seen_by_its_own_finance_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var child = await boss.Given.DistributorAsync(shop.Root);
        boss.SignIn(await boss.Given.MemberAsync(child, Role.Finance));
        Assert.Equal(0m, (await boss.Get<LedgerQueries>().TrialBalanceAsync()).Debit);
        Assert.Equal(0, (await boss.Get<LedgerQueries>().JournalAsync(new PageRequest(1, 20, null, false, new Dictionary<string, string>()))).Total);
        boss.SignIn(shop.Member);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<LedgerQueries>().TrialBalanceAsync());
        boss.SignIn(null);
        await Assert.ThrowsAnyAsync<RuleException>(() => boss.Get<LedgerQueries>().TrialBalanceAsync());
    }

    [Fact]
    public async Task The_statement_of_an_account_carries_the_running_balance_over_its_pages()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(0m);
        foreach (var amount in new[] { 10m, 20m, 30m })
        {
            await boss.Given.MoneyAsync(shop.Buyer, amount);
        }

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var statement = await boss.Get<LedgerQueries>().StatementAsync(DefaultBook.Prepaid, new PageRequest(2, 2, null, false, new Dictionary<string, string>()));
        Assert.Equal(3, statement.Total);
        var row = Assert.Single(statement.Rows);
        Assert.Equal((30m, 60m, shop.Buyer.Name), (row.Credit, row.Balance, row.Counterparty));
        Assert.Equal(60m, (await boss.Get<LedgerQueries>().AccountAsync(DefaultBook.Prepaid)).Balance);
    }
}
