using System.Collections.Concurrent;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Search;

/// <summary>Ctrl+K: one box over pages, acts and things, by the keyboard alone.</summary>
[BrowserTest]
public sealed class FindJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Staff_find_a_customer_a_page_in_the_other_language_and_what_they_opened_last()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");

        await admin.Page.Keyboard.PressAsync("Control+k");
        await Expect(admin.Id("field-anything")).ToBeFocusedAsync();
        await admin.Page.Keyboard.TypeAsync("示例科技");
        await Expect(admin.Id("list-anything")).ToHaveAttributeAsync("data-for", "示例科技");
        var customer = admin.Page.Locator("[data-testid=row-anything][data-thing]").First;
        await Expect(customer).ToContainTextAsync("示例科技有限公司");
        await Expect(customer).ToHaveAttributeAsync("aria-selected", "true");
        await admin.PictureAsync("find");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-sales-customers-detail");
        await Expect(admin.Id("dialog-find-anything")).Not.ToBeVisibleAsync();

        // The answer that Enter waited for is opened when it comes.
        await admin.Page.Keyboard.PressAsync("Control+k");
        await Expect(admin.Id("row-recent")).ToContainTextAsync("示例科技有限公司");
        await admin.Page.Keyboard.TypeAsync("audit");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-admin-audit");

        // The second, and out again by Esc without going anywhere.
        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.Page.Keyboard.TypeAsync("没有这样的东西");
        await Expect(admin.Id("value-anything")).ToContainTextAsync("没有这样的东西");
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(admin.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
        await admin.SeeAsync("page-admin-audit");

        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.Page.Keyboard.PressAsync("ArrowDown");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-sales-customers-detail");
    }

    [Theory]
    [InlineData(1440, "zh-CN")]
    [InlineData(390, "en")]
    public async Task Staff_find_from_the_shops_own_pages_which_have_no_circuit(int width, string language)
    {
        await using var sales = await browser.OpenAsync(app, width, 844);
        await sales.SignInAsync("admin", "13800000001");
        await sales.SpeakAsync(language);
        await sales.GoAsync("/");
        await sales.SeeAsync("page-home");
        await sales.Page.Keyboard.PressAsync("Control+k");
        await Expect(sales.Id("field-anything")).ToBeFocusedAsync();
        await sales.Page.Keyboard.TypeAsync("示例科技");
        await Expect(sales.Id("list-anything")).ToHaveAttributeAsync("data-for", "示例科技");
        await Expect(sales.Page.Locator("[data-testid=row-anything][data-thing]").First).ToHaveAttributeAsync("aria-selected", "true");
        await sales.PictureAsync($"find-shop-{language}-{width}");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.FitsAsync();
        await sales.Page.Keyboard.PressAsync("Enter");
        await sales.SeeAsync("page-sales-customers-detail");

        // What was opened last is offered here too, Enter waits for its answer, and the button opens the same box.
        await sales.GoAsync("/products");
        await sales.ClickAsync("action-find-anything");
        await Expect(sales.Id("row-recent").First).ToContainTextAsync("示例科技有限公司");
        await sales.Page.Keyboard.TypeAsync("audit");
        await sales.Page.Keyboard.PressAsync("Enter");
        await sales.SeeAsync("page-admin-audit");

        // A page that says that there is nothing belongs to no circuit either.
        await sales.Page.GotoAsync("/products/999999999");
        await sales.Page.Keyboard.PressAsync("Control+k");
        await sales.Page.Keyboard.TypeAsync("没有这样的东西");
        await Expect(sales.Id("value-anything")).ToContainTextAsync("没有这样的东西");
        await sales.Page.Keyboard.PressAsync("Escape");
        await Expect(sales.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("company", "13800000011", 390)]
    [InlineData("north-company", "13700000025", 1440)]
    public async Task A_customer_finds_from_the_shops_own_pages_and_a_visitor_is_sent_nothing_of_it(string account, string phone, int width)
    {
        await using var visitor = await browser.OpenAsync(app, width, 844);
        var asked = new ConcurrentQueue<string>();
        visitor.Page.Request += (_, request) => asked.Enqueue(request.Url);
        await visitor.GoAsync("/");
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Expect(visitor.Id("action-find-anything")).ToHaveCountAsync(0);
        await Expect(visitor.Id("dialog-find-anything")).ToHaveCountAsync(0);
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, url => url.Contains("/find", StringComparison.Ordinal));

        await using var buyer = await browser.OpenAsync(app, width, 844);
        await buyer.SignInAsync(account, phone);
        await buyer.GoAsync("/");
        await buyer.Page.Keyboard.PressAsync("Control+k");
        await buyer.Page.Keyboard.TypeAsync("订单");
        await Expect(buyer.Row("anything", "/orders")).ToBeVisibleAsync();
        await buyer.FitsAsync();
        // The server cannot be reached: that is said, and typing on finds again.
        await buyer.Page.RouteAsync("**/find?*", route => route.AbortAsync());
        await buyer.Page.Keyboard.TypeAsync("s");
        var keys = await buyer.Id("value-anything").InnerTextAsync();
        await Expect(buyer.Id("list-anything")).ToHaveAttributeAsync("data-for", "订单s");
        Assert.NotEqual(keys, await buyer.Id("value-anything").InnerTextAsync());
        await buyer.Page.UnrouteAsync("**/find?*");
        await buyer.Page.Keyboard.PressAsync("Backspace");
        await Expect(buyer.Row("anything", "/orders")).ToBeVisibleAsync();
        await buyer.Page.Keyboard.PressAsync("Enter");
        await buyer.SeeAsync("page-orders");
    }

    [Fact]
    public async Task On_a_phone_the_box_is_opened_by_its_button_and_fits()
    {
        await using var maintenance = await browser.OpenAsync(app, 390, 844);
        await maintenance.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/tickets");
        await maintenance.ClickAsync("action-find-anything");
        await maintenance.Page.Keyboard.TypeAsync("工单");
        await Expect(maintenance.Id("row-anything").First).ToBeVisibleAsync();
        await maintenance.PictureAsync("find-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(maintenance.Page));
        await maintenance.FitsAsync();
        await Expect(maintenance.Id("action-account")).ToBeInViewportAsync(new() { Ratio = 1 });
        await maintenance.ClickAsync("action-close-anything");
        await Expect(maintenance.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
    }

    /// <summary>The explanation of a price is a dialog that stands in the page before it is opened.</summary>
    [Fact]
    public async Task The_box_opens_on_pages_that_explain_a_price()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/products?q=启明通用云主机");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open").First, "page-products-detail");
        await OpensAsync(buyer);
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
        await buyer.GoAsync("/cart");
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
        await OpensAsync(buyer);

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync($"/orders-desk/{orderNo}");
        await OpensAsync(finance);

        // "/" goes to the search field as well. While the explanation is open it has the keys to itself.
        await buyer.Page.Keyboard.PressAsync("/");
        await Expect(buyer.Id("field-search")).ToBeFocusedAsync();
        await finance.ClickAsync("action-why-price");
        await Expect(finance.Id("dialog-why-price").First).ToBeVisibleAsync();
        await finance.Page.Keyboard.PressAsync("Control+k");
        await Expect(finance.Id("dialog-find-anything")).Not.ToBeVisibleAsync();

        static async Task OpensAsync(Window who)
        {
            await Expect(who.Id("dialog-why-price").First).ToBeAttachedAsync();
            await Expect(who.Id("dialog-why-price").First).Not.ToBeVisibleAsync();
            await who.Page.Keyboard.PressAsync("Control+k");
            await Expect(who.Id("field-anything")).ToBeFocusedAsync();
            await who.Page.Keyboard.PressAsync("Escape");
            await Expect(who.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
            await who.ClickAsync("action-find-anything");
            await Expect(who.Id("field-anything")).ToBeFocusedAsync();
            await who.Page.Keyboard.PressAsync("Escape");
            await Expect(who.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task An_act_that_is_found_begins_with_its_form_open()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/home");
        await BeginAsync(operations, "新建供应商", "dialog-supplier");
        Assert.EndsWith("/operations/suppliers", operations.Page.Url, StringComparison.Ordinal);
        await operations.PictureAsync("find-act-dialog");

        // It is begun once, and again from the page itself.
        await operations.CancelAsync();
        await BeginAsync(operations, "supplier new", "dialog-supplier");
        await operations.Page.ReloadAsync();
        await operations.ReadyAsync();
        await operations.SeeAsync("page-operations-suppliers");
        await operations.SettledAsync();
        await Expect(operations.Id("dialog-supplier")).ToHaveCountAsync(0);

        // From a page without a circuit.
        await using var buyer = await browser.OpenAsync(app, 390, 844);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/");
        await buyer.Page.Keyboard.PressAsync("Control+k");
        await buyer.Page.Keyboard.TypeAsync("工单");
        await Expect(buyer.Row("anything", "/tickets?begin=open-ticket")).ToBeVisibleAsync();
        await buyer.PictureAsync("find-acts-390");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.FitsAsync();
        await buyer.Page.Keyboard.PressAsync("Escape");
        await BeginAsync(buyer, "写工单", "dialog-open-ticket");

        // Whoever may see the page and not do it sees the page.
        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/stock/devices?begin=register-device");
        await finance.SeeAsync("page-stock-devices");
        await finance.SettledAsync();
        await Expect(finance.Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
    }

    private static async Task BeginAsync(Window who, string typed, string dialog)
    {
        await who.Page.Keyboard.PressAsync("Control+k");
        await Expect(who.Id("field-anything")).ToBeFocusedAsync();
        await who.Page.Keyboard.TypeAsync(typed);
        await who.Page.Keyboard.PressAsync("Enter");
        await Expect(who.Id(dialog)).ToBeVisibleAsync();
    }
}
