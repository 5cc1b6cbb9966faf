using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common.Lists;

/// <summary>What somebody is sent as an address, typed by hand or kept for a year: the list understands its filters, or says which of them it does not.</summary>
[BrowserTest]
public sealed class AddressFilterJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("zh-CN", 1440, "sales", "13800000003")]
    [InlineData("en", 390, "north-sales", "13700000023")]
    public async Task Days_and_choices_in_an_address_are_read_or_answered_at_their_fields(string language, int width, string account, string phone)
    {
        await using var sales = await browser.OpenAsync(app, width, locale: language);
        await sales.SpeakAsync(language);
        await sales.SignInAsync(account, phone);

        // As it is typed, so it is read: without a year it is the last such day, shown in full.
        await sales.GoAsync("/orders-desk?from=11/1");
        await Expect(sales.Id("field-from")).ToHaveValueAsync(new Regex(@"^20\d\d-11-01$"));
        await Expect(sales.Id("error-from")).ToHaveCountAsync(0);

        await sales.GoAsync("/orders-desk?from=yesterday");
        await Expect(sales.Id("error-from")).ToBeVisibleAsync();
        await Expect(sales.Id("field-from")).ToHaveValueAsync("yesterday");
        await Expect(sales.Id("grid-orders").GetByTestId("empty")).ToContainTextAsync("yesterday");
        await Expect(sales.Id("row-orders")).ToHaveCountAsync(0);
        await sales.PictureAsync($"address-day-{width}");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.FitsAsync();

        await sales.GoAsync("/orders-desk?from=2026-11-02&to=2026-11-01");
        await Expect(sales.Id("error-to")).ToBeVisibleAsync();
        await Expect(sales.Id("row-orders")).ToHaveCountAsync(0);
        await sales.FillAsync("field-to", "2026-11-02");
        await sales.ClickAsync("action-search");
        await Expect(sales.Page).ToHaveURLAsync(new Regex("from=2026-11-02&to=2026-11-02"));
        await Expect(sales.Id("error-to")).ToHaveCountAsync(0);

        await sales.GoAsync("/orders-desk?status=Bogus");
        await Expect(sales.Id("error-status")).ToContainTextAsync("Bogus");
        await Expect(sales.Id("field-status")).ToHaveValueAsync("Bogus");
        await Expect(sales.Id("row-orders")).ToHaveCountAsync(0);
        await sales.PictureAsync($"address-choice-{width}");
        await sales.ClickAsync("action-clear-filters");
        await Expect(sales.Page).ToHaveURLAsync(new Regex("/orders-desk$"));
        await Expect(sales.Id("error-status")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_a_phone_filters_fold_behind_a_button_that_says_which_are_set_and_a_refused_one_opens_it()
    {
        await using var sales = await browser.OpenAsync(app, 390, 844);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/orders-desk");
        await sales.SettledAsync();
        await Expect(sales.Id("field-q")).ToBeVisibleAsync();
        await Expect(sales.Id("field-status")).ToBeHiddenAsync();
        await Expect(sales.Id("action-search")).ToBeInViewportAsync();
        await sales.PictureAsync("filters-folded-390");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));

        // By the keyboard, as a screen reader does.
        await sales.Id("field-q").FocusAsync();
        await sales.Page.Keyboard.PressAsync("Tab");
        await Expect(sales.Id("action-filters")).ToBeFocusedAsync();
        await sales.Page.Keyboard.PressAsync("Enter");
        await sales.Page.Keyboard.PressAsync("Tab");
        await Expect(sales.Id("field-customer")).ToBeFocusedAsync();
        await sales.PictureAsync("filters-open-390");

        // A range stays in one piece: both days and the usual ranges are one row.
        foreach (var range in new[] { "", "paid-" })
        {
            var (first, last) = ((await sales.Id($"field-{range}from").BoundingBoxAsync())!, (await sales.Id($"field-{range}to").BoundingBoxAsync())!);
            var menu = (await sales.Id($"action-range-{range}to").BoundingBoxAsync())!;
            Assert.True(Near(first.Y, last.Y) && Near(first.Y, menu.Y));
            Assert.True(first.X + first.Width < last.X && last.X + last.Width < menu.X && menu.X + menu.Width < 390);
            Assert.True(Near(first.Width, last.Width));
        }

        static bool Near(float one, float other) => Math.Abs(one - other) < 2;

        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.ChooseAsync("field-status", "Completed");
        await sales.ClickAsync("action-search");
        await Expect(sales.Page).ToHaveURLAsync(new Regex(@"\?status=Completed$"));
        await Expect(sales.Id("field-status")).ToBeHiddenAsync();
        await Expect(sales.Id("action-filters")).ToContainTextAsync("(1)");
        await Expect(sales.Id("value-filters")).ToContainTextAsync("已完成");
        await sales.FitsAsync();

        await sales.GoAsync("/orders-desk?from=yesterday");
        await Expect(sales.Id("error-from")).ToBeVisibleAsync();
        await Expect(sales.Id("field-status")).ToBeVisibleAsync();

        // A wide window shows them all, and the button to nobody.
        await sales.ResizeAsync(1440);
        await sales.GoAsync("/orders-desk");
        await Expect(sales.Id("field-status")).ToBeVisibleAsync();
        await Expect(sales.Id("action-filters")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task On_a_phone_every_customer_that_is_found_is_shown_whole_also_one_that_is_left_over()
    {
        await using var sales = await browser.OpenAsync(app, 390, 844);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/discounts");
        await sales.Id("row-customers").First.WaitForAsync();
        await sales.PictureAsync("customer-finder-390");
        Assert.Empty(await sales.Page.EvaluateAsync<string[]>(
            """
            () => {
              const list = document.querySelector('[data-testid=grid-customers]');
              if (list.children.length % 2 === 0) list.lastElementChild.remove();
              return [...list.querySelectorAll('.k-card')].filter(card => {
                const body = card.querySelector('.k-card-body');
                return card.clientWidth - body.offsetWidth > 2 || card.scrollWidth > card.clientWidth || card.scrollHeight > card.clientHeight;
              }).map(card => card.dataset.key);
            }
            """));
        await sales.FitsAsync();
    }

    [Fact]
    public async Task The_shop_folds_its_filters_without_a_circuit()
    {
        await using var visitor = await browser.OpenAsync(app, 390, 844, "en-US");
        await visitor.GoAsync("/products");
        await Expect(visitor.Id("field-type")).ToBeHiddenAsync();
        await Expect(visitor.Id("row-products").First).ToBeInViewportAsync();
        await visitor.PictureAsync("shop-filters-folded-390");
        await visitor.ClickAsync("action-filters");
        await visitor.Id("field-sort").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Index = 1 });
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("sort="));
        await Expect(visitor.Id("action-filters")).ToContainTextAsync("(1)");
        await Expect(visitor.Id("value-filters")).ToContainTextAsync("Sort");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));
        await visitor.FitsAsync();
    }
}
