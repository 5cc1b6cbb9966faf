using System.Globalization;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>sales.md</c>: customers, follow-ups and invite codes.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class SalesWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Sales_customers_follow_ups_and_invite_codes()
    {
        var walk = new ManualWalk(browser, app, "sales");
        if (ManualWalk.TakesPictures)
        {
            // So that the customer's page has something to show; that it is shown is held by the tests of the first sale and of the customer's page.
            await BuyAsync(walk);
        }

        await using var sales = await walk.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers");
        await sales.Row("customers", "demo-02").GetByTestId("action-reveal-phone").ClickAsync();
        await Expect(sales.Row("customers", "demo-02").GetByTestId("value-phone")).ToHaveTextAsync("13900001001");
        await walk.ShowAsync(sales, "customers", "filters");
        await sales.GoAsync("/sales/customers?attention=follow-up");
        await Expect(sales.Row("customers", "demo-01")).ToBeVisibleAsync();
        await sales.Page.SetViewportSizeAsync(390, 844);
        await walk.ShowAsync(sales, "customers-phone");
        await sales.Page.SetViewportSizeAsync(1440, 900);

        await sales.GoAsync("/sales/customers?q=" + Uri.EscapeDataString("示例科技"));
        await sales.FollowAsync(sales.Id("row-customers").First.GetByTestId("action-open"), "page-sales-customers-detail");
        await Expect(sales.Id("row-assignments")).ToHaveCountAsync(1);
        await walk.ShowAsync(sales, "customer");
        foreach (var tab in new[] { "orders", "resources", "tickets", "prices", "cash" })
        {
            await sales.ClickAsync($"action-tab-{tab}");
            await Expect(sales.Id($"grid-{tab}")).ToBeVisibleAsync();
        }

        await walk.ShowAsync(sales, "cash");

        await sales.GoAsync("/sales/customers/demo-01?tab=notes");
        await sales.FillAsync("field-note", Say("发票抬头已确认，开增值税专用发票。", "They want a VAT invoice; the name on it is confirmed."));
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("row-notes")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "notes", "form-note");
        await sales.ClickAsync("action-follow-up");
        await sales.ChooseAsync("field-way", "Visit");
        await FillAndLeaveAsync(
            sales, ("aim", Say("确认配置", "Settle the configuration")),
            ("content", Say("客户同意先试用两台，月底前答复。", "They try two of them first and answer by the end of the month.")));
        await sales.FillAsync("field-next", TimeProvider.System.GetUtcNow().AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await ExpectDialogAsync(sales, "dialog-follow-up", "客户示例公司 01");
        await walk.ShowDialogAsync(sales, "follow-up");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await sales.ClickAsync("action-tab-follow-ups");
        await Expect(sales.Id("row-follow-ups")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "follow-ups", "action-follow-up");
        await OpenAndCancelAsync(sales, sales.Id("action-edit-contact"), "contact", "客户示例公司 01");
        await OpenAndCancelAsync(sales, sales.Id("action-delete"), "delete-customer", "客户示例公司 01");

        await sales.GoAsync("/sales/invites");
        await sales.ClickAsync("action-create-invite");
        // The filters have a field of the same name.
        await Expect(sales.Id("dialog-invite")).ToBeVisibleAsync();
        await sales.ChooseAsync("field-promotion", DemoInvites.PromotionNo);
        await FillAndLeaveAsync(sales, ("max-uses", "20"), ("note", Say("春季沙龙", "Spring meeting")));
        await walk.ShowDialogAsync(sales, "invite");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("row-invites")).ToHaveCountAsync(2);
        await walk.ShowAsync(sales, "invites", "action-create-invite", "value-link");
        await OpenAndCancelAsync(sales, sales.Row("invites", DemoInvites.InviteCodeText).GetByTestId("action-edit"), "invite", DemoInvites.InviteCodeText);
        await OpenAndCancelAsync(sales, sales.Row("invites", DemoInvites.InviteCodeText).GetByTestId("action-delete"), "delete-invite", DemoInvites.InviteCodeText);

        // Customers are won back: from a list to a draft that says whom it reaches.
        await sales.GoAsync("/reports/opportunities");
        foreach (var tab in new[] { "due", "unused", "growing" })
        {
            await sales.ClickAsync($"action-tab-{tab}");
            await Expect(sales.Id($"grid-{tab}")).ToBeVisibleAsync();
        }

        await sales.FollowAsync("action-campaign", "page-sales-campaigns-new");
        await sales.ChooseAsync("field-source", "Customers");
        var campaign = Say("老客户回访", "Win customers back");
        await FillAndLeaveAsync(sales, ("name", campaign));
        await sales.ClickAsync("action-next");
        await FillAndLeaveAsync(
            sales, ("content", Say("续费八折，限本周", "20 % off renewals this week")), ("title", Say("续费优惠", "Renewals")),
            ("text", Say("{customer}，本周续费八折。", "{customer}, renewals are 20 % off this week.")));
        await sales.ClickAsync("action-save-campaign");
        await sales.SeeAsync("page-sales-campaigns-detail");
        await Expect(sales.Id("value-found")).ToBeVisibleAsync();
        await OpenAndCancelAsync(sales, sales.Id("action-delete-campaign"), "delete-campaign", campaign);
        walk.End();
    }

    /// <summary>A sale, from the recharge to the delivery.</summary>
    private static async Task BuyAsync(ManualWalk walk)
    {
        var orderNo = await OrderAsync(walk, "company", "13800000011", "启明通用云主机");
        await using var maintenance = await walk.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.Id("row-tasks").GetByTestId("action-complete").ClickAsync();
        await FillAndLeaveAsync(maintenance, ("address", "10.20.30.40:22"), ("user-name", "root"), ("secret", "secret-of-the-host"));
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
    }
}
