using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary>What the walks through the manual do again and again.</summary>
internal static class ManualSteps
{
    /// <summary>Opens a dialog, finds in it what it is about, and leaves without doing it.</summary>
    public static async Task OpenAndCancelAsync(Window window, ILocator action, string dialog, string about)
    {
        await Window.PressAsync(action);
        await ExpectDialogAsync(window, $"dialog-{dialog}", about);
        await window.CancelAsync();
        await Expect(window.Id($"dialog-{dialog}")).ToHaveCountAsync(0);
    }

    /// <summary>Waits for a dialog that says, in its title or its text, what it is about.</summary>
    public static async Task ExpectDialogAsync(Window window, string dialog, string about)
    {
        await window.Id(dialog).WaitForAsync();
        await Expect(window.Page.Locator(".mud-dialog")).ToContainTextAsync(about);
    }

    public static async Task FillAsync(Window window, string path, params (string Field, string Value)[] values)
    {
        await window.GoAsync(path);
        await FillAsync(window, values);
    }

    public static async Task FillAsync(Window window, params (string Field, string Value)[] values)
    {
        foreach (var (field, value) in values)
        {
            await window.Id($"field-{field}").FillAsync(value);
        }
    }

    public static async Task FillAndLeaveAsync(Window window, params (string Field, string Value)[] values)
    {
        foreach (var (field, value) in values)
        {
            await window.FillAsync($"field-{field}", value);
        }
    }

    /// <summary>A customer recharges, orders a product and pays for it; the number of the order.</summary>
    public static async Task<string> OrderAsync(ManualWalk walk, string account, string phone, string product)
    {
        await using var buyer = await walk.SignInAsync(account, phone);
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", "2000");
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.ExpectStatusAsync("Paid");
        await buyer.GoAsync("/products?q=" + Uri.EscapeDataString(product));
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    public static FilePayload Workbook(string name, byte[] content) => new() { Name = name, MimeType = WorkbookExport.ContentType, Buffer = content };

    public static string Say(string chinese, string english) => ManualWalk.Say(chinese, english);
}
