using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary>Own discounts and prices in <c>sales.md</c>; price lookup, what a change would have meant and distributors' terms in <c>operations.md</c>.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class PriceWalkTests(RunningKBoss app, Browser browser)
{
    private const string Line = "YJ-NET-100M";

    [Fact]
    public async Task Own_terms_price_lookup_what_a_change_would_have_meant_and_terms_of_a_distributor()
    {
        var walk = new ManualWalk(browser, app, "pricing");
        if (ManualWalk.TakesPictures)
        {
            await OrderAsync(walk, "company", "13800000011", "启明通用云主机");
        }

        await using (var sales = await walk.SignInAsync("sales", "13800000003"))
        {
            await AgreeAsync(walk, sales);
        }

        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await LookUpAsync(walk, operations);
        await SupplyAsync(walk, operations);
        walk.End();
    }

    private static async Task AgreeAsync(ManualWalk walk, Window sales)
    {
        await sales.GoAsync("/sales/discounts");
        await sales.Id("field-customer").FillAsync("示例科技");
        await Expect(sales.Id("row-customers")).ToHaveCountAsync(1);
        await walk.ShowAsync(sales, "find", "field-customer");
        await sales.Id("row-customers").ClickAsync();
        await sales.Id("grid-discounts").WaitForAsync();
        await sales.GoAsync(new Uri(sales.Page.Url).AbsolutePath + "?q=YJ-NET");
        await sales.Row("discounts", Line).GetByTestId("field-select").CheckAsync();
        await walk.ShowAsync(sales, "own", "action-apply");
        await sales.ClickAsync("action-apply");
        await sales.FillAsync("field-value", "0.85");
        await sales.FillAsync("field-valid-to", ChinaTime.Day(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(30)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await Expect(sales.Row("preview", Line)).ToContainTextAsync("3,230.00");
        await Expect(sales.Id("field-preset")).ToHaveValueAsync("Own");
        await walk.ShowDialogAsync(sales, "own-preview");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await sales.Row("discounts", Line).GetByTestId("action-history").ClickAsync();
        await Expect(sales.Id("row-history")).ToHaveCountAsync(1);
        await walk.ShowDialogAsync(sales, "history");
    }

    private static async Task LookUpAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/reports/prices");
        await operations.Id("field-customer").FillAsync("示例科技");
        var later = ChinaTime.FromUtc(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(25));
        await operations.Id("field-other").FillAsync(later.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await operations.Id("field-change").SelectOptionAsync("any");
        await operations.ClickAsync("action-search");
        await Expect(operations.Id("value-lead")).ToContainTextAsync("示例科技");
        var row = operations.Id("row-prices").Filter(new() { HasText = "YJ-NET-500M" });
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Cheaper");
        await walk.ShowAsync(operations, "lookup", "field-other");
        await row.GetByTestId("action-why-other").ClickAsync();
        await Expect(operations.Id("dialog-price-why").Locator("[data-outcome=Won]")).ToBeVisibleAsync();
        await walk.ShowDialogAsync(operations, "why");
        await operations.Id("dialog-price-why").GetByTestId("action-confirm").ClickAsync();

        await operations.GoAsync("/operations/discounts?q=YJ-ECS-G");
        await operations.ClickAsync("action-apply-all");
        await operations.FillAsync("field-value", "0.84");
        await Expect(operations.Id("value-changed")).ToHaveTextAsync("4");
        await operations.ClickAsync("action-what-if");
        await Expect(operations.Id("value-lines")).ToBeVisibleAsync();
        await walk.ShowPartAsync(operations.Page.Locator(".mud-dialog").Last, "what-if");
        await operations.Id("dialog-what-if").GetByTestId("action-confirm").ClickAsync();
        await operations.CancelAsync();
    }

    private async Task SupplyAsync(ManualWalk walk, Window operations)
    {
        var distributor = await Distributor.AddAsync(app, Say("南方算力分销（示例）", "Southern computing (example)"));
        await operations.GoAsync("/operations/distributors");
        await operations.FollowAsync(operations.Row("distributors", distributor.Code).GetByTestId("action-open"), "page-operations-distributors-terms");
        await operations.GoAsync(new Uri(operations.Page.Url).AbsolutePath + "?q=YJ-ECS-C");
        await operations.ClickAsync("action-apply-all");
        await operations.FillAsync("field-value", "0.78");
        await Expect(operations.Row("preview", "YJ-ECS-C-8C16G")).ToContainTextAsync("458.64");
        await walk.ShowDialogAsync(operations, "distributor-preview");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Row("discounts", "YJ-ECS-C-8C16G").GetByTestId("field-discount")).ToHaveValueAsync("0.78");
        await walk.ShowAsync(operations, "distributor", "action-apply-all", "action-other-grid");

        await using var below = await walk.VisitAsync();
        await distributor.SignInAsync(below, Role.Operations);
        await below.GoAsync("/operations/discounts?q=YJ-ECS-C");
        await Expect(below.Row("discounts", "YJ-ECS-C-8C16G").GetByTestId("value-cost")).ToContainTextAsync("458.64");
        await walk.ShowAsync(below, "distributor-below");
    }
}
