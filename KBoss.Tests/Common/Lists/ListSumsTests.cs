using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common.Lists;

/// <summary>The foot of a list adds up everything that was found, not the page that is shown.</summary>
public sealed class ListSumsTests
{
    [Fact]
    public async Task Sums_are_of_everything_found_and_follow_the_filters()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1000m);
        var first = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var second = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 2));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(first.OrderNo);
        await boss.Get<PaymentService>().PayFromWalletAsync(second.OrderNo);
        Assert.Equal(-240m + Charged(await boss.Get<WalletQueries>().CashAsync(Page())), (await boss.Get<WalletQueries>().CashAsync(Page())).Sums["amount"]);
        Assert.Equal(-160m, (await boss.Get<WalletQueries>().CashAsync(Page(("reference", second.OrderNo)))).Sums["amount"]);

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var book = boss.Get<LedgerQueries>();
        var sold = (await book.JournalAsync(Page(("event", "Sale")))).Sums;
        Assert.Equal((240m, 150m, 90m), (sold["amount"], sold["cost"], sold["margin"]));
        var one = await book.JournalAsync(Page(("reference", second.OrderNo)));
        Assert.Equal((1, 160m, 60m), (one.Total, one.Sums["amount"], one.Sums["margin"]));
        Assert.Equal(0m, (await book.JournalAsync(Page(("reference", "nothing")))).Sums["amount"]);
        var everything = await book.JournalAsync(Page() with { Size = 200 });
        Assert.Equal(everything.Rows.Sum(r => r.Amount), (await book.JournalAsync(Page())).Sums["amount"]);
        Assert.Equal(everything.Rows.Sum(r => r.Margin ?? 0), (await book.JournalAsync(Page())).Sums["margin"]);

        var income = await book.StatementAsync("6001", Page());
        Assert.Equal((1, 2, 240m, 0m), (income.Rows.Count, income.Total, income.Sums["credit"], income.Sums["debit"]));
        var wallet = await boss.Get<CashQueries>().OfCustomerAsync(shop.Buyer.Code, Page(("kind", "OrderPayment")));
        Assert.Equal((1, -240m), (wallet.Rows.Count, wallet.Sums["amount"]));
    }

    private static decimal Charged(Page<CashRow> page) => page.Rows[0].BalanceAfter + 240m;

    private static PageRequest Page(params (string Name, string Value)[] filters) =>
        new(1, 1, null, false, filters.ToDictionary(f => f.Name, f => f.Value));
}
