using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common.Data.Redis;

/// <summary>Two processes of one installation with a Redis between them.</summary>
[BrowserTest]
public sealed class TwoNodesJourneyTests(Browser browser)
{
    [Fact]
    public async Task What_a_customer_does_in_one_process_appears_in_a_page_that_another_process_shows_without_reloading()
    {
        using var redis = await RedisServer.MakeAsync();
        await using var app = new RunningKBoss(("Redis:Connection", redis.Connection), ("Schedules:Enabled", "false"));
        await app.InitializeAsync();
        using var second = new StartedKBoss(app.Folder, $"--Redis:Connection={redis.Connection}", "--Schedules:Enabled=false");
        var other = await second.AddressAsync();
        await second.SaysAsync("through Redis");

        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("maintenance", "13800000005");
        await desk.GoAsync(new Uri(other, "/maintenance/tickets").ToString());
        await desk.SettledAsync();

        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/tickets");
        await buyer.ClickAsync("action-open-ticket");
        await buyer.FillAsync("field-title", "两个进程之间");
        await buyer.FillAsync("field-message", "另一个进程的页面也应看到。");
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        var ticketNo = await buyer.Id("page-tickets-detail").GetAttributeAsync("data-key");

        await desk.ComesAsync(desk.Row("tickets", ticketNo!));
        await desk.GoAsync(new Uri(other, $"/maintenance/tickets/{ticketNo}").ToString());
        await desk.FillAsync("field-message", "看到了。");
        await desk.ClickAsync("action-send");
        await Expect(buyer.Row("messages", "2").GetByTestId("value-message")).ToHaveTextAsync("看到了。");
    }
}
