using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Tickets;

[BrowserTest]
public sealed class TicketJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private static readonly FilePayload Picture = new()
    {
        Name = "屏幕截图.png",
        MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="),
    };

    [Fact]
    public async Task A_customer_asks_maintenance_answers_and_each_sees_the_other_write_without_reloading()
    {
        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("maintenance", "13800000005");
        await desk.GoAsync("/maintenance/tickets");
        await using var buyer = await browser.OpenAsync(app, 390, 844);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/tickets");
        await buyer.ClickAsync("action-open-ticket");
        await buyer.FillAsync("field-title", "");
        await buyer.FillAsync("field-message", "控制台一直转圈，附图。");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("error-title")).ToBeVisibleAsync();
        await Expect(buyer.Id("field-message")).ToHaveValueAsync("控制台一直转圈，附图。");
        await buyer.FillAsync("field-title", "控制台打不开");
        await buyer.ChooseFileAsync("field-files", new FilePayload { Name = "program.png", MimeType = "image/png", Buffer = "MZ"u8.ToArray() });
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("error-files")).ToBeVisibleAsync();
        await buyer.ChooseFileAsync("field-files", Picture);
        await buyer.PictureAsync("ticket-open-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        var ticketNo = await buyer.Id("page-tickets-detail").GetAttributeAsync("data-key");
        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(1);

        // The desk is open already, and shows the new ticket by itself.
        await desk.ComesAsync(desk.Row("tickets", ticketNo!));
        await Expect(desk.Row("tickets", ticketNo!).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Open");
        await desk.PictureAsync("ticket-desk");
        await desk.FollowAsync(desk.Row("tickets", ticketNo!).GetByTestId("action-open"), "page-maintenance-tickets-detail");
        await desk.ExpectTextAsync("value-message", "控制台一直转圈");
        await Expect(desk.Id("value-customer")).ToContainTextAsync("示例科技有限公司");
        var picture = await desk.Page.APIRequest.GetAsync((await desk.Id("action-open-file").GetAttributeAsync("href"))!);
        Assert.Equal((200, "image/png"), (picture.Status, picture.Headers["content-type"]));
        await Expect(desk.Page.Locator(".k-said-files img")).ToHaveJSPropertyAsync("naturalWidth", 1);

        await buyer.Id("field-message").FillAsync("还没写完的一句");
        await desk.ClickAsync("action-send");
        await Expect(desk.Id("error-message")).ToBeVisibleAsync();
        await desk.FillAsync("field-message", "请换一个浏览器试试。");
        await desk.ClickAsync("action-send");
        await desk.SucceededAsync();
        await Expect(desk.Id("field-message")).ToHaveValueAsync("");
        await Expect(buyer.Row("messages", "2").GetByTestId("value-message")).ToHaveTextAsync("请换一个浏览器试试。");
        // What the customer was writing meanwhile is still there.
        await Expect(buyer.Id("field-message")).ToHaveValueAsync("还没写完的一句");
        await buyer.PictureAsync("ticket-talk-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.FitsAsync();
        await buyer.Id("field-message").FillAsync("可以了，谢谢！");
        await buyer.Id("field-message").PressAsync("Control+Enter");
        await Expect(desk.Row("messages", "3").GetByTestId("value-message")).ToHaveTextAsync("可以了，谢谢！");
        await desk.PictureAsync("ticket-talk");
        Assert.Empty(await Accessibility.ProblemsAsync(desk.Page));

        await desk.ClickAsync("action-close-ticket");
        await Expect(desk.Page.Locator(".mud-dialog")).ToContainTextAsync("控制台打不开");
        await desk.Id("dialog-close-ticket").GetByTestId("action-confirm").ClickAsync();
        await desk.ExpectStatusAsync("Closed");
        await buyer.ExpectStatusAsync("Closed");
        await Expect(buyer.Id("value-reopens")).ToBeVisibleAsync();
        await buyer.GoAsync("/tickets");
        await Expect(buyer.Row("tickets", ticketNo!)).ToHaveCountAsync(0);
        await buyer.FollowAsync("action-tab-closed", "page-tickets");
        await Expect(buyer.Row("tickets", ticketNo!)).ToBeVisibleAsync();
        await buyer.GoAsync("/notices");
        await Expect(buyer.Id("grid-notices")).ToContainTextAsync("控制台打不开");

        // A reply opens it again.
        await desk.FillAsync("field-message", "补充：已在后台修复。");
        await desk.ClickAsync("action-send");
        await desk.ExpectStatusAsync("Open");
        await buyer.GoAsync($"/tickets/{ticketNo}");
        await buyer.ClickAsync("action-close-ticket");
        await buyer.Id("dialog-close-ticket").GetByTestId("action-confirm").ClickAsync();
        await desk.ExpectStatusAsync("Closed");
    }

    [Fact]
    public async Task A_salesperson_sees_the_open_tickets_of_a_customer_and_reads_them()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers?attention=tickets");
        var row = sales.Id("row-customers").Filter(new() { HasText = "示例科技有限公司" });
        await Expect(row).ToHaveCountAsync(1);
        await sales.FollowAsync(row.GetByTestId("value-tickets"), "page-sales-customers-detail");
        var waiting = sales.Id("row-tickets").Filter(new() { HasText = "专线带宽可以临时升级吗？" });
        await Expect(waiting.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Open");
        await sales.PictureAsync("ticket-of-customer");
        await sales.FollowAsync(waiting.GetByTestId("action-open"), "page-maintenance-tickets-detail");
        await Expect(sales.Id("value-read-only")).ToBeVisibleAsync();
        await Expect(sales.Id("action-send")).ToHaveCountAsync(0);
        await Expect(sales.Id("action-close-ticket")).ToHaveCountAsync(0);
        var ticket = new Uri(sales.Page.Url).PathAndQuery;
        // At the desk a salesperson sees what the own customers ask, and nothing to keep.
        await sales.GoAsync("/maintenance/tickets");
        await Expect(sales.Id("row-tickets").Filter(new() { HasText = "专线带宽可以临时升级吗？" })).ToHaveCountAsync(1);
        await sales.GoAsync("/maintenance/ticket-setup");
        await sales.SeeAsync("page-forbidden");

        await using var other = await browser.OpenAsync(app);
        await other.SignInAsync("sales2", DemoCustomers.SecondSales.Phone);
        await other.GoAsync(ticket);
        await other.SeeAsync("page-not-found");
    }

    [Fact]
    public async Task A_customer_asks_about_an_order_from_its_page()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SpeakAsync("en");
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/products?q=" + Uri.EscapeDataString("启明通用云主机"));
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = await buyer.Id("page-orders-detail").GetAttributeAsync("data-key");
        await buyer.ClickAsync("action-ask");
        await Expect(buyer.Id("field-order")).ToHaveValueAsync(orderNo!);
        await buyer.FillAsync("field-title", "When is it delivered?");
        await buyer.FillAsync("field-message", "We need it on Monday.");
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        await Expect(buyer.Id("value-order")).ToHaveTextAsync(orderNo!);
        await buyer.PictureAsync("ticket-of-order-en");
        await buyer.Page.GoBackAsync();
        await buyer.SeeAsync("page-orders-detail");
    }

    [Fact]
    public async Task A_ticket_of_somebody_else_is_not_found_and_old_ones_are_only_read()
    {
        await using var company = await browser.OpenAsync(app);
        await company.SignInAsync("company", "13800000011");
        await company.GoAsync("/tickets?status=Closed&q=" + Uri.EscapeDataString("发票"));
        await company.FollowAsync(company.Id("row-tickets").First.GetByTestId("action-open"), "page-tickets-detail");
        await Expect(company.Id("value-closed-for-good")).ToBeVisibleAsync();
        await Expect(company.Id("action-send")).ToHaveCountAsync(0);
        var ticketNo = await company.Id("page-tickets-detail").GetAttributeAsync("data-key");

        await using var person = await browser.OpenAsync(app);
        await person.SignInAsync("person", "13800000012");
        await person.GoAsync($"/tickets/{ticketNo}");
        await person.SeeAsync("page-not-found");
        Assert.Equal(404, (await person.Page.APIRequest.GetAsync($"/files/tickets/{ticketNo}/1/1")).Status);
        await person.GoAsync($"/maintenance/tickets/{ticketNo}");
        await person.SeeAsync("page-forbidden");
    }
}
