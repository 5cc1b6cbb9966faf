using System.Globalization;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Promotions;

/// <summary>From a code that Sales makes to what it has brought, in a browser.</summary>
[BrowserTest]
public sealed partial class InviteJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Phone = "13900007001";

    [Fact]
    public async Task Sales_makes_a_code_a_stranger_registers_by_its_link_and_buys_at_the_price_of_the_promotion()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/invites");
        await sales.ClickAsync("action-create-invite");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-promotion")).ToBeVisibleAsync();
        await sales.ChooseAsync("field-promotion", DemoInvites.PromotionNo);
        await sales.FillAsync("field-count", "12");
        await sales.FillAsync("field-note", "春季沙龙");
        await sales.PictureAsync("invite-dialog");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("dialog-made-invites")).ToBeVisibleAsync();
        var codes = (await sales.Id("value-codes").InputValueAsync()).Split('\n');
        Assert.Equal(12, codes.Distinct().Count());
        await sales.PictureAsync("invites-made");
        var sheet = await sales.DownloadAsync("action-made-excel");
        Assert.Equal(codes.Order(StringComparer.Ordinal), sheet.Select(row => row[0]).Order(StringComparer.Ordinal));
        await sales.ClickAsync("action-close");
        await sales.GoAsync($"/sales/invites?promotion={DemoInvites.PromotionNo}&q={codes[0]}");
        await Expect(sales.Id("row-invites")).ToHaveCountAsync(1);
        await sales.Row("invites", codes[0]).GetByTestId("action-qr").ClickAsync();
        await Expect(sales.Id("value-qr")).ToBeVisibleAsync();
        var link = await sales.Id("value-qr-link").InnerTextAsync();
        Assert.EndsWith($"/account/register?code={codes[0]}", link, StringComparison.Ordinal);
        await sales.PictureAsync("invite-qr");
        await sales.ClickAsync("action-close");
        await sales.FollowAsync(sales.Row("invites", codes[0]).GetByTestId("action-poster"), "page-sales-poster");
        await sales.ExpectTextAsync("value-code", codes[0]);
        await sales.ExpectTextAsync("value-organization", "开元云");
        await Expect(sales.Id("action-print")).ToBeVisibleAsync();
        await sales.PictureAsync("poster");
        await sales.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(sales.Id("action-print")).ToBeHiddenAsync();
        await sales.PictureAsync("poster-print");

        await using var stranger = await browser.OpenAsync(app, width: 390, height: 844);
        var account = await RegisterAsync(stranger, new Uri(link).PathAndQuery, "stranger");
        await stranger.SignInAsync(account, Phone, People.Password);
        await stranger.GoAsync("/me/promotions");
        await Expect(stranger.Id("row-promotions")).ToHaveCountAsync(1);
        await stranger.ExpectTextAsync("value-products", new Regex("[1-9]").Match(await stranger.Id("value-products").InnerTextAsync()).Value);
        await stranger.PictureAsync("me-promotions-phone");
        var price = await stranger.Id("row-examples").First.GetByTestId("value-price").InnerTextAsync();
        await stranger.Id("row-examples").First.GetByRole(AriaRole.Link).ClickAsync();
        await stranger.SeeAsync("page-products-detail");
        await Expect(stranger.Id("value-price").First).ToHaveTextAsync(price);

        await BuyAsync(stranger);

        await stranger.GoAsync("/me/promotions");
        await Expect(stranger.Id("value-saved").First).Not.ToHaveTextAsync("¥0.00");

        await sales.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await sales.GoAsync("/reports/attribution?by=Code");
        await Expect(sales.Row("attribution", codes[0]).GetByTestId("value-sign-ups")).ToHaveTextAsync("1");
        await Expect(sales.Row("attribution", codes[0]).GetByTestId("value-first-orders")).ToHaveTextAsync("1");
        await sales.PictureAsync("attribution-sales");
        var revenue = await sales.Row("attribution", codes[0]).GetByTestId("value-revenue").InnerTextAsync();
        await sales.FollowAsync(sales.Row("attribution", codes[0]).GetByTestId("value-revenue"), "page-reports-attribution-behind");
        await Expect(sales.Id("value-sum").GetByTestId("value-revenue")).ToHaveTextAsync(revenue);
        await Expect(sales.Id("row-orders")).ToHaveCountAsync(1);
        await sales.PictureAsync("attribution-behind");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync($"/operations/promotions/{DemoInvites.PromotionNo}");
        await Expect(operations.Id("part-promotion-invites").GetByTestId("row-invites").First).ToBeVisibleAsync();
        await operations.PictureAsync("promotion-invites");
        await operations.GoAsync("/reports/attribution");
        await Expect(operations.Id("part-total").GetByTestId("value-margin")).Not.ToHaveTextAsync("¥0.00");
        Assert.NotEmpty(await operations.DownloadAsync("action-export"));
        await operations.PictureAsync("attribution-operations");
    }

    [Fact]
    public async Task An_existing_customer_enters_a_code_and_guessing_is_slowed_down()
    {
        await using var person = await browser.OpenAsync(app, width: 390, height: 844);
        await person.SignInAsync("person", "13800000012");
        await person.GoAsync("/me");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "促销活动" }).ClickAsync();
        await person.SeeAsync("page-me-promotions");
        await Expect(person.Id("empty")).ToBeVisibleAsync();
        await person.PictureAsync("me-promotions-empty-phone");
        await person.FillAsync("field-invite-code", "NOSUCHCODE");
        await person.ClickAsync("action-enter-code");
        await person.ExpectTextAsync("error-invite-code", "NOSUCHCODE");
        await Expect(person.Id("field-invite-code")).ToHaveValueAsync("NOSUCHCODE");
        await person.PictureAsync("me-promotions-refused-phone");
        await person.FillAsync("field-invite-code", " kaiy-uan8 ");
        await person.ClickAsync("action-enter-code");
        await person.SucceededAsync();
        await Expect(person.Id("row-promotions")).ToHaveCountAsync(1);
        await Expect(person.Id("field-invite-code")).ToHaveValueAsync("");
        await person.FillAsync("field-invite-code", DemoInvites.InviteCodeText);
        await person.ClickAsync("action-enter-code");
        await Expect(person.Id("error-invite-code")).ToBeVisibleAsync();
        for (var i = 0; i < 8; i++)
        {
            // Each is answered before the next: a click while one is under way would be ignored, and not count.
            var guess = $"GUESS{i.ToString(CultureInfo.InvariantCulture)}22";
            await person.FillAsync("field-invite-code", guess);
            await person.ClickAsync("action-enter-code");
            await Expect(person.Id("error-invite-code").Or(person.Id("toast-error").First)).ToContainTextAsync(new Regex($"{guess}|{SecondsPattern()}"));
        }

        await Expect(person.Id("error-invite-code").Or(person.Id("toast-error").First)).ToContainTextAsync(SecondsPattern());
    }

    [GeneratedRegex("秒|second")]
    private static partial Regex SecondsPattern();

    private static async Task BuyAsync(Window buyer)
    {
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.FollowAlipayAsync("action-pay-alipay");
        await buyer.ExpectStatusAsync("Paid");
    }

    private async Task<string> RegisterAsync(Window visitor, string address, string userName)
    {
        await visitor.ProveAsync(app, Phone, new Uri("http://localhost" + address).Query);
        await Expect(visitor.Id("field-invite-code")).Not.ToHaveValueAsync("");
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        foreach (var (field, value) in new[]
        {
            ("name", "扫码的客户"), ("id-number", "110101199003070476"), ("user-name", userName), ("password", People.Password), ("password-repeat", People.Password),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.PictureAsync("register-phone");
        await visitor.Id("field-consent").CheckAsync();
        await visitor.ClickAsync("action-register");
        await visitor.SeeAsync("page-account-login");
        return userName;
    }
}
