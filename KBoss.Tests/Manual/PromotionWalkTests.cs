using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary>Promotions in <c>operations.md</c>, their codes in <c>sales.md</c>, and joining one in <c>account.md</c>.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class PromotionWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task A_promotion_is_made_and_filled_its_code_printed_and_a_customer_enters_it()
    {
        var walk = new ManualWalk(browser, app, "promotions");
        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await MakeAsync(walk, operations);
        await JoinAsync(walk);

        await using var sales = await walk.SignInAsync("sales", "13800000003");
        await sales.GoAsync($"/sales/invites?q={DemoInvites.InviteCodeText}");
        await sales.Row("invites", DemoInvites.InviteCodeText).GetByTestId("action-qr").ClickAsync();
        await Expect(sales.Id("value-qr")).ToBeVisibleAsync();
        await walk.ShowDialogAsync(sales, "qr");
        await sales.ClickAsync("action-close");
        await sales.FollowAsync(sales.Row("invites", DemoInvites.InviteCodeText).GetByTestId("action-poster"), "page-sales-poster");
        await sales.ExpectTextAsync("value-code", DemoInvites.InviteCodeText);
        await walk.ShowAsync(sales, "poster", "action-print");

        await operations.GoAsync("/reports/attribution");
        await Expect(operations.Row("attribution", DemoInvites.PromotionNo)).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "attribution", "field-by");
        await operations.GoAsync("/operations/price-events");
        // The promotion of the demo data begins in some weeks, and the calendar shows the present month.
        var begins = ChinaTime.Day(await BeginsAsync());
        if (begins.Month != ChinaTime.Day(await app.NowAsync()).Month)
        {
            await operations.ClickAsync("action-next-month");
        }

        await Expect(operations.Page.Locator("[data-testid=row-price-events][data-key=PromotionBegins]").Filter(new() { HasText = "专线开年大促" })).ToHaveCountAsync(1);
        await walk.ShowAsync(operations, "events");
        walk.End();
    }

    private async Task<DateTime> BeginsAsync()
    {
        await using var db = app.Services.GetRequiredService<KBossDbContextFactory>().Open(OrganizationScope.Everything);
        return await db.Promotions.Where(p => p.Name == "专线开年大促").Select(p => p.From).SingleAsync();
    }

    private static async Task MakeAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/promotions");
        await operations.ClickAsync("action-create-promotion");
        await operations.FillAsync("field-name", Say("年终云主机特惠", "Servers at the end of the year"));
        await operations.ClickAsync("action-preset-week");
        await operations.FillAsync("field-budget", "5000");
        await walk.ShowDialogAsync(operations, "new");
        await operations.ClickAsync("action-confirm");
        await operations.SeeAsync("page-operations-promotions-detail");
        await operations.GoAsync(new Uri(operations.Page.Url).AbsolutePath + "?q=YJ-ECS-G");
        await operations.ClickAsync("action-apply-all");
        await operations.FillAsync("field-value", "0.8");
        await Expect(operations.Row("preview", "YJ-ECS-G-2C8G")).ToContainTextAsync("134.40");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Row("promotion-products", "YJ-ECS-G-2C8G").GetByTestId("field-discount")).ToHaveValueAsync("0.80");
        await walk.ShowAsync(operations, "draft", "action-publish-promotion", "action-apply-all");
        await operations.ClickAsync("action-publish-promotion");
        await ExpectDialogAsync(operations, "dialog-publish-promotion", "4");
        await walk.ShowDialogAsync(operations, "publish");
        await operations.CancelAsync();
        await operations.ClickAsync("action-delete-promotion");
        await ExpectDialogAsync(operations, "dialog-delete-promotion", "4");
        await operations.ClickAsync("action-confirm");
        await operations.SeeAsync("page-operations-promotions");
    }

    private static async Task JoinAsync(ManualWalk walk)
    {
        await using var person = await walk.SignInAsync("person", "13800000012");
        await person.Page.SetViewportSizeAsync(390, 1080);
        await person.GoAsync("/me/promotions");
        await person.FillAsync("field-invite-code", DemoInvites.InviteCodeText);
        await person.ClickAsync("action-enter-code");
        await Expect(person.Row("promotions", DemoInvites.PromotionNo)).ToBeVisibleAsync();
        await walk.ShowAsync(person, "mine-phone", "action-enter-code");
        if (ManualWalk.TakesPictures)
        {
            // So that there is something to attribute.
            await OrderAsync(walk, "person", "13800000012", "星瀚智算推理实例");
        }
    }
}
