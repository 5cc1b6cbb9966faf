using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>tickets.md</c>: asking and answering.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class TicketWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Customers_ask_and_maintenance_answers()
    {
        var walk = new ManualWalk(browser, app, "tickets");
        await using var buyer = await walk.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/tickets");
        await Expect(buyer.Id("row-tickets")).ToHaveCountAsync(2);
        await walk.ShowAsync(buyer, "mine", "action-open-ticket");
        await buyer.ClickAsync("action-open-ticket");
        await FillAndLeaveAsync(
            buyer, ("title", Say("控制台打不开", "The console does not open")),
            ("message", Say("点击后一直转圈，换过两台电脑都一样。从今天早上开始。", "It keeps turning, on two computers alike, since this morning.")));
        await walk.ShowDialogAsync(buyer, "new");
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        var ticketNo = await buyer.Id("page-tickets-detail").GetAttributeAsync("data-key");

        await using var desk = await walk.SignInAsync("maintenance", "13800000005");
        await desk.GoAsync("/maintenance/tickets");
        await Expect(desk.Id("row-tickets")).ToHaveCountAsync(3);
        await walk.ShowAsync(desk, "desk", "action-tab-open");
        await desk.FollowAsync(desk.Row("tickets", ticketNo!).GetByTestId("action-open"), "page-maintenance-tickets-detail");
        await desk.ClickAsync("action-claim");
        await Expect(desk.Row("notes", "Claimed")).ToBeVisibleAsync();
        await desk.ClickAsync("action-mode-note");
        await desk.FillAsync("field-note", Say("网关证书今早到期，没有续。", "The certificate of the gateway ended this morning and was not renewed."));
        await desk.ClickAsync("action-add-note");
        await Expect(desk.Row("notes", "Note")).ToBeVisibleAsync();
        await desk.ClickAsync("action-mode-reply");
        await desk.FillAsync("field-message", Say("找到原因了：网关证书今早过期，刚刚换好。请再试一次。", "We found it: a certificate of the gateway had expired and is replaced. Please try again."));
        await desk.ClickAsync("action-send");
        await Expect(desk.Id("row-messages")).ToHaveCountAsync(2);
        await Expect(buyer.Id("row-messages")).ToHaveCountAsync(2);
        await walk.ShowAsync(desk, "answer", "action-close-ticket");
        await buyer.Page.SetViewportSizeAsync(390, 844);
        await walk.ShowAsync(buyer, "talk-phone");
        await OpenAndCancelAsync(buyer, buyer.Id("action-close-ticket"), "close-ticket", Say("控制台打不开", "The console does not open"));
        walk.End();
    }
}
