using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Tickets;

/// <summary>The ticket desk and its customer side by side, at the root and below it.</summary>
[BrowserTest]
public sealed class TicketDeskJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("zh-CN", 1440, "maintenance", "13800000005", "company", "13800000011")]
    [InlineData("en", 390, "north-admin", "13700000021", "north-company", "13700000025")]
    public async Task A_ticket_is_claimed_noted_answered_with_a_quick_reply_closed_and_rated(
        string language, int width, string keeper, string keeperPhone, string asks, string phone)
    {
        var name = $"ticket-{width}";
        await using var desk = await browser.OpenAsync(app, width, 900);
        await desk.SpeakAsync(language);
        await desk.SignInAsync(keeper, keeperPhone);
        await desk.GoAsync("/maintenance/ticket-setup");
        await desk.ClickAsync("action-add-reply");
        await desk.ClickAsync("action-confirm");
        await Expect(desk.Id("error-title")).ToBeVisibleAsync();
        await Expect(desk.Id("error-text")).ToBeVisibleAsync();
        await desk.FillAsync("field-title", "收到");
        await desk.FillAsync("field-text", "{name} 您好");
        await desk.ClickAsync("action-confirm");
        await Expect(desk.Id("error-text")).ToContainTextAsync("{customer} {ticket}");
        await desk.FillAsync("field-text", "{customer} 您好，工单 {ticket} 已收到，详见 https://status.kboss.cn/ 。");
        await desk.ClickAsync("action-confirm");
        await Expect(desk.Row("replies", "收到")).ToBeVisibleAsync();
        await desk.Row("categories", "Advice").GetByTestId("action-edit-category").ClickAsync();
        await desk.FillAsync("field-name", "售前咨询");
        await desk.ClickAsync("action-confirm");
        await Expect(desk.Row("categories", "售前咨询")).ToBeVisibleAsync();
        await desk.PictureAsync($"{name}-setup");
        Assert.Empty(await Accessibility.ProblemsAsync(desk.Page));
        await desk.GoAsync("/maintenance/tickets");
        var before = int.Parse(await desk.Id("value-tab-unclaimed").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

        await using var buyer = await browser.OpenAsync(app, width, 900);
        await buyer.SpeakAsync(language);
        await buyer.SignInAsync(asks, phone);
        await buyer.GoAsync("/tickets");
        await buyer.ClickAsync("action-open-ticket");
        await buyer.FillAsync("field-title", "投诉响应太慢");
        await buyer.ChooseAsync("field-category", "Complaint");
        await buyer.FillAsync("field-message", "昨天就报了故障，见 https://example.com/log?a=1&b=2，到现在没有人处理。");
        await buyer.PictureAsync($"{name}-open");
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        var ticketNo = (await buyer.Id("page-tickets-detail").GetAttributeAsync("data-key"))!;
        var link = buyer.Row("messages", "1").GetByRole(AriaRole.Link);
        await Expect(link).ToHaveAttributeAsync("href", "https://example.com/log?a=1&b=2");
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");

        // The open desk shows it, with its count, and what is unclaimed leads to it.
        await Expect(desk.Id("value-tab-unclaimed")).ToHaveTextAsync($"{before + 1}");
        await desk.FollowAsync("action-tab-unclaimed", "page-maintenance-tickets");
        var row = desk.Row("tickets", ticketNo);
        await Expect(row.GetByTestId("value-complaint")).ToBeVisibleAsync();
        await Expect(row.GetByTestId("value-due")).ToHaveAttributeAsync("data-urgency", "InTime");
        await desk.PictureAsync($"{name}-desk");
        Assert.Empty(await Accessibility.ProblemsAsync(desk.Page));
        await desk.FollowAsync(row.GetByTestId("action-open"), "page-maintenance-tickets-detail");
        await desk.ClickAsync("action-claim");
        await Expect(desk.Row("notes", "Claimed")).ToBeVisibleAsync();
        await Expect(desk.Id("action-claim")).ToHaveCountAsync(0);
        await desk.ChooseAsync("field-priority", "Urgent");
        await Expect(desk.Row("notes", "Prioritized")).ToBeVisibleAsync();
        await desk.ClickAsync("action-mode-note");
        await desk.TypeAsync("field-note", "机房说昨天漏看了");
        await desk.PictureAsync($"{name}-note");

        // What is written for colleagues stays where it is.
        await desk.ClickAsync("action-mode-reply");
        await Expect(desk.Id("field-note")).ToBeHiddenAsync();
        await Expect(desk.Id("field-message")).ToHaveValueAsync("");
        await desk.ClickAsync("action-mode-note");
        await Expect(desk.Id("field-message")).ToBeHiddenAsync();
        await Expect(desk.Id("field-note")).ToHaveValueAsync("机房说昨天漏看了");
        await desk.ClickAsync("action-add-note");
        await Expect(desk.Row("notes", "Note").GetByTestId("value-note")).ToHaveTextAsync("机房说昨天漏看了");
        await desk.ClickAsync("action-mode-reply");

        // While the desk writes the customer sees that, and for a note it does not.
        await Expect(buyer.Id("value-typing")).ToHaveTextAsync("");
        await desk.ChooseAsync("field-quick-reply", (await desk.Id("field-quick-reply").Locator("option").Nth(1).GetAttributeAsync("value"))!);
        await Expect(desk.Id("field-message")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex($"您好，工单 {ticketNo} 已收到"));
        await Expect(buyer.Id("value-typing")).Not.ToHaveTextAsync("");
        await desk.TypeAsync("field-message", "非常抱歉！");
        // Neither does a reply become a note.
        await desk.ClickAsync("action-mode-note");
        await Expect(desk.Id("field-note")).ToHaveValueAsync("");
        await desk.ClickAsync("action-mode-reply");
        await Expect(desk.Id("field-message")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("非常抱歉！$"));
        await desk.ClickAsync("action-send");
        await Expect(buyer.Row("messages", "2").GetByTestId("value-message")).ToContainTextAsync("非常抱歉！");
        await Expect(buyer.Id("value-typing")).ToHaveTextAsync("");
        await Expect(buyer.Id("row-notes")).ToHaveCountAsync(0);
        await Expect(buyer.Page.Locator("body")).Not.ToContainTextAsync("漏看");
        await buyer.TypeAsync("field-message", "好的");
        await Expect(desk.Id("value-typing")).Not.ToHaveTextAsync("");
        await desk.PictureAsync($"{name}-talk");
        Assert.Empty(await Accessibility.ProblemsAsync(desk.Page));
        await desk.FitsAsync();
        // It ends by itself.
        await Expect(desk.Id("value-typing")).ToHaveTextAsync("", new() { Timeout = 15_000 });

        await desk.GoAsync($"/maintenance/tickets?mine=yes&q={Uri.EscapeDataString("漏看")}");
        await Expect(desk.Row("tickets", ticketNo)).ToBeVisibleAsync();
        // In another view the search says where else it has found something.
        await desk.GoAsync($"/maintenance/tickets?status=Closed&q={Uri.EscapeDataString("漏看")}");
        await Expect(desk.Row("tickets", ticketNo)).ToHaveCountAsync(0);
        await desk.PictureAsync($"{name}-elsewhere");
        await desk.FollowAsync("action-elsewhere-open", "page-maintenance-tickets");
        await Expect(desk.Row("tickets", ticketNo)).ToBeVisibleAsync();
        await Expect(desk.Id("value-elsewhere")).ToHaveCountAsync(0);
        await desk.GoAsync($"/maintenance/tickets/{ticketNo}");
        await desk.ClickAsync("action-close-ticket");
        await desk.Id("dialog-close-ticket").GetByTestId("action-confirm").ClickAsync();
        await buyer.ExpectStatusAsync("Closed");
        await buyer.ClickAsync("action-rate");
        await Expect(buyer.Id("error-stars")).ToBeVisibleAsync();
        await buyer.Id("field-stars-4").CheckAsync();
        await buyer.FillAsync("field-rating-text", "处理得不错");
        await buyer.ClickAsync("action-rate");
        await Expect(buyer.Id("value-rated")).ToBeVisibleAsync();
        await buyer.PictureAsync($"{name}-rated");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await Expect(desk.Id("value-rating")).ToContainTextAsync("处理得不错");
        await desk.GoAsync("/maintenance/ticket-figures");
        await Expect(desk.Id("row-members").Filter(new() { HasText = "4.0" })).ToHaveCountAsync(1);
        await desk.PictureAsync($"{name}-figures");
        Assert.Empty(await Accessibility.ProblemsAsync(desk.Page));
    }

    [Fact]
    public async Task A_ticket_is_handed_to_a_salesperson_with_the_reason_who_answers_until_it_is_given_back()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/tickets");
        await buyer.ClickAsync("action-open-ticket");
        await buyer.FillAsync("field-title", "合同怎么盖章");
        await buyer.FillAsync("field-message", "需要纸质合同。");
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        var ticketNo = await buyer.Id("page-tickets-detail").GetAttributeAsync("data-key");

        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("maintenance", "13800000005");
        await desk.GoAsync($"/maintenance/tickets/{ticketNo}");
        await Expect(desk.Id("row-others").Filter(new() { HasText = "专线带宽可以临时升级吗？" })).ToHaveCountAsync(1);
        await desk.ClickAsync("action-hand-over");
        await desk.Id("dialog-hand-over").GetByTestId("action-confirm").ClickAsync();
        await Expect(desk.Id("error-member")).ToBeVisibleAsync();
        await Expect(desk.Id("error-reason")).ToBeVisibleAsync();
        var sales = await desk.Id("field-member").Locator("option").Filter(new() { HasText = "二" }).First.GetAttributeAsync("value")
            ?? await desk.Id("field-member").Locator("option").Last.GetAttributeAsync("value");
        await desk.ChooseAsync("field-member", sales!);
        await desk.FillAsync("field-reason", "合同归销售管");
        await desk.PictureAsync("ticket-hand-over");
        await desk.Id("dialog-hand-over").GetByTestId("action-confirm").ClickAsync();
        await Expect(desk.Row("notes", "HandedOver").GetByTestId("value-note")).ToHaveTextAsync("合同归销售管");
        await Expect(desk.Id("value-assignee")).ToHaveAttributeAsync("data-key", sales!);
        await desk.ClickAsync("action-give-back");
        await Expect(desk.Row("notes", "GivenBack")).ToBeVisibleAsync();
        await Expect(desk.Id("action-claim")).ToBeVisibleAsync();
    }
}
