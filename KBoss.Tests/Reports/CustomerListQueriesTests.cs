using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Customers;
using KBoss.Tests.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

public sealed class CustomerListQueriesTests
{
    [Fact]
    public async Task A_customer_is_listed_with_balance_last_order_resources_that_expire_and_open_tickets()
    {
        var (team, busy) = await WithBusinessAsync();
        await using var boss = team.Boss;
        var quiet = await team.CustomerAsync(team.First);
        boss.SignIn(team.First);

        var rows = (await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.All)).Rows;

        Assert.Equal([quiet.Code, busy.Code], rows.Select(r => r.Code));
        Assert.Equal((0m, null, 0, 0), (rows[0].Balance, rows[0].LastOrderAt, rows[0].Expiring, rows[0].Tickets));
        Assert.Equal((500m, boss.Now, 1, 1), (rows[1].Balance, rows[1].LastOrderAt, rows[1].Expiring, rows[1].Tickets));
        Assert.Equal([busy.Code], (await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "expiring")))).Rows.Select(r => r.Code));
        Assert.Equal([busy.Code], (await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "tickets")))).Rows.Select(r => r.Code));
        Assert.Equal([quiet.Code], (await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "never-ordered")))).Rows.Select(r => r.Code));
    }

    [Fact]
    public async Task Each_part_of_the_customers_page_shows_what_its_module_keeps()
    {
        var (team, busy) = await WithBusinessAsync();
        await using var boss = team.Boss;
        boss.SignIn(team.First);

        Assert.Equal(team.First.Name, (await boss.Get<CustomerQueries>().DetailsAsync(busy.Code)).Salesperson);
        Assert.Equal(
            new CustomerFigures(500m, 1, boss.Now, 2, 1, 1, new Parties(team.First.OrganizationId, busy.Id)),
            await boss.Get<CustomerOverviewQueries>().OfCustomerAsync(busy.Code));
        var order = (await boss.Get<OrderQueries>().OfCustomerAsync(busy.Code, SalesTeam.All)).Rows.Single();
        Assert.Equal(("产品 / 产品", 140m), (order.Products, order.Total));
        Assert.Equal([true, false], (await boss.Get<ResourceService>().OfCustomerAsync(busy.Code, SalesTeam.All)).Rows.Select(r => r.Expiring));
        Assert.Equal(["打不开的主机", "用过的工单"], (await boss.Get<TicketQueries>().OfCustomerAsync(busy.Code, SalesTeam.All)).Rows.Select(r => r.Title));
        Assert.Equal(500m, (await boss.Get<WalletQueries>().OfCustomerAsync(busy.Code, SalesTeam.All)).Rows.Single().BalanceAfter);
        var terms = (await boss.Get<CustomerTermsQueries>().OfCustomerAsync(busy.Code, SalesTeam.All)).Rows.Single();
        Assert.Equal((0.6m, true), (terms.Terms.Discount, terms.InForce));
        var quiet = await team.CustomerAsync(team.First);
        Assert.Equal(
            new CustomerFigures(0m, 0, null, 0, 0, 0, new Parties(team.First.OrganizationId, quiet.Id)),
            await team.As<CustomerOverviewQueries>(team.First).OfCustomerAsync(quiet.Code));
    }

    [Fact]
    public async Task Every_grid_of_customers_is_read_in_fewer_than_five_queries_and_paged_by_the_database()
    {
        var (team, busy) = await WithBusinessAsync();
        await using var boss = team.Boss;
        for (var i = 0; i < 30; i++)
        {
            await team.CustomerAsync(i % 2 == 0 ? team.First : null);
        }

        await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root));
        var page = new PageRequest(1, 5, null, false, new Dictionary<string, string>());
        var lists = boss.Get<CustomerListQueries>();
        foreach (var (actor, read) in new (Actor, Func<Task<int>>)[]
        {
            (team.First, async () => (await lists.MineAsync(page)).Rows.Count),
            (team.First, async () => (await boss.Get<InviteQueries>().ListAsync(page)).Rows.Count),
            (team.Operations, async () => (await lists.AllAsync(page)).Rows.Count),
            (team.Operations, async () => (await lists.PoolAsync(page)).Rows.Count),
            (team.Operations, async () => (await lists.PoolAsync(page with { Filters = new Dictionary<string, string> { ["state"] = "untraded" } })).Rows.Count),
            (team.Operations, async () => (await lists.OfSalespersonAsync(team.First.MemberId, page)).Rows.Count),
            (team.Operations, async () => (await boss.Get<AssignmentService>().SalespeopleAsync()).Count),
            (team.First, async () => (await boss.Get<CustomerOverviewQueries>().OfCustomerAsync(busy.Code)).Orders),
            (team.First, async () => (await boss.Get<OrderQueries>().OfCustomerAsync(busy.Code, page)).Rows.Count),
            (team.First, async () => (await boss.Get<ResourceService>().OfCustomerAsync(busy.Code, page)).Rows.Count),
            (team.First, async () => (await boss.Get<WalletQueries>().OfCustomerAsync(busy.Code, page)).Rows.Count),
            (team.First, async () => (await boss.Get<CustomerTermsQueries>().OfCustomerAsync(busy.Code, page)).Rows.Count),
            (team.First, async () => (await boss.Get<CustomerQueries>().AssignmentsAsync(busy.Code, page)).Rows.Count),
            (team.First, async () => (await boss.Get<TicketQueries>().OfCustomerAsync(busy.Code, page)).Rows.Count),
        })
        {
            boss.SignIn(actor);
            using var sql = new CommandCount(boss);
            Assert.InRange(await read(), 1, 5);
            Assert.InRange(sql.Queries.Count, 1, 4);
            Assert.Equal(sql.Queries.Count, sql.Commands.Count);
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("salesperson")]
    [InlineData("balance")]
    [InlineData("last-order")]
    [InlineData("expiring")]
    [InlineData("tickets")]
    [InlineData("last-follow-up")]
    [InlineData("follow-ups")]
    [InlineData("next")]
    public async Task Every_sort_is_done_by_the_database(string sort)
    {
        var (team, busy) = await WithBusinessAsync();
        await using var boss = team.Boss;
        await team.CustomerAsync();
        boss.SignIn(team.Operations);
        var rows = (await boss.Get<CustomerListQueries>().AllAsync(SalesTeam.All with { Sort = sort, Descending = true })).Rows;
        Assert.Equal(2, rows.Count);
        if (sort is "balance" or "last-order" or "expiring" or "tickets" or "salesperson")
        {
            Assert.Equal(busy.Code, rows[0].Code);
        }
    }

    [Fact]
    public async Task R_ISO_2_an_export_holds_the_customers_and_phones_that_its_reader_may_see_and_is_audited()
    {
        var (team, busy) = await WithBusinessAsync();
        await using var boss = team.Boss;
        await team.CustomerAsync(team.Second);
        await using var db = boss.Db();
        var phone = (await db.Customers.SingleAsync(c => c.BuyerId == busy.Id)).Phone;

        var mine = Workbooks.Rows((await team.As<CustomerListQueries>(team.First).ExportMineAsync(SalesTeam.All)).Content);
        var all = Workbooks.Rows((await team.As<CustomerListQueries>(team.Operations).ExportAllAsync(SalesTeam.All)).Content);
        var none = Workbooks.Rows((await team.As<CustomerListQueries>(team.Operations).ExportAllAsync(SalesTeam.Ask(("salesperson", "none")))).Content);

        var row = Assert.Single(mine);
        Assert.Equal([busy.Code, phone, "500"], [row[0], row[4], row[5]]);
        Assert.Equal(2, all.Count);
        Assert.Empty(none);
        Assert.All(all, r => Assert.Contains("****", r[4], StringComparison.Ordinal));
        Assert.Equal(
            ["CustomersExportedWithPhones", "CustomersExported", "CustomersExported"],
            await db.AuditEntries.Where(a => a.Subject == "Customers").OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());
        await Assert.ThrowsAsync<PermissionException>(() => team.As<CustomerListQueries>(team.First).ExportAllAsync(SalesTeam.All));
        await Assert.ThrowsAsync<PermissionException>(() => team.As<CustomerListQueries>(team.Operations).ExportMineAsync(SalesTeam.All));
    }

    /// <summary>A customer of the first salesperson with money, an order, own terms, and two resources of which one expires soon.</summary>
    private static async Task<(SalesTeam Team, Organization Customer)> WithBusinessAsync()
    {
        var team = await SalesTeam.StartAsync();
        var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        var offer = await boss.Given.OfferAsync(team.Root, await boss.Given.SupplierAsync(team.Root), 100m, discount: 0.8m);
        await boss.Given.MoneyAsync(customer, 500m);
        var order = await boss.Given.OrderAsync(customer, buyer, (offer, 80m, 1), (offer, 60m, 1));
        await using var db = boss.Db();
        db.Add(new CustomerTerms(team.Root.Id, customer.Id, offer.Id, Terms.Of(0.6m, null), boss.Now.AddDays(-1), null));
        foreach (var days in new[] { 60, 20 })
        {
            var task = new FulfilmentTask(
                team.Root.Id, $"FT{days}", new FulfilmentOrder(
                    new Parties(team.Root.Id, customer.Id), customer.Name, order.OrderNo, order.Lines[days == 60 ? 0 : 1].Id,
                    new SoldItem("产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1)),
                1, Connector.Manual, boss.Now);
            db.Add(new Resource(task, new Pieces(1, 1), $"RS{days}", new AccessDetails("10.0.0.1"), new ServiceTime(boss.Now.AddDays(-100), boss.Now.AddDays(days), 7)));
        }

        await db.SaveChangesAsync();
        boss.SignIn(buyer);
        var tickets = boss.Get<TicketService>();
        await tickets.CloseAsync(await tickets.OpenAsync(new OpenTicket("用过的工单", "问题")));
        await tickets.OpenAsync(new OpenTicket("打不开的主机", "问题", order.OrderNo));
        return (team, customer);
    }
}
