using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Tests.Support;

namespace KBoss.Tests.Reports;

/// <summary>What homes ask of the database: each fewer than six times, however much lies behind it.</summary>
public sealed class HomeCostTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_home_is_read_in_fewer_than_six_queries_however_much_lies_behind_it(int level)
    {
        await using var world = await HomeWorld.StartAsync(level);
        await using (var db = world.Boss.Db())
        {
            // With all that a home may have to say.
            var import = new WorkbookImport(world.Seller.Id, "TermsPublic", 0, By.Part("Test"), "0123456789abcdef0123456789abcdef", "terms.xlsx", world.Boss.Now);
            import.Commit(1, 0, 0, 2, world.Boss.Now);
            db.Add(import);
            await db.SaveChangesAsync();
        }

        var problems = new List<string>();
        foreach (var (who, actor) in world.Staff.Select(s => (s.Key.ToString(), s.Value)).Append(("a customer", world.Buyer)))
        {
            await CountAsync(actor);
            var before = await CountAsync(actor);
            if (before.Count is 0 or >= 6)
            {
                problems.Add($"The home of {who} asks {before.Count} times: {string.Join(Environment.NewLine, before)}");
            }

            await world.PayAsync(1);
            // The shelf is counted anew after a change of what is sold, not after a sale.
            Assert.Equal(before.Count, (await CountAsync(actor)).Count);
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));

        async Task<IReadOnlyCollection<string>> CountAsync(Actor actor)
        {
            await using var pages = new PageTest(world.Boss, actor);
            using var sql = new CommandCount(world.Boss);
            if (actor.Kind == OrganizationKind.Customer)
            {
                pages.CustomersHome();
            }
            else
            {
                pages.Home();
            }

            Assert.False(sql.Wrote);
            return [.. sql.Commands];
        }
    }
}
