using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Ledger;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Ledger;

public sealed class JournalTests
{
    [Theory]
    [InlineData("to", "9999-12-31", 1)]
    [InlineData("from", "9999-12-31", 0)]
    [InlineData("from", "0001-01-01", 1)]
    [InlineData("to", "0001-01-01", 0)]
    public async Task Any_day_there_is_can_be_filtered_by(string filter, string day, int found)
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var page = new PageRequest(1, 50, null, false, new Dictionary<string, string> { [filter] = day });
        Assert.Equal(found, (await boss.Get<LedgerQueries>().JournalAsync(page)).Total);
    }

    [Fact]
    public async Task What_the_pages_of_the_book_show_is_exported_with_the_same_filters_and_noted_in_the_audit_log()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await boss.Given.MoneyAsync(await boss.Given.CustomerAsync(shop.Root), 55.5m);
        var finance = await boss.Given.MemberAsync(shop.Root, Role.Finance);
        boss.SignIn(finance);
        var (ledger, exports) = (boss.Get<LedgerQueries>(), boss.Get<LedgerExports>());

        var all = (await ledger.JournalAsync(Workbooks.Page())).Rows;
        var journal = Workbooks.Rows((await exports.JournalAsync(Workbooks.Page())).Content);
        // One row for each line, the amount of an entry on its first alone.
        Assert.Equal(all.Sum(e => e.Lines.Count), journal.Count);
        Assert.Equal(all.Count, journal.Count(row => row[4].Length > 0));
        var found = Workbooks.Rows((await exports.JournalAsync(Workbooks.Page(("party", shop.Buyer.Name)))).Content);
        Assert.NotEmpty(found);
        Assert.True(found.Count < journal.Count);
        Assert.All(found, row => Assert.Equal(shop.Buyer.Name, row[3]));

        var account = all[0].Lines[0].AccountCode;
        var statement = (await ledger.StatementAsync(account, Workbooks.Page())).Rows;
        var moved = Workbooks.Rows((await exports.StatementAsync(account, Workbooks.Page())).Content);
        Assert.Equal(statement.Select(row => row.Reference), moved.Select(row => row[2]));
        Assert.Empty(Workbooks.Rows((await exports.StatementAsync(account, Workbooks.Page(("from", "9999-12-31")))).Content));
        await Assert.ThrowsAsync<NotFoundException>(() => exports.StatementAsync("9999", Workbooks.Page()));

        var book = await ledger.TrialBalanceAsync();
        var balance = Workbooks.Rows((await exports.TrialBalanceAsync()).Content);
        Assert.Equal(book.Rows.Select(row => row.Code).Append(""), balance.Select(row => row[0]));

        await using var db = boss.Db(shop.Root.Id);
        Assert.Equal(
            ["JournalExported", "JournalExported", "AccountExported", "AccountExported", "TrialBalanceExported"],
            await db.AuditEntries.Where(a => a.MemberId == finance.MemberId && a.Action.EndsWith("Exported")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());

        await Assert.ThrowsAnyAsync<RuleException>(() => exports.JournalAsync(Workbooks.Page(("from", "yesterday"))));
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => exports.JournalAsync(Workbooks.Page()));
        await Assert.ThrowsAsync<PermissionException>(() => exports.StatementAsync(account, Workbooks.Page()));
        await Assert.ThrowsAsync<PermissionException>(() => exports.TrialBalanceAsync());
    }
}
