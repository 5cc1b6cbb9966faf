using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Ledger;
using KBoss.Tests.Support;

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
}
