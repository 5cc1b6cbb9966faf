using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Marketing;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Reports.Opportunities;
using KBoss.Tests.Marketing;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>Whom it is worth talking to, and that nobody else is told.</summary>
public sealed class OpportunityTests
{
    private static readonly string[] Due = ["RS29", "RS-1", "RS-6"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Due_is_what_ends_within_thirty_days_or_is_in_grace_and_does_not_renew_by_itself(bool secondLevel)
    {
        await using var world = await CampaignWorld.StartAsync(secondLevel);
        var (customer, buyer, _) = await world.CustomerAsync(world.First);
        await ResourcesAsync(world, customer, buyer, 31, 29, 10, -1, -6, -8);
        await using (var db = world.Boss.Db())
        {
            var wish = new AutoRenewal(customer.Id, "RS10");
            db.Add(wish);
            db.Entry(wish).Property(w => w.IsOn).CurrentValue = true;
            await db.SaveChangesAsync();
        }

        var rows = (await world.As<OpportunityQueries>(world.First).DueAsync(CampaignWorld.All)).Rows;
        Assert.Equal(Due.Order(StringComparer.Ordinal), rows.Select(r => r.ResourceNo).Order(StringComparer.Ordinal));
        Assert.Equal([-6, -1, 29], rows.Select(r => r.DaysLeft));
        Assert.Equal([ResourceState.Grace, ResourceState.Grace, ResourceState.Ending], rows.Select(r => r.State));
        Assert.All(rows, r => Assert.Equal((customer.Code, customer.Name, world.First.Name), (r.CustomerCode, r.CustomerName, r.Salesperson)));
        Assert.Equal(3, (await world.As<OpportunityQueries>(world.Operations).DueAsync(CampaignWorld.Ask(("q", customer.Name)))).Total);
        Assert.Equal(0, (await world.As<OpportunityQueries>(world.Operations).DueAsync(CampaignWorld.Ask(("salesperson", "none")))).Total);
        Assert.Empty((await world.As<OpportunityQueries>(world.Second).DueAsync(CampaignWorld.All)).Rows);
        var stranger = await world.Boss.Given.MemberAsync(await world.Boss.Given.DistributorAsync(world.Root), Role.Operations);
        Assert.Empty((await world.As<OpportunityQueries>(stranger).DueAsync(CampaignWorld.All)).Rows);
        if (secondLevel)
        {
            // Nor does whoever stands above see the customers of a distributor below.
            var above = await world.Boss.Given.MemberAsync(world.Root, Role.Operations);
            Assert.Empty((await world.As<OpportunityQueries>(above).DueAsync(CampaignWorld.All)).Rows);
        }

        // The campaign to these reaches the customer once.
        var service = world.As<CampaignService>(world.First);
        Assert.Equal(1, (await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts(CampaignSource.Due)))).Found);
    }

    [Fact]
    public async Task Unused_are_those_that_paid_nothing_for_a_while_and_have_nothing_that_runs()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (idle, _, _) = await world.CustomerAsync(world.First);
        var (rich, _, _) = await world.CustomerAsync(world.First);
        await world.Boss.Given.MoneyAsync(rich, 300m);
        var (running, runner, _) = await world.CustomerAsync(world.First);
        var (paying, payer, _) = await world.CustomerAsync(world.First);
        var offer = await OfferAsync(world);
        var paidLong = await PaidAsync(world, idle, await world.Boss.Given.MemberAsync(idle, Role.Buyer), offer, 10m);
        world.Boss.Time.Advance(TimeSpan.FromDays(59));
        await world.CustomerAsync(world.First);
        Assert.Empty((await world.As<OpportunityQueries>(world.First).UnusedAsync(CampaignWorld.All)).Rows);
        await ResourcesAsync(world, running, runner, 100);
        await PaidAsync(world, paying, payer, offer, 10m);
        world.Boss.Time.Advance(TimeSpan.FromDays(2));

        var rows = (await world.As<OpportunityQueries>(world.First).UnusedAsync(CampaignWorld.All)).Rows;
        Assert.Equal([rich.Code, idle.Code], rows.Select(r => r.Code));
        Assert.Equal((300m, null, 0m, paidLong), (rows[0].Balance, rows[0].LastPaidAt, rows[1].Balance, rows[1].LastPaidAt));
        Assert.Equal([rich.Code], (await world.As<OpportunityQueries>(world.First).UnusedAsync(CampaignWorld.Ask(("money", "yes")))).Rows.Select(r => r.Code));
        Assert.Empty((await world.As<OpportunityQueries>(world.First).UnusedAsync(CampaignWorld.Ask(("days", "90")))).Rows);
        // A number that is not offered counts as none.
        Assert.Equal(2, (await world.As<OpportunityQueries>(world.First).UnusedAsync(CampaignWorld.Ask(("days", "1")))).Total);
        Assert.Empty((await world.As<OpportunityQueries>(world.Second).UnusedAsync(CampaignWorld.All)).Rows);
        var service = world.As<CampaignService>(world.First);
        Assert.Equal(1, (await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts(CampaignSource.Unused, filters: ("money", "yes"))))).Found);
    }

    [Fact]
    public async Task Growing_are_those_that_pay_thirty_percent_more_than_before()
    {
        await using var world = await CampaignWorld.StartAsync();
        var offer = await OfferAsync(world);
        var (grown, one, _) = await world.CustomerAsync(world.First);
        var (less, two, _) = await world.CustomerAsync(world.First);
        var (fresh, three, _) = await world.CustomerAsync(world.First);
        var (most, four, _) = await world.CustomerAsync(world.Second);
        await PaidAsync(world, grown, one, offer, 100m);
        await PaidAsync(world, less, two, offer, 100m);
        await PaidAsync(world, most, four, offer, 200m);
        world.Boss.Time.Advance(TimeSpan.FromDays(95));
        await PaidAsync(world, grown, one, offer, 130m);
        await PaidAsync(world, less, two, offer, 129.99m);
        await PaidAsync(world, fresh, three, offer, 500m);
        await PaidAsync(world, most, four, offer, 1000m);
        var unpaid = await world.Boss.Given.OrderAsync(less, two, (offer, 900m, 1));
        Assert.Null(unpaid.PaidAt);

        var row = Assert.Single((await world.As<OpportunityQueries>(world.First).GrowingAsync(CampaignWorld.All)).Rows);
        Assert.Equal((grown.Code, 130m, 100m, 0.3m), (row.Code, row.Recent, row.Before, row.Change));
        Assert.Equal([most.Code, grown.Code], (await world.As<OpportunityQueries>(world.Operations).GrowingAsync(CampaignWorld.All)).Rows.Select(r => r.Code));
        var service = world.As<CampaignService>(world.Operations);
        Assert.Equal(2, (await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts(CampaignSource.Growing)))).Found);
    }

    [Fact]
    public async Task Every_list_is_sorted_paged_and_exported_by_few_queries()
    {
        await using var world = await CampaignWorld.StartAsync();
        var offer = await OfferAsync(world);
        for (var i = 0; i < 3; i++)
        {
            var (customer, buyer, _) = await world.CustomerAsync(world.First);
            await PaidAsync(world, customer, buyer, offer, 10m);
        }

        world.Boss.Time.Advance(TimeSpan.FromDays(100));
        await using (var db = world.Boss.Db())
        {
            foreach (var buyerId in await db.Customers.Select(c => c.BuyerId).ToListAsync())
            {
                var buyer = await db.Organizations.SingleAsync(o => o.Id == buyerId);
                await ResourcesAsync(world, buyer, await world.Boss.Given.MemberAsync(buyer, Role.Buyer), 5);
            }
        }

        var queries = world.As<OpportunityQueries>(world.Operations);
        foreach (var (read, sorts) in new (Func<KBoss.Infrastructure.Common.PageRequest, Task<int>> Read, string[] Sorts)[]
        {
            (async r => (await queries.DueAsync(r)).Total, ["ends", "product", "customer", "salesperson"]),
            (async r => (await queries.UnusedAsync(r)).Total, ["balance", "name", "salesperson", "last-paid", "registered"]),
            (async r => (await queries.GrowingAsync(r)).Total, ["growth", "name", "salesperson", "recent", "before"]),
        })
        {
            foreach (var sort in sorts)
            {
                using var sql = new CommandCount(world.Boss);
                await read(CampaignWorld.All with { Sort = sort, Size = 2 });
                Assert.InRange(sql.Queries.Count, 1, 3);
            }
        }

        var sheet = Workbooks.Rows((await queries.ExportAsync(CampaignWorld.All)).Content);
        Assert.Equal(3, sheet.Count);
        Assert.Empty(Workbooks.Rows((await queries.ExportAsync(CampaignWorld.Ask(("tab", "growing")))).Content));
        await using var audit = world.Boss.Db();
        Assert.Equal(2, await audit.AuditEntries.CountAsync(a => a.Action == "OpportunitiesExported"));
    }

    private static async Task<Domain.Distribution.Offer> OfferAsync(CampaignWorld world) =>
        await world.Boss.Given.OfferAsync(world.Root, await world.Boss.Given.SupplierAsync(world.Root), 100m, discount: 0.8m);

    private static async Task<DateTime> PaidAsync(CampaignWorld world, Organization customer, Actor by, Domain.Distribution.Offer offer, decimal amount)
    {
        var order = await world.Boss.Given.OrderAsync(customer, by, (offer, amount, 1));
        await using var db = world.Boss.Db();
        (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(by.By, world.Boss.Now);
        await db.SaveChangesAsync();
        return world.Boss.Now;
    }

    /// <summary>Resources of the customer that end in so many days, named by them.</summary>
    private static async Task ResourcesAsync(CampaignWorld world, Organization customer, Actor buyer, params int[] days)
    {
        var offer = await OfferAsync(world);
        if (world.Seller.Id != world.Root.Id)
        {
            offer = await world.Boss.Given.DownstreamOfferAsync(world.Seller, offer, costDiscount: 0.85m, discount: 0.9m);
        }

        var order = await world.Boss.Given.OrderAsync(customer, buyer, [.. days.Select(_ => (offer, 80m, 1))]);
        await using var db = world.Boss.Db();
        foreach (var (day, line) in days.Zip(order.Lines))
        {
            var task = new FulfilmentTask(
                world.Seller.Id, $"FT{customer.Id}-{day}", new FulfilmentOrder(
                    new Parties(world.Seller.Id, customer.Id), customer.Name, order.OrderNo, line.Id, new SoldItem("产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1)),
                1, Connector.Manual, world.Boss.Now);
            var no = await db.Resources.AnyAsync(r => r.ResourceNo == $"RS{day}") || days.Length == 1 ? $"RS{customer.Id}-{day}" : $"RS{day}";
            db.Add(new Resource(task, new Pieces(1, 1), no, new AccessDetails("10.0.0.1"), new ServiceTime(world.Boss.Now.AddDays(-100), world.Boss.Now.AddDays(day), 7)));
        }

        await db.SaveChangesAsync();
    }
}
