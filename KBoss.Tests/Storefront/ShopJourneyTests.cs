using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Storefront;

/// <summary>A visitor in the shop for the first time: at a desk and with a phone, in both languages, light and dark.</summary>
[BrowserTest]
public sealed class ShopJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Product = "启明通用云主机";
    private const string Light = "rgb(245, 247, 250)";

    [Theory]
    [InlineData(1440, 900, "zh-CN")]
    [InlineData(390, 844, "en-US")]
    public async Task A_visitor_chooses_a_duration_and_a_number_and_reads_what_it_costs_and_saves(int width, int height, string locale)
    {
        await using var visitor = await browser.OpenAsync(app, width, height, locale);
        var name = $"shop-{width}";
        await visitor.GoAsync("/");
        await visitor.SeeAsync("page-home");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", locale[..2] == "en" ? "en" : "zh-CN");
        await visitor.PictureAsync($"{name}-home");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));
        await ExpectNoSidewaysAsync(visitor);

        await visitor.GoAsync($"/products?q={Product}");
        await visitor.FollowAsync(visitor.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await visitor.ClickAsync("option-8核");
        await Expect(visitor.Id("value-price")).ToHaveTextAsync("¥587.84");
        await Expect(visitor.Id("value-save")).ToContainTextAsync("¥80.16");
        await Expect(visitor.Id("option-16核")).ToContainTextAsync("¥1,168.64");
        await visitor.ClickAsync("action-periods-12");
        await Expect(visitor.Id("value-amount")).ToHaveTextAsync("¥7,054.08");
        await Expect(visitor.Id("action-periods-12")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(visitor.Id("field-periods")).ToHaveValueAsync("12");
        await visitor.ClickAsync("action-more");
        await visitor.ClickAsync("action-more");
        await Expect(visitor.Id("value-amount")).ToHaveTextAsync("¥21,162.24");
        await Expect(visitor.Id("value-save-amount")).ToContainTextAsync("¥2,885.76");

        // What is wrong is said at its field, once, and the amount says why it is not there.
        await visitor.Id("field-quantity").FillAsync("0");
        await Expect(visitor.Page.Locator(".k-field:has([data-testid=field-quantity]) [data-testid=error-quantity]")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-quantity")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visitor.Id("value-no-amount")).ToBeVisibleAsync();
        await Expect(visitor.Id("value-amount")).ToHaveCountAsync(0);
        await visitor.Page.Locator("[data-testid=action-buy-now]").ClickAsync();
        await Expect(visitor.Id("error-quantity")).ToHaveCountAsync(1);
        await Expect(visitor.Id("field-quantity")).ToBeFocusedAsync();
        await visitor.SeeAsync("page-products-detail");
        await visitor.PictureAsync($"{name}-product-wrong");
        await visitor.Id("field-quantity").FillAsync("3");
        await Expect(visitor.Id("error-quantity")).ToHaveCountAsync(0);
        await Expect(visitor.Id("field-quantity")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await visitor.ClickAsync("action-fewer");
        await Expect(visitor.Id("value-amount")).ToHaveTextAsync("¥14,108.16");
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("quantity=2&periods=12"));
        await visitor.PictureAsync($"{name}-product");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));
        await ExpectNoSidewaysAsync(visitor);

        // Wherever one reads on a phone, the price and the two ways to buy are in reach.
        await visitor.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await visitor.PictureAsync($"{name}-product-end");
        var inReach = await visitor.Id("action-buy-now").EvaluateAsync<bool>("e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }");
        Assert.True(inReach || width > 640);
        await visitor.FollowAsync("action-buy-now", "page-account-login");
    }

    [Fact]
    public async Task Until_something_is_chosen_the_look_is_that_of_the_system()
    {
        await using var visitor = await browser.OpenAsync(app);
        await visitor.GoAsync("/");
        await ExpectGroundAsync(visitor, Light);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        await ExpectGroundAsync(visitor, "rgb(16, 21, 31)");
        await visitor.PictureAsync("shop-home-dark");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));

        // The one button that changes something is there, and what is chosen stays whatever the system is.
        await Expect(visitor.Id("action-theme")).ToBeHiddenAsync();
        await visitor.ClickAsync("action-theme-light");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await ExpectGroundAsync(visitor, Light);
    }

    private static Task ExpectGroundAsync(Window window, string colour) => Expect(window.Page.Locator("body")).ToHaveCSSAsync("background-color", colour);

    private static async Task ExpectNoSidewaysAsync(Window window) =>
        await window.FitsAsync();
}
