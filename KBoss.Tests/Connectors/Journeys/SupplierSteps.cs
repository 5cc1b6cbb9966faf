using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Connectors.Journeys;

/// <summary>What journeys with suppliers' interfaces have in common. Facts of a class share an application, so whatever prepares it may find it prepared.</summary>
internal static class SupplierSteps
{
    /// <summary>The simulated suppliers answer as soon as they are asked; that they may take their time is tried without a browser.</summary>
    public static void OpenAtOnce(this RunningKBoss app)
    {
        app.Services.GetRequiredService<TencentCloudSimulator>().StartsAfter = TimeSpan.Zero;
        app.Services.GetRequiredService<JinanSimulator>().OpensAfter = TimeSpan.Zero;
        app.Services.GetRequiredService<ZhongjinSimulator>().OpensAfter = TimeSpan.Zero;
    }

    /// <summary>A window in which somebody of the demo has signed in; in English, the language was chosen in the header.</summary>
    public static async Task<Window> OpenAsync(this Browser browser, RunningKBoss app, string account, string phone, bool english = false, int width = 1440)
    {
        var window = await browser.OpenAsync(app, width);
        await window.SignInAsync(account, phone);
        if (english)
        {
            await window.GoAsync("/notices");
            if (!await window.Id("action-language").First.IsVisibleAsync())
            {
                await window.ClickAsync("action-menu");
            }

            await window.ClickAsync("action-language");
            await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
            await window.ReadyAsync();
        }

        return window;
    }

    /// <summary>Operations chooses the interface of a supplier whose name begins so.</summary>
    public static async Task ConnectAsync(this Window operations, string supplier, string connector)
    {
        await operations.GoAsync($"/operations/suppliers?q={Uri.EscapeDataString(supplier)}");
        await operations.FollowAsync(operations.Id("row-suppliers").GetByTestId("action-open"), "page-operations-suppliers-detail");
        await operations.ClickAsync("action-edit-supplier");
        await operations.ChooseAsync("field-connector", connector);
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("dialog-supplier")).ToHaveCountAsync(0);
    }

    /// <summary>Operations says how a Sku is opened, and has the supplier confirm it without opening anything.</summary>
    public static async Task PlanAsync(this Window operations, string sku, params (string Field, string Value)[] plan)
    {
        await operations.GoAsync($"/operations/delivery-plans?q={sku}");
        var row = operations.Row("delivery-plans", sku);
        await row.GetByTestId("action-edit-plan").ClickAsync();
        foreach (var (field, value) in plan)
        {
            await operations.FillAsync($"field-plan-{field}", value);
        }

        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("dialog-delivery-plan")).ToHaveCountAsync(0);
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Planned");
        await row.GetByTestId("action-try-plan").ClickAsync();
        await Expect(operations.Id("value-answer")).ToHaveAttributeAsync("data-works", "true");
    }

    /// <summary>Orders one fault of a simulated supplier, as a tester does.</summary>
    public static async Task OrderFaultAsync(this Window tester, string operation, ConnectorFault fault)
    {
        await tester.Page.GotoAsync("/dev/connectors");
        await tester.ChooseAsync("field-operation", operation);
        await tester.ChooseAsync("field-fault", fault.ToString());
        await tester.FillAsync("field-calls", "1");
        await tester.ClickAsync("action-order");
        await Expect(tester.Row("faults", operation)).ToHaveCountAsync(1);
    }

    /// <summary>Decides at the simulated 中金 about the customer of that name.</summary>
    public static async Task DecideAsync(this Window tester, string customer, bool accept, string reason = "")
    {
        await tester.Page.GotoAsync("/dev/connectors");
        var row = tester.Id("row-customers").Filter(new() { HasText = customer });
        await row.Locator("input[name=reason]").FillAsync(reason);
        await row.GetByTestId(accept ? "action-accept" : "action-refuse").ClickAsync();
        await Expect(row).ToContainTextAsync(accept ? "Whitelisted" : "Refused");
    }

    /// <summary>The Admin of the root runs a schedule now.</summary>
    public static async Task RunAsync(this Window admin, string schedule)
    {
        await admin.GoAsync("/admin/schedules");
        await admin.Row("schedules", schedule).GetByTestId("action-run-now").ClickAsync();
        await admin.SucceededAsync();
    }

    /// <summary>Waits until something shows a status.</summary>
    public static Task ExpectStatusAsync(this ILocator shown, string status) =>
        Expect(shown.GetByTestId("status").First).ToHaveAttributeAsync("data-status", status);
}
