using KBoss.Tests.Support;
using Microsoft.Playwright;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>finance.md</c>: money that comes offline, the wallets of customers, and their statements.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class FinanceWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Finance_credits_reverses_grants_credit_and_makes_a_statement()
    {
        var walk = new ManualWalk(browser, app, "finance");
        await using var finance = await walk.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", "示例科技");
        await finance.Id("row-found").Filter(new() { HasText = "示例科技" }).First.ClickAsync();
        await FillAndLeaveAsync(
            finance, ("amount", "8000"), ("reference", "ICBC-20261129-0007"), ("note", Say("合同首付款", "First payment of the contract")));
        await finance.Id("field-slip").SetInputFilesAsync(new FilePayload { Name = "slip.pdf", MimeType = "application/pdf", Buffer = People.Pdf });
        await walk.ShowPartAsync(finance.Page.Locator("main"), "recharge", "action-credit");
        await finance.ClickAsync("action-credit");
        await ExpectDialogAsync(finance, "dialog-credit", "8,000.00");
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.ExpectStatusAsync("Posted");
        await walk.ShowAsync(finance, "detail", "action-reverse");
        await OpenAndCancelAsync(finance, finance.Id("action-reverse"), "reverse", "8,000.00");

        await finance.GoAsync("/finance/recharges");
        await Expect(finance.Id("row-recharges").First).ToContainTextAsync("ICBC-20261129-0007");
        await finance.GoAsync("/finance/cash");
        await Expect(finance.Id("row-cash").First).ToBeVisibleAsync();
        await walk.ShowAsync(finance, "cash", "value-sums");
        await finance.FollowAsync(finance.Id("row-cash").First.GetByTestId("action-open"), "page-finance-wallets-detail");
        await finance.ClickAsync("action-credit");
        await ExpectDialogAsync(finance, "dialog-credit", "示例科技");
        await finance.FillAsync("field-credit", "5000");
        await walk.ShowDialogAsync(finance, "credit");
        await finance.CancelAsync();
        await finance.FollowAsync("action-statement", "page-finance-wallets-statement");
        await walk.ShowAsync(finance, "statement", "action-print");
        walk.End();
    }
}
