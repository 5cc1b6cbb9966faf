using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Customers;

/// <summary>What Sales and Operations do with customers, in a browser.</summary>
[BrowserTest]
public sealed class CustomerJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Sales_follows_up_a_customer_and_invites_a_new_one()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers");
        await Expect(sales.Row("customers", "demo-01")).ToContainTextAsync("139****1000");
        await Expect(sales.Row("customers", "demo-05")).ToHaveCountAsync(0);
        await sales.Row("customers", "demo-01").GetByTestId("action-reveal-phone").ClickAsync();
        await Expect(sales.Row("customers", "demo-01").GetByTestId("value-phone")).ToHaveTextAsync("13900001000");
        await sales.ChooseAsync("field-attention", "follow-up");
        await sales.ClickAsync("action-search");
        await Expect(sales.Id("value-count")).ToContainTextAsync("1");
        await sales.PictureAsync("sales-customers");

        await sales.FollowAsync(sales.Row("customers", "demo-01").GetByTestId("action-open"), "page-sales-customers-detail");
        await sales.ClickAsync("action-follow-up");
        await sales.ChooseAsync("field-way", "Visit");
        await sales.FillAsync("field-aim", "确认配置");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-content")).ToBeVisibleAsync();
        await Expect(sales.Id("field-aim")).ToHaveValueAsync("确认配置");
        await sales.FillAsync("field-content", "客户同意先试用。");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await sales.ClickAsync("action-tab-follow-ups");
        await Expect(sales.Id("grid-follow-ups")).ToContainTextAsync("客户同意先试用。");
        await sales.ClickAsync("action-tab-notes");
        await sales.FillAsync("field-note", "发票抬头已确认");
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("grid-notes")).ToContainTextAsync("发票抬头已确认");

        await sales.GoAsync("/sales/invites");
        await sales.ClickAsync("action-create-invite");
        // The filters have a field of the same name.
        await Expect(sales.Id("dialog-invite")).ToBeVisibleAsync();
        await sales.ChooseAsync("field-promotion", DemoInvites.PromotionNo);
        await sales.FillAsync("field-max-uses", "1");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        var row = sales.Page.GetByTestId("row-invites").Filter(new() { HasNot = sales.Page.Locator($"text={DemoInvites.InviteCodeText}") }).First;
        var code = await row.GetByTestId("value-code").InnerTextAsync();

        await RegisterAsync(code, "13900003001", "invited-one", "110101199003070476", refused: null);
        await RegisterAsync(code, "13900003002", "invited-two", "11010119900307803X", refused: code);

        await sales.GoAsync("/sales/customers");
        await Expect(sales.Id("grid-customers")).ToContainTextAsync("受邀客户");
        await sales.GoAsync("/sales/invites");
        await Expect(sales.Row("invites", code).GetByTestId("value-uses")).ToHaveTextAsync("1 / 1");
        await Expect(sales.Row("invites", code).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Exhausted");
        await Window.PressAsync(sales.Row("invites", code).GetByTestId("action-delete"));
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Row("invites", code)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sales_keeps_contact_and_notes_exports_its_customers_and_deletes_one_that_never_did_business()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers/demo-03");
        await sales.ClickAsync("action-edit-contact");
        var dialog = sales.Id("dialog-contact");
        await dialog.GetByTestId("field-contact").FillAsync("新联系人");
        await dialog.GetByTestId("field-phone").FillAsync("139");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-phone")).ToBeVisibleAsync();
        await Expect(dialog.GetByTestId("field-contact")).ToHaveValueAsync("新联系人");
        await dialog.GetByTestId("field-phone").FillAsync("13900009003");
        await sales.ClickAsync("action-confirm");
        await sales.ExpectTextAsync("value-contact", "新联系人");
        await sales.ExpectTextAsync("value-phone", "139****9003");
        await sales.ClickAsync("action-reveal-phone");
        await sales.ExpectTextAsync("value-phone", "13900009003");
        await sales.ClickAsync("action-hide-phone");
        await sales.ExpectTextAsync("value-phone", "139****9003");

        await sales.ClickAsync("action-tab-notes");
        await sales.FillAsync("field-note", "写错了的备注");
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("row-notes")).ToHaveCountAsync(1);
        await Window.PressAsync(sales.Id("action-delete-note"));
        await Expect(sales.Page.Locator(".mud-dialog")).ToContainTextAsync("写错了的备注");
        await sales.Id("dialog-delete-note").GetByTestId("action-confirm").ClickAsync();
        await Expect(sales.Id("row-notes")).ToHaveCountAsync(0);

        await sales.GoAsync("/sales/customers?q=demo-0");
        await sales.SortAsync("name", "ascending");
        await Expect(sales.Id("row-customers").First).ToHaveAttributeAsync("data-key", "demo-01");
        // Another test of this class may have given the salesperson more of them.
        var (customers, last) = (await sales.Id("row-customers").CountAsync(), await sales.Id("row-customers").Last.GetAttributeAsync("data-key"));
        Assert.InRange(customers, 4, 9);
        await sales.SortAsync("name", "descending");
        await Expect(sales.Id("row-customers").First).ToHaveAttributeAsync("data-key", last!);
        var exported = await sales.DownloadAsync("action-export");
        Assert.Equal(customers, exported.Count);
        Assert.Contains(exported, line => line.Contains("13900009003"));

        await sales.GoAsync("/sales/customers/demo-04");
        await sales.ClickAsync("action-delete");
        await Expect(sales.Page.Locator(".mud-dialog")).ToContainTextAsync("客户示例公司 04");
        await sales.PictureAsync("customer-delete");
        await sales.Id("dialog-delete-customer").GetByTestId("action-confirm").ClickAsync();
        await sales.SeeAsync("page-sales-customers");
        await sales.GoAsync("/sales/customers/demo-04");
        await sales.SeeAsync("page-not-found");
    }

    [Fact]
    public async Task Operations_exports_all_customers_with_masked_phones()
    {
        await using var operations = await browser.OpenAsync(app, 390, 844);
        await operations.SpeakAsync("en");
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/customers?q=demo-10");
        var exported = Assert.Single(await operations.DownloadAsync("action-export"));
        Assert.Contains("139****1009", exported);
        await operations.PictureAsync("operations-customers-phone-en");
    }

    [Fact]
    public async Task Operations_assigns_public_customers_and_moves_others()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/public-customers?q=demo-");
        foreach (var key in new[] { "demo-07", "demo-08", "demo-09" })
        {
            await operations.Row("customers", key).GetByTestId("field-select").CheckAsync();
        }

        await operations.ExpectTextAsync("value-selected", "3");
        await operations.ClickAsync("action-clear-selection");
        await Expect(operations.Id("value-selected")).ToHaveCountAsync(0);
        await operations.Row("customers", "demo-07").GetByTestId("field-select").CheckAsync();
        await operations.Row("customers", "demo-08").GetByTestId("field-select").CheckAsync();
        await operations.Page.Locator(".k-grid-selection").GetByTestId("action-assign").ClickAsync();
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-salesperson")).ToBeVisibleAsync();
        await ChooseSalespersonAsync(operations, "sales2");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Row("customers", "demo-07")).ToHaveCountAsync(0);

        await operations.ChooseAsync("field-state", "untraded");
        await operations.ClickAsync("action-search");
        await operations.Row("customers", "demo-08").GetByTestId("action-return-to-pool").ClickAsync();
        await operations.Id("dialog-return-to-pool").GetByTestId("action-confirm").ClickAsync();
        await Expect(operations.Row("customers", "demo-08")).ToHaveCountAsync(0);

        await operations.GoAsync("/operations/transfer");
        await Expect(operations.Id("grid-customers")).ToHaveCountAsync(0);
        await operations.Row("salespeople", "sales2").GetByTestId("action-choose").ClickAsync();
        await operations.Row("customers", "demo-07").GetByTestId("field-select").CheckAsync();
        await operations.Page.Locator(".k-grid-selection").GetByTestId("action-transfer").ClickAsync();
        await ChooseSalespersonAsync(operations, "sales）");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-reason")).ToBeVisibleAsync();
        await operations.FillAsync("field-reason", "片区调整");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Row("customers", "demo-07")).ToHaveCountAsync(0);

        await operations.GoAsync("/sales/customers/demo-07");
        await Expect(operations.Id("grid-assignments")).ToContainTextAsync("片区调整");
        await operations.GoAsync("/operations/customers?q=demo-07");
        await Expect(operations.Row("customers", "demo-07")).ToContainTextAsync("139****1006");
        await Expect(operations.Id("action-reveal-phone")).ToHaveCountAsync(0);

        await using var told = await browser.OpenAsync(app);
        await told.SignInAsync("sales2", DemoCustomers.SecondSales.Phone);
        await told.GoAsync("/notices");
        await Expect(told.Id("grid-notices")).ToContainTextAsync("片区调整");
        await told.GoAsync("/sales/customers/demo-07");
        await told.Id("page-not-found").WaitForAsync();
    }

    private static async Task ChooseSalespersonAsync(Window window, string user)
    {
        var option = window.Id("field-salesperson").Locator("option", new() { HasTextRegex = new Regex(Regex.Escape(user)) });
        await window.ChooseAsync("field-salesperson", (await option.GetAttributeAsync("value"))!);
    }

    private async Task RegisterAsync(string code, string phone, string userName, string idNumber, string? refused)
    {
        await using var visitor = await browser.OpenAsync(app, width: 390, height: 844);
        await visitor.ProveAsync(app, phone, $"?code={code}");
        await Expect(visitor.Id("field-invite-code")).ToHaveValueAsync(code);
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        foreach (var (field, value) in new[]
        {
            ("name", "受邀客户"), ("id-number", idNumber), ("user-name", userName), ("password", People.Password), ("password-repeat", People.Password),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.Id("field-consent").CheckAsync();
        await visitor.ClickAsync("action-register");
        if (refused is null)
        {
            await visitor.SeeAsync("page-account-login");
            return;
        }

        await Expect(visitor.Id("error-invite-code")).ToContainTextAsync(refused);
        await Expect(visitor.Id("field-name")).ToHaveValueAsync("受邀客户");
        await Expect(visitor.Id("field-user-name")).ToHaveValueAsync(userName);
        await visitor.PictureAsync("register-invite-refused-phone");
        await visitor.FillAsync("field-invite-code", "");
        await visitor.Id("field-password").FillAsync(People.Password);
        await visitor.Id("field-password-repeat").FillAsync(People.Password);
        await visitor.ClickAsync("action-register");
        await visitor.SeeAsync("page-account-login");
    }
}
