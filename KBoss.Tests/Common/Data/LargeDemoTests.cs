using KBoss.Domain.Access;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

public sealed class LargeDemoTests
{
    [Fact]
    public async Task The_data_of_a_real_size_comes_once_in_the_numbers_asked_for()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using (var demo = boss.Db())
        {
            await DemoCatalog.AddAsync(demo, root.Id, boss.Now, TestContext.Current.CancellationToken);
        }

        var size = new LargeDemoSize(Distributors: 2, Organizations: 10, Members: 60, Customers: 50);
        var told = new List<int>();

        await boss.Get<LargeDemo>().SeedAsync(size, told.Add);
        await boss.Get<LargeDemo>().SeedAsync(size, told.Add);

        await using var db = boss.Db();
        Assert.Equal([50], told);
        Assert.Equal(2, await db.Organizations.CountAsync(o => o.Code.StartsWith("large-d-") && o.Kind == OrganizationKind.Distributor));
        Assert.Equal(50, await db.Customers.CountAsync());
        Assert.Equal(50, await db.Wallets.CountAsync());
        Assert.Equal(60, await db.Members.CountAsync());
        Assert.Equal(10, await db.Members.Select(m => m.OrganizationId).Distinct().CountAsync());
        Assert.False(await db.Customers.AnyAsync(c => c.SalespersonId != null && !db.Members.Any(m => m.Id == c.SalespersonId && m.OrganizationId == c.SellerId)));
        Assert.Equal((80, 24), (await db.Tickets.CountAsync(), await db.Tickets.CountAsync(t => t.Status == TicketStatus.Closed)));
        // All that the root sells is sold by both, at prices of their own above their costs.
        Assert.Equal(2 * 27, await db.Offers.CountAsync(o => o.OrganizationId != root.Id));
        Assert.True((await db.Offers.Include(o => o.Sku).Where(o => o.OrganizationId != root.Id).ToListAsync())
            .TrueForAll(o => o.PublicTerms.UnitPrice(o.Sku.ListPrice) > o.CostTerms.UnitPrice(o.Sku.ListPrice)));
        Assert.NotNull(await boss.Get<SignInService>().StartAsync("large-b-0001", DemoOrganizations.Password));
    }
}
