using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Audit;
using KBoss.Web.Common;
using KBoss.Web.Ledger;
using KBoss.Web.Orders;
using KBoss.Web.Orders.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Orders.Desk;

/// <summary>What the pages show to whom, and that they follow.</summary>
public sealed class OrderDeskPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_page_shows_cost_to_finance_alone_and_a_note_of_a_colleague_without_loading_again()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, orderNo) = await PaidAsync(boss);
        var sales = await boss.Given.MemberAsync(shop.Root, Role.Sales);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        await boss.Get<AssignmentService>().AssignAsync([shop.Buyer.Code], sales.MemberId);

        await using (var test = Open(boss, await boss.Given.MemberAsync(shop.Root, Role.Finance)))
        {
            var page = test.Open<OrderDeskPage>(p => p.Add(x => x.OrderNo, orderNo));
            page.WaitForAssertion(() => Assert.Equal("¥50.00", page.ById("value-cost").TextContent), Patience);
            Assert.Equal("¥30.00", page.ById("value-margin").TextContent);
            Assert.Equal($"/finance/journal/{LedgerEvents.Sale}/{orderNo}", page.Find("[data-testid='row-entries'] a").GetAttribute("href"));
            // Finance sees no customers, but their money.
            Assert.Equal($"/finance/wallets/{shop.Buyer.Code}", page.Find("[data-testid='value-customer'] a").GetAttribute("href"));
            await boss.Get<OrderNoteService>().AddAsync(orderNo, "客户要求开发票");
            page.WaitForAssertion(() => Assert.Contains("客户要求开发票", page.Markup, StringComparison.Ordinal), Patience);
            await page.ById("action-show-money").ClickAsync(new());
            Assert.Equal(["Entry.Posted", "Wallet.Paid"], page.FindAll("[data-testid='row-story']").Select(r => r.GetAttribute("data-key")).Order(StringComparer.Ordinal));
        }

        await using (var test = Open(boss, sales))
        {
            var page = test.Open<OrderDeskPage>(p => p.Add(x => x.OrderNo, orderNo));
            page.WaitForAssertion(() => Assert.True(page.Has("grid-story")), Patience);
            Assert.Equal((false, false, false), (page.Has("value-cost"), page.Has("value-line-cost"), page.Has("grid-entries")));
            Assert.Equal($"/sales/customers/{shop.Buyer.Code}?tab=orders", page.Find("[data-testid='value-customer'] a").GetAttribute("href"));
            page.ById("field-note").Change("电话沟通过");
            await page.Find("form").SubmitAsync();
            page.WaitForAssertion(() => Assert.Contains("电话沟通过", page.ById("grid-story").TextContent, StringComparison.Ordinal), Patience);
            Assert.Single(page.FindAll("[data-testid='action-delete-note']"));
        }

        await using (var test = Open(boss, shop.Member))
        {
            var page = test.Open<OrderPage>(p => p.Add(x => x.OrderNo, orderNo));
            page.WaitForAssertion(() => Assert.True(page.Has("grid-order-lines")), Patience);
            Assert.DoesNotContain("电话沟通过", page.Markup, StringComparison.Ordinal);
            Assert.False(page.Has("value-line-cost"));
        }
    }

    [Fact]
    public async Task The_printed_order_holds_nothing_internal()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, orderNo) = await PaidAsync(boss);
        var finance = await boss.Given.MemberAsync(shop.Root, Role.Finance);
        boss.SignIn(finance);
        await boss.Get<OrderNoteService>().AddAsync(orderNo, "内部的话");
        await using var test = Open(boss, finance);

        var sheet = test.Open<OrderSheetPage>(p => p.Add(x => x.OrderNo, orderNo));

        sheet.WaitForAssertion(() => Assert.Equal("¥80.00", sheet.ById("value-total").TextContent), Patience);
        Assert.Equal((shop.Root.Name, shop.Buyer.Name), (sheet.ById("value-seller").TextContent, sheet.ById("value-customer").TextContent));
        Assert.DoesNotContain("内部的话", sheet.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("¥50.00", sheet.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_entry_that_is_found_stands_open_and_says_what_was_sold()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, orderNo) = await PaidAsync(boss);
        await using var test = Open(boss, await boss.Given.MemberAsync(shop.Root, Role.Finance));
        test.Services.GetRequiredService<NavigationManager>().NavigateTo($"/finance/journal?reference={orderNo}");

        var page = test.Open<JournalPage>();

        page.WaitForAssertion(() => Assert.True(page.Has("detail-entries")), Patience);
        var row = Assert.Single(page.FindAll("[data-testid='row-entries']"));
        Assert.Equal(("¥80.00", "¥50.00", "¥30.00"), (Text("amount"), Text("cost"), Text("margin")));
        Assert.Contains(shop.Buyer.Name, row.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/orders-desk/{orderNo}", row.QuerySelector("[data-testid='action-reference']")!.GetAttribute("href"));

        string Text(string figure) => row.QuerySelector($"[data-testid='value-{figure}']")!.TextContent;
    }

    [Fact]
    public void A_number_leads_its_reader_to_the_readers_own_page_or_nowhere()
    {
        var (customer, buyer) = (Of(OrganizationKind.Customer, Role.Admin), Of(OrganizationKind.Customer, Role.Buyer));
        var (sales, finance) = (Of(OrganizationKind.Distributor, Role.Sales), Of(OrganizationKind.Distributor, Role.Finance));
        var keeper = Of(OrganizationKind.Distributor, Role.Maintenance);

        Lead(
            "/orders/A /orders/A /orders-desk/A - -",
            PageLinks.Order(customer, "A"), PageLinks.Order(buyer, "A"), PageLinks.Order(sales, "A"), PageLinks.Order(sales, "A", sellerId: 99), PageLinks.Order(null, "A"));
        Lead("/resources/R /resources-desk/R -", PageLinks.Resource(buyer, "R"), PageLinks.Resource(keeper, "R"), PageLinks.Resource(keeper, "R", sellerId: 99));
        Lead("/operations/skus/S%2F1 - -", PageLinks.Sku(sales, "S/1"), PageLinks.Sku(finance, "S"), PageLinks.Sku(buyer, "S"));
        Lead("/maintenance/tasks/T -", PageLinks.Task(keeper, "T"), PageLinks.Task(sales, "T"));
        Lead("/me/recharge/C /finance/recharges/C -", PageLinks.Recharge(buyer, "C"), PageLinks.Recharge(sales, "C"), PageLinks.Recharge(keeper, "C"));
        Lead(
            "/sales/customers/c?tab=orders /finance/wallets/c - -",
            PageLinks.Customer(sales, "c", "orders"), PageLinks.Customer(finance, "c", "orders"), PageLinks.Customer(keeper, "c"), PageLinks.Customer(buyer, "c"));
        Lead("/finance/journal/Sale/A%2F1 - -", PageLinks.Entry(finance, "Sale", "A/1"), PageLinks.Entry(sales, "Sale", "A"), PageLinks.Entry(finance, "Sale", ""));
        Lead("/tickets/K /maintenance/tickets/K -", PageLinks.Ticket(buyer, "K"), PageLinks.Ticket(sales, "K"), PageLinks.Ticket(null, "K"));
    }

    private static void Lead(string expected, params string?[] addresses) => Assert.Equal(expected, string.Join(' ', addresses.Select(a => a ?? "-")));

    private static Actor Of(OrganizationKind kind, Role role) => new(1, 1, kind, "某人", new HashSet<Role> { role });

    private static PageTest Open(TestKBoss boss, Actor reader)
    {
        var test = new PageTest(boss, reader);
        test.Services.AddSingleton<ShopTexts>();
        return test;
    }

    /// <summary>A paid order of one piece at 80 yuan that costs 50.</summary>
    private static async Task<(Shop Shop, string OrderNo)> PaidAsync(TestKBoss boss)
    {
        var shop = await boss.Given.ShopAsync(1000m);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        return (shop, order.OrderNo);
    }
}
