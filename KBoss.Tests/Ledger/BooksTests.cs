using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Ledger;

/// <summary>A book is read once and kept, and is never older than the posting that goes by it.</summary>
public sealed class BooksTests
{
    public enum Change
    {
        RuleTakesAnotherAccount,
        AccountIsKeptByCustomer,
        RuleIsGivenUp,
        AccountIsGivenUp,
        RuleIsMadeAnew,
    }

    [Theory]
    [InlineData(Change.RuleTakesAnotherAccount)]
    [InlineData(Change.AccountIsKeptByCustomer)]
    [InlineData(Change.RuleIsGivenUp)]
    [InlineData(Change.AccountIsGivenUp)]
    [InlineData(Change.RuleIsMadeAnew)]
    public async Task What_another_process_has_changed_of_a_book_holds_for_the_next_posting(Change change)
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await PayAsync(boss, shop);
        await using var other = await TestKBoss.StartAsync(null, boss.Place);
        await using (var db = other.Db())
        {
            await ChangeAsync(db, shop.Root.Id, change);
        }

        switch (change)
        {
            case Change.RuleIsGivenUp:
                Assert.Equal("Ledger.RuleMissing", await RefusalAsync(boss, shop));
                break;
            case Change.AccountIsGivenUp:
                Assert.Equal("Ledger.AccountMissing", await RefusalAsync(boss, shop));
                break;
            default:
                var revenue = (await PayAsync(boss, shop)).Single(l => l.Credit == 80m);
                Assert.Equal(
                    change == Change.AccountIsKeptByCustomer ? (DefaultBook.Revenue, shop.Buyer.Id) : ("6051", default(long?)),
                    (revenue.Account.Code, revenue.CounterpartyId));
                break;
        }
    }

    [Fact]
    public async Task A_use_case_that_changes_a_book_posts_by_it_as_it_is_then()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await PayAsync(boss, shop);

        await boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(shop.Root.Id, shop.Buyer.Id), null, async db =>
        {
            await ChangeAsync(db, shop.Root.Id, Change.RuleTakesAnotherAccount);
            await boss.Get<LedgerService>().PostAsync(db, shop.Root.Id, new LedgerEvent(
                LedgerEvents.Sale, "KB1", boss.Now, [new(LedgerEvents.Gross, 7m, shop.Buyer.Id)]));
            await db.SaveChangesAsync();
        });

        await using var after = boss.Db();
        Assert.Equal("6051", (await after.JournalLines.Include(l => l.Account).SingleAsync(l => l.Credit == 7m)).Account.Code);
    }

    [Fact]
    public async Task A_book_that_was_changed_and_undone_is_forgotten_even_if_the_next_change_looks_alike()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await PayAsync(boss, shop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => boss.Get<KBossDbContextFactory>().InTransactionAsync(
            OrganizationScope.Of(shop.Root.Id, shop.Buyer.Id), null, async db =>
            {
                await ChangeAsync(db, shop.Root.Id, Change.RuleTakesAnotherAccount, "6052");
                await boss.Get<LedgerService>().PostAsync(db, shop.Root.Id, new LedgerEvent(
                    LedgerEvents.Sale, "KB1", boss.Now, [new(LedgerEvents.Gross, 7m, shop.Buyer.Id)]));
                throw new InvalidOperationException("undone");
            }));

        // SQLite gives the key of the account that is gone to the one that is added here, and as many rows were changed as often.
        await using (var db = boss.Db())
        {
            await ChangeAsync(db, shop.Root.Id, Change.RuleTakesAnotherAccount, takes: "1002");
        }

        Assert.Equal("1002", (await PayAsync(boss, shop)).Single(l => l.Credit == 80m).Account.Code);
    }

    [Fact]
    public async Task A_book_that_stands_where_it_stood_is_not_read_again()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await PayAsync(boss, shop);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1), (shop.Offer, 80m, 2));

        using var asked = new CommandCount(boss);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);

        // The order as its buyer sees it, the chain behind it, the order with all that paying it needs, and where the book stands.
        Assert.Equal(4, asked.Queries.Count);
        // Order, its change, wallet, cash, entry with four lines, two tasks, how far the two lines are, two lines of the audit log, two messages
        // about the tasks; and nothing around them.
        Assert.Equal(4 + 17, asked.Commands.Count);
    }

    /// <summary>Pays an order of 80 yuan and gives what it posted.</summary>
    private static async Task<List<JournalLine>> PayAsync(TestKBoss boss, Shop shop)
    {
        var order = await OrderAsync(boss, shop);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        await using var db = boss.Db();
        var entry = await db.JournalEntries.Include(e => e.Lines).ThenInclude(l => l.Account).SingleAsync(e => e.Reference == order.OrderNo);
        return [.. entry.Lines];
    }

    private static async Task<string> RefusalAsync(TestKBoss boss, Shop shop)
    {
        var order = await OrderAsync(boss, shop);
        var refusal = await Assert.ThrowsAsync<Domain.Common.RuleException>(() => boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo));
        return refusal.Code;
    }

    private static async Task<Order> OrderAsync(TestKBoss boss, Shop shop)
    {
        boss.SignIn(shop.Member);
        return await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
    }

    /// <summary>What a page for books may do one day.</summary>
    private static async Task ChangeAsync(KBossDbContext db, long book, Change change, string code = "6051", string? takes = null)
    {
        var rule = await db.PostingRules.Include(r => r.Lines).SingleAsync(r => r.OrganizationId == book && r.EventKind == LedgerEvents.Sale);
        var revenue = await db.Accounts.SingleAsync(a => a.OrganizationId == book && a.Code == DefaultBook.Revenue);
        switch (change)
        {
            case Change.RuleTakesAnotherAccount:
                db.Add(new Account(book, code, "其他业务收入", "Other revenue", AccountKind.Revenue));
                db.Entry(rule.Lines.Single(l => l.AccountCode == DefaultBook.Revenue)).Property(l => l.AccountCode).CurrentValue = takes ?? code;
                break;
            case Change.AccountIsKeptByCustomer:
                db.Entry(revenue).Property(a => a.Counterparty).CurrentValue = CounterpartyKind.Customer;
                break;
            case Change.RuleIsGivenUp:
                db.RemoveRange(rule.Lines);
                db.Remove(rule);
                break;
            case Change.AccountIsGivenUp:
                // It has been posted to, so that it stays under another code.
                db.Entry(revenue).Property(a => a.Code).CurrentValue = "6001-2025";
                break;
            case Change.RuleIsMadeAnew:
                db.RemoveRange(rule.Lines);
                db.Remove(rule);
                await db.SaveChangesAsync();
                db.Add(new Account(book, code, "其他业务收入", "Other revenue", AccountKind.Revenue));
                db.Add(new PostingRule(book, LedgerEvents.Sale, rule.Lines.OrderBy(l => l.Number)
                    .Select(l => (l.Side, l.AccountCode == DefaultBook.Revenue ? code : l.AccountCode, l.Amount))));
                break;
        }

        await db.SaveChangesAsync();
    }
}
