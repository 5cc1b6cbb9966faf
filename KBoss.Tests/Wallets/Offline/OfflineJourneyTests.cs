using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Wallets.Offline;

/// <summary>Finance credits what came by bank and takes it back, and the customer sees it in a window of its own.</summary>
[BrowserTest]
public sealed partial class OfflineJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Customer = "示例科技";

    [Fact]
    public async Task Finance_credits_what_came_and_the_customer_sees_it_without_asking_again()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/me");
        var before = await AmountAsync(buyer, "value-balance");

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/recharge");
        await finance.PictureAsync("recharge-empty-zh");
        await FindAsync(finance);
        await finance.FillAsync("field-amount", "5,000");
        await finance.FillAsync("field-reference", "icbc-2026-0001");
        await finance.Id("field-slip").SetInputFilesAsync(new FilePayload { Name = "回单.pdf", MimeType = "application/pdf", Buffer = People.Pdf });
        await finance.FillAsync("field-note", "合同首付款");
        await Expect(finance.Id("value-consent")).ToContainTextAsync("无需审批");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.PictureAsync("recharge-form-zh");
        await finance.ClickAsync("action-credit");
        await Expect(finance.Id("dialog-credit")).ToContainTextAsync("5,000.00");
        await finance.PictureAsync("recharge-confirm-zh");
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.ExpectStatusAsync("Posted");
        var number = new Uri(finance.Page.Url).Segments[^1];

        await Expect(buyer.Id("value-balance").First).ToHaveTextAsync(Money(before + 5_000m));
        await Expect(finance.Id("action-slip")).ToBeVisibleAsync();
        var slip = await finance.Page.APIRequest.GetAsync($"/files/recharges/{number}");
        Assert.Equal((200, "application/pdf"), (slip.Status, slip.Headers["content-type"]));
        Assert.Equal(404, (await buyer.Page.APIRequest.GetAsync($"/files/recharges/{number}", new() { MaxRedirects = 0 })).Status is 403 or 404 ? 404 : 200);
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.PictureAsync("recharge-detail-zh");

        // The number leads on from the journal, the cash records and the notice.
        await finance.ClickAsync("action-journal");
        await finance.SeeAsync("page-finance-journal");
        await finance.FollowAsync("action-reference", "page-finance-recharges-detail");
        await finance.GoAsync($"/finance/cash?reference={number}");
        await finance.SettledAsync();
        await finance.PictureAsync("cash-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await Expect(finance.Id("value-in")).ToContainTextAsync("5,000.00");
        await finance.FollowAsync(finance.Id("action-reference").Filter(new() { HasText = number }), "page-finance-recharges-detail");
        await buyer.GoAsync("/notices");
        await buyer.Id("action-open").Filter(new() { HasText = number }).First.ClickAsync();
        await buyer.SeeAsync("page-me-recharge-detail");
        await Expect(buyer.Id("page-me-recharge-detail")).ToContainTextAsync("icbc-2026-0001");
        await buyer.PictureAsync("recharge-customer-zh");

        // The same slip number again is asked about; the other recharge is a link, and once it is known it goes through.
        await finance.GoAsync("/finance/recharge");
        await FindAsync(finance);
        await finance.FillAsync("field-amount", "200");
        await finance.FillAsync("field-reference", "ICBC 20260001");
        await finance.ClickAsync("action-credit");
        await Expect(finance.Id("row-same")).ToContainTextAsync(number);
        await Expect(finance.Id("error-reference")).ToBeVisibleAsync();
        await finance.PictureAsync("recharge-same-zh");
        await finance.Id("field-same-known").CheckAsync();
        await CreditAsync(finance);
        await finance.SeeAsync("page-finance-recharges-detail");
        var second = new Uri(finance.Page.Url).Segments[^1];
        await finance.GoAsync("/finance/recharges?reference=icbc20260001");
        await Expect(finance.Id("row-recharges")).ToHaveCountAsync(2);
        await finance.PictureAsync("recharges-zh");
        Assert.Equal(2, (await finance.DownloadAsync("action-export")).Count);

        // It was a mistake: taken back with a reason that the customer reads.
        await buyer.GoAsync("/me/cash");
        await finance.GoAsync($"/finance/recharges/{second}");
        await finance.ClickAsync("action-reverse");
        await finance.ClickAsync("action-confirm");
        await Expect(finance.Id("error-reason")).ToBeVisibleAsync();
        await finance.FillAsync("field-reason", "重复录入");
        await finance.PictureAsync("reverse-zh");
        await finance.ClickAsync("action-confirm");
        await finance.ExpectStatusAsync("Reversed");
        await Expect(finance.Id("action-reverse")).ToHaveCountAsync(0);
        // The open list keeps its rows and says that there is something new.
        await buyer.ClickAsync("action-show-news");
        await Expect(buyer.Id("row-cash").First).ToContainTextAsync("撤销充值");
        await buyer.Id("row-cash").First.Locator("a").ClickAsync();
        await buyer.SeeAsync("page-me-recharge-detail");
        await Expect(buyer.Id("value-reason")).ToContainTextAsync("重复录入");
        await finance.GoAsync("/finance/trial-balance");
        await finance.ClickAsync("action-verify");
        await Expect(finance.Id("value-verification")).ToContainTextAsync("账实相符");
    }

    [Fact]
    public async Task Finance_grants_credit_and_prints_the_statement_in_English_and_on_a_phone()
    {
        await using var finance = await browser.OpenAsync(app);
        await finance.SpeakAsync("en-US");
        await finance.SignInAsync("finance", "13800000002");
        await using var buyer = await browser.OpenAsync(app, 390, 844);
        await buyer.SpeakAsync("en-US");
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/me");
        await Expect(buyer.Id("value-credit")).ToHaveCountAsync(0);
        var balance = await AmountAsync(buyer, "value-balance");

        await finance.GoAsync("/finance/wallets");
        await finance.SettledAsync();
        await finance.PictureAsync("wallets-en");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.FollowAsync(finance.Id("action-open").Filter(new() { HasText = Customer }), "page-finance-wallets-detail");
        await finance.ClickAsync("action-credit");
        await finance.FillAsync("field-credit", "3000");
        await finance.PictureAsync("credit-en");
        await finance.ClickAsync("action-confirm");
        await finance.SucceededAsync();
        await Expect(finance.Id("value-credit").First).ToHaveTextAsync("¥3,000.00");
        await finance.PictureAsync("wallet-en");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await Expect(buyer.Id("value-available").First).ToHaveTextAsync(Money(balance + 3_000m));
        await buyer.PictureAsync("me-credit-390");

        await finance.FollowAsync("action-statement", "page-finance-wallets-statement");
        await Expect(finance.Id("value-statement-no")).ToContainTextAsync("ST");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.PictureAsync("statement-en");
        await finance.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(finance.Page.Locator(".k-console-bar")).ToBeHiddenAsync();
        await Expect(finance.Id("statement")).ToBeVisibleAsync();
        await finance.PictureAsync("statement-print-en");
        await finance.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        var lines = await finance.DownloadAsync("action-export");
        Assert.True(lines.Count >= 2);

        await buyer.GoAsync("/me/cash/statement");
        await Expect(buyer.Id("value-closing")).ToHaveTextAsync(Money(balance));
        await buyer.PictureAsync("statement-390");
        await finance.ResizeAsync(390);
        foreach (var (path, name) in new[]
        {
            ("/finance/cash", "cash-390"), ("/finance/recharges", "recharges-390"), ("/finance/wallets", "wallets-390"), ("/finance/recharge", "recharge-390"),
        })
        {
            await finance.GoAsync(path);
            await finance.SettledAsync();
            await finance.PictureAsync(name);
            await finance.FitsAsync();
        }
    }

    [Fact]
    public async Task With_a_policy_an_approver_agrees_on_the_phone_and_only_then_the_customer_has_the_money()
    {
        await using var admin = await browser.OpenAsync(app, 390, 844);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        await admin.Row("policies", "OfflineRecharge").GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Admin");
        await admin.FillAsync("field-amount-1", "10000");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("person", "13800000012");
        await buyer.GoAsync("/me");
        var before = await AmountAsync(buyer, "value-balance");
        var name = (await buyer.Id("value-organization").TextContentAsync())!.Trim();

        await finance.GoAsync("/finance/recharge");
        await FindAsync(finance, name);
        await finance.FillAsync("field-amount", "12000");
        await Expect(finance.Id("value-consent")).ToContainTextAsync("管理员");
        await finance.FillAsync("field-reference", "CMB-77");
        await finance.Id("field-slip").SetInputFilesAsync(new FilePayload { Name = "slip.pdf", MimeType = "application/pdf", Buffer = People.Pdf });
        await CreditAsync(finance);
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.ExpectStatusAsync("Pending");
        await finance.PictureAsync("recharge-pending-zh");

        await admin.GoAsync("/approvals");
        await admin.FollowAsync("action-open", "page-approvals-detail");
        await Expect(admin.Id("evidence-recharge")).ToContainTextAsync("12,000.00");
        await Expect(admin.Id("value-before")).ToHaveTextAsync(Money(before));
        await Expect(admin.Id("value-after")).ToHaveTextAsync(Money(before + 12_000m));
        await admin.PictureAsync("approval-390");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.ClickAsync("action-agree");
        await admin.Id("action-confirm").ClickAsync();

        await finance.ExpectStatusAsync("Posted");
        await Expect(buyer.Id("value-balance").First).ToHaveTextAsync(Money(before + 12_000m));
    }

    private static async Task FindAsync(Window finance, string customer = Customer)
    {
        await finance.TypeAsync("field-customer", customer[..Math.Min(4, customer.Length)]);
        var found = finance.Id("row-found").Filter(new() { HasText = customer });
        await Expect(found.First).ToBeVisibleAsync();
        await finance.PictureAsync("recharge-find-zh");
        await found.First.ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
    }

    private static async Task CreditAsync(Window finance)
    {
        await finance.ClickAsync("action-credit");
        await finance.Id("dialog-credit").WaitForAsync();
        await finance.ClickAsync("action-confirm");
    }

    private static async Task<decimal> AmountAsync(Window window, string testId) => decimal.Parse(
        NotOfANumber().Replace(await window.Id(testId).First.TextContentAsync() ?? "", ""), System.Globalization.CultureInfo.InvariantCulture);

    private static string Money(decimal yuan) => KBoss.Web.Common.MoneyText.Format(yuan);

    [GeneratedRegex(@"[^\d.\-]")]
    private static partial Regex NotOfANumber();
}
