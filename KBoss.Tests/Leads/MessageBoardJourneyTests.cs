using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Leads;

[BrowserTest]
public sealed class MessageBoardJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task A_visitor_leaves_a_message_and_Sales_takes_it_on_hands_it_over_and_closes_it()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/leads");
        await Expect(sales.Id("page-sales-leads")).ToBeVisibleAsync();

        await using var visitor = await browser.OpenAsync(app, 390, 844);
        await visitor.GoAsync("/");
        await visitor.FollowAsync("action-message-board", "page-message-board");
        await visitor.PictureAsync("message-board-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));
        // A program is quicker than a person and fills in everything.
        await visitor.Page.EvaluateAsync("() => document.querySelector('#board-website').value = 'https://spam.example'");
        await visitor.FillAsync("field-message", "想采购一百万核时的超算，请报价。");
        await visitor.ClickAsync("action-send");
        await Expect(visitor.Id("error-form")).ToBeVisibleAsync();
        // Whoever was too quick reads at once what is missing besides.
        await Expect(visitor.Id("error-kind")).ToBeVisibleAsync();
        await Expect(visitor.Id("error-name")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-message")).ToHaveValueAsync("想采购一百万核时的超算，请报价。");
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        await visitor.ClickAsync("action-send");
        foreach (var field in new[] { "kind", "name", "phone" })
        {
            await Expect(visitor.Id($"error-{field}")).ToBeVisibleAsync();
        }

        await Expect(visitor.Id("field-message")).ToHaveValueAsync("想采购一百万核时的超算，请报价。");
        await visitor.PictureAsync("message-board-refused-phone");
        await visitor.ChooseAsync("field-kind", "Purchase");
        await visitor.FillAsync("field-name", "赵经理");
        await visitor.FillAsync("field-company", "远山科技");
        await visitor.FillAsync("field-phone", "138 0000-7788");
        await visitor.ClickAsync("action-send");
        await Expect(visitor.Id("value-sent")).ToContainTextAsync("LD");
        await visitor.PictureAsync("message-board-sent-phone");
        await visitor.FitsAsync();

        // The list is open already, and shows it by itself.
        var row = sales.Id("row-leads").Filter(new() { HasText = "远山科技" });
        await sales.ComesAsync(row);
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "New");
        await sales.PictureAsync("leads");
        await sales.FollowAsync(row.GetByTestId("action-open"), "page-sales-leads-detail");
        await Expect(sales.Id("value-phone")).ToHaveTextAsync("138****7788");
        await sales.ClickAsync("action-reveal-phone");
        await Expect(sales.Id("value-phone")).ToHaveTextAsync("13800007788");
        await sales.ClickAsync("action-take");
        await sales.ExpectStatusAsync("InHand");
        await sales.FillAsync("field-note", "已电话沟通，等对方发需求。");
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("row-story")).ToHaveCountAsync(2);
        await sales.PictureAsync("lead");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));

        // What comes next is offered with what is known filled in.
        var lead = new Uri(sales.Page.Url).AbsolutePath;
        await sales.FollowAsync(sales.Id("part-next").GetByTestId("action-invite"), "page-sales-invites");
        await Expect(sales.Id("dialog-invite").GetByTestId("field-note")).ToHaveValueAsync(new Regex("远山科技"));
        await Expect(sales.Page).ToHaveURLAsync(new Regex("/sales/invites$"));
        await sales.CancelAsync();
        await sales.GoAsync(lead);

        await sales.ClickAsync("action-hand-over");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-member")).ToBeVisibleAsync();
        await sales.Id("field-member").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Label = "运营" });
        await sales.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog).GetByTestId("field-note").FillAsync("对方想要专线，请跟进。");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await Expect(sales.Id("value-assignee")).ToHaveTextAsync("运营");

        await using var operations = await browser.OpenAsync(app, 390, 844, "en-US");
        await operations.SignInAsync("operations", "13800000004");
        await operations.SpeakAsync("en");
        await operations.GoAsync("/sales/leads?mine=yes");
        await operations.PictureAsync("leads-phone-en");
        await operations.FollowAsync(operations.Id("row-leads").First.GetByTestId("action-open"), "page-sales-leads-detail");
        await operations.PictureAsync("lead-phone-en");
        await operations.ClickAsync("action-close");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-outcome")).ToBeVisibleAsync();
        await operations.ChooseAsync("field-outcome", "Done");
        await operations.FillAsync("field-customer", "no-such-customer");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-customer")).ToBeVisibleAsync();
        await operations.FillAsync("field-customer", "");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Done");
        // Whoever looks on sees it without reloading.
        await sales.ExpectStatusAsync("Done");
    }
}
