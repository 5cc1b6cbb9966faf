using KBoss.Domain.Access;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>A distributor below the root buys on the root's terms and sells on its own to customers of its own, of whom nobody above sees anything.</summary>
[BrowserTest]
public sealed class SecondLevelTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "YJ-ECS-G-2C8G";
    private const string Product = "启明通用云主机";

    [Fact]
    public async Task The_root_sets_what_a_distributor_pays_and_that_agrees_a_price_with_its_customer_by_consent_on_the_phone()
    {
        var distributor = await Distributor.AddAsync(app, "南方分销");
        var customer = await distributor.CustomerAsync("南方客户有限公司");
        await using var root = await OpenAsync("zh-CN");
        await root.SignInAsync("operations", "13800000004");
        await root.GoAsync("/operations/distributors");
        await root.FollowAsync(root.Row("distributors", distributor.Code).GetByTestId("action-open"), "page-operations-distributors-terms");
        await root.GoAsync(new Uri(root.Page.Url).AbsolutePath + "?q=YJ-ECS-G");
        await root.ClickAsync("action-apply-all");
        await root.FillAsync("field-value", "0.8");
        await Expect(root.Row("preview", Sku)).ToContainTextAsync("134.40");
        await root.PictureAsync("distributor-terms-preview");
        await root.ClickAsync("action-confirm");
        await root.SucceededAsync();
        await Expect(root.Row("discounts", Sku).GetByTestId("field-discount")).ToHaveValueAsync("0.80");
        await root.PictureAsync("distributor-terms");

        // It sees what it pays now, and sets what everybody pays there.
        await using var operations = await OpenAsync("en");
        await distributor.SignInAsync(operations, Role.Operations);
        await operations.GoAsync("/notices");
        await Expect(operations.Id("row-notices")).ToHaveCountAsync(1);
        await operations.GoAsync($"/operations/discounts?q={Sku}");
        await Expect(operations.Row("discounts", Sku).GetByTestId("value-cost")).ToHaveTextAsync("¥134.40");
        var cell = operations.Row("discounts", Sku).GetByTestId("field-discount");
        await cell.FillAsync("0.79");
        await cell.PressAsync("Enter");
        await Expect(operations.Row("discounts", Sku).GetByTestId("error-discount")).ToContainTextAsync("cost");
        await cell.FillAsync("0.9");
        await cell.PressAsync("Enter");
        await operations.SucceededAsync();
        await operations.PictureAsync("second-level-discounts");

        // Its Admin says who agrees to a customer's own terms; its Sales asks.
        await using var admin = await OpenAsync("en");
        await distributor.SignInAsync(admin, Role.Admin);
        await admin.GoAsync("/admin/approvals");
        await admin.Row("policies", "CustomerTerms").GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Operations");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await using var sales = await OpenAsync("en");
        await distributor.SignInAsync(sales, Role.Sales);
        await sales.GoAsync("/sales/discounts");
        await sales.Id("field-customer").FillAsync("南方客户");
        await sales.Row("customers", customer.Code).ClickAsync();
        var own = sales.Row("discounts", Sku).GetByTestId("field-discount");
        await own.WaitForAsync();
        await sales.SettledAsync();
        await own.FillAsync("0.85");
        // The cell goes with the first half of this stroke, when it is quick.
        await sales.Page.Keyboard.PressAsync("Enter");
        await Expect(sales.Id("value-asked")).ToBeVisibleAsync();

        await using var phone = await OpenAsync("en", 390);
        await distributor.SignInAsync(phone, Role.Operations);
        await phone.GoAsync("/approvals");
        await phone.FollowAsync("action-open", "page-approvals-detail");
        await Expect(phone.Row("evidence", Sku).GetByTestId("value-change")).ToContainTextAsync("142.80");
        await phone.FitsAsync();
        await phone.PictureAsync("second-level-evidence-390");
        await phone.ClickAsync("action-agree");
        await phone.ClickAsync("action-confirm");
        await phone.ExpectStatusAsync("Approved");
        await Expect(sales.Id("value-asked")).ToHaveAttributeAsync("data-status", "Approved");

        // The customer buys at that price.
        await using var buyer = await OpenAsync("zh-CN", 390);
        await customer.SignInAsync(buyer);
        await buyer.GoAsync($"/products?q={Product}");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open"), "page-products-detail");
        await buyer.GoAsync($"{new Uri(buyer.Page.Url).AbsolutePath}?sku={Sku}");
        await Expect(buyer.Id("value-price").First).ToContainTextAsync("142.80");
        await BuyAsync(buyer);
        await Expect(buyer.Row("order-lines", Sku)).ToContainTextAsync("142.80");

        // Nobody of the root sees that there is such a customer.
        await using var above = await OpenAsync("zh-CN");
        await above.SignInAsync("admin", "13800000001");
        foreach (var path in new[] { "/operations/customers", "/finance/wallets", "/finance/cash", "/reports/prices" })
        {
            await root.GoAsync($"{path}?q={customer.Code}&customer={customer.Code}");
            await root.SettledAsync();
            await Expect(root.Page.Locator("main")).Not.ToContainTextAsync(customer.Name);
        }

        foreach (var window in new[] { root, above })
        {
            await window.Page.GotoAsync($"/sales/customers/{customer.Code}");
            await window.Id("page-not-found").WaitForAsync();
        }

        // Dearer above: what it sells below its new cost is marked, and is not sold on.
        await root.GoAsync($"/operations/distributors/{distributor.Code}/terms?q={Sku}");
        var paid = root.Row("discounts", Sku).GetByTestId("field-discount");
        await paid.FillAsync("0.95");
        await paid.PressAsync("Enter");
        await root.SucceededAsync();
        await operations.GoAsync($"/operations/discounts?q={Sku}");
        await Expect(operations.Row("discounts", Sku).GetByTestId("value-cost")).ToHaveTextAsync("¥159.60");
        await Expect(operations.Row("discounts", Sku).GetByTestId("mark-below-cost")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_visitor_registers_by_the_poster_of_a_distributors_promotion_buys_by_it_and_sees_it_end_on_the_open_page()
    {
        var distributor = await Distributor.AddAsync(app, "北方分销");
        await distributor.SellAsync("YJ-ECS-", 0.75m, 0.9m);
        await using var operations = await OpenAsync("en");
        await distributor.SignInAsync(operations, Role.Operations);
        await operations.GoAsync("/operations/promotions");
        await operations.ClickAsync("action-create-promotion");
        await operations.FillAsync("field-name", "Northern launch");
        await operations.ClickAsync("action-preset-week");
        await operations.Id("field-audience").Last.SelectOptionAsync("ByCode");
        await operations.ClickAsync("action-confirm");
        await operations.SeeAsync("page-operations-promotions-detail");
        var page = new Uri(operations.Page.Url).AbsolutePath;
        await operations.GoAsync($"{page}?q=YJ-ECS-G");
        await operations.ClickAsync("action-apply-all");
        await operations.FillAsync("field-value", "0.8");
        await Expect(operations.Row("preview", Sku)).ToContainTextAsync("134.40");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await operations.ClickAsync("action-publish-promotion");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Active");

        await using var sales = await OpenAsync("en");
        await distributor.SignInAsync(sales, Role.Sales);
        await sales.GoAsync("/sales/invites");
        await sales.ClickAsync("action-create-invite");
        await sales.Id("dialog-invite").WaitForAsync();
        await sales.ChooseAsync("field-promotion", page[(page.LastIndexOf('/') + 1)..]);
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("row-invites")).ToHaveCountAsync(1);
        var code = (await sales.Id("row-invites").GetAttributeAsync("data-key"))!;
        await sales.Id("action-qr").ClickAsync();
        await Expect(sales.Id("value-qr")).ToBeVisibleAsync();
        var link = new Uri(await sales.Id("value-qr-link").InnerTextAsync());
        await sales.ClickAsync("action-close");
        await sales.FollowAsync("action-poster", "page-sales-poster");
        await sales.ExpectTextAsync("value-organization", distributor.Name);
        await sales.ExpectTextAsync("value-code", code);
        await sales.PictureAsync("second-level-poster");

        await using var visitor = await OpenAsync("en", 390);
        await RegisterAsync(visitor, link);
        await visitor.GoAsync("/me/promotions");
        await Expect(visitor.Id("row-promotions")).ToContainTextAsync("Northern launch");
        await visitor.Id("row-examples").First.GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await visitor.SeeAsync("page-products-detail");
        var shop = $"{new Uri(visitor.Page.Url).AbsolutePath}?sku={Sku}";
        await visitor.GoAsync(shop);
        await Expect(visitor.Id("value-price").First).ToContainTextAsync("134.40");
        await BuyAsync(visitor);
        await Expect(visitor.Row("order-lines", Sku)).ToContainTextAsync("134.40");
        await visitor.GoAsync("/me/promotions");
        await Expect(visitor.Id("value-saved").First).ToHaveTextAsync("¥16.80");
        await visitor.PictureAsync("second-level-saved-390");

        // Ended now: the page that stands open shows what it costs without.
        await visitor.GoAsync(shop);
        await Expect(visitor.Id("value-price").First).ToContainTextAsync("134.40");
        await visitor.Page.EvaluateAsync("window.stays = true");
        await operations.GoAsync(page);
        await operations.ClickAsync("action-end-promotion");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Ended");
        await Expect(visitor.Id("value-price").First).ToContainTextAsync("151.20");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.stays"));

        // The distributor reads what the code has brought, down to the order; the root reads nothing of it.
        await sales.GoAsync("/reports/attribution?by=Code");
        await Expect(sales.Row("attribution", code).GetByTestId("value-first-orders")).ToHaveTextAsync("1");
        await sales.FollowAsync(sales.Row("attribution", code).GetByTestId("value-revenue"), "page-reports-attribution-behind");
        await Expect(sales.Id("row-orders")).ToContainTextAsync("134.40");
        await using var root = await OpenAsync("zh-CN");
        await root.SignInAsync("operations", "13800000004");
        await root.GoAsync("/reports/attribution?by=Code");
        await Expect(root.Id("grid-attribution")).ToBeVisibleAsync();
        await Expect(root.Row("attribution", code)).ToHaveCountAsync(0);
        await root.Page.GotoAsync(page);
        await root.Id("page-not-found").WaitForAsync();
    }

    [Fact]
    public async Task Finance_of_a_distributor_credits_by_consent_and_cannot_take_back_what_the_customer_has_spent()
    {
        var distributor = await Distributor.AddAsync(app, "西部分销");
        await distributor.SellAsync("YJ-ECS-", 0.75m, 0.9m);
        var customer = await distributor.CustomerAsync("西部客户有限公司");
        await using var admin = await OpenAsync("zh-CN", 390);
        await distributor.SignInAsync(admin, Role.Admin);
        await admin.GoAsync("/admin/approvals");
        await admin.Row("policies", "OfflineRecharge").GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Admin");
        await admin.FillAsync("field-amount-1", "150");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();

        await using var finance = await OpenAsync("en");
        await distributor.SignInAsync(finance, Role.Finance);
        var number = await CreditAsync(finance, customer, "200", "ICBC-W-1");
        await finance.ExpectStatusAsync("Pending");

        // On the phone: a question, the answer, and consent.
        await admin.GoAsync("/approvals");
        await admin.FollowAsync("action-open", "page-approvals-detail");
        await Expect(admin.Id("value-after")).ToHaveTextAsync("¥200.00");
        await admin.ClickAsync("action-ask-back");
        await admin.Id("dialog-ask-back").GetByTestId("field-remark").FillAsync("合同号是多少？");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await finance.GoAsync("/approvals?box=Sent");
        await finance.FollowAsync("action-open", "page-approvals-detail");
        await finance.FillAsync("field-remark", "HT-2026-09");
        await finance.ClickAsync("action-say");
        await Expect(admin.Id("grid-events")).ToContainTextAsync("HT-2026-09");
        await admin.ClickAsync("action-agree");
        await admin.ClickAsync("action-confirm");
        await finance.ExpectStatusAsync("Approved");

        // The same slip number again is asked about.
        await FillRechargeAsync(finance, customer, "100", "icbc w 1");
        await finance.ClickAsync("action-credit");
        await Expect(finance.Id("row-same")).ToContainTextAsync(number);

        await using var buyer = await OpenAsync("en", 390);
        await customer.SignInAsync(buyer);
        await buyer.GoAsync($"/products?q={Product}");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open"), "page-products-detail");
        await buyer.GoAsync($"{new Uri(buyer.Page.Url).AbsolutePath}?sku={Sku}");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await finance.GoAsync($"/finance/recharges/{number}");
        await finance.ClickAsync("action-reverse");
        await finance.FillAsync("field-reason", "Entered for the wrong customer");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();

        // While Finance was asked for the reason, the customer has spent it: 48.80 are left of 200, and credit is no money.
        await finance.ClickAsync("action-confirm");
        await finance.ExpectTextAsync("toast-error", "48.80");
        await finance.PictureAsync("reverse-refused-en");
        await finance.CancelAsync();
        await finance.GoAsync($"/finance/wallets/{customer.Code}");
        await finance.ClickAsync("action-credit");
        await finance.FillAsync("field-credit", "1000");
        await finance.ClickAsync("action-confirm");
        await finance.SucceededAsync();
        await finance.GoAsync($"/finance/recharges/{number}");
        await finance.ExpectStatusAsync("Posted");
        await finance.ExpectTextAsync("value-balance", "48.80");
        await Expect(finance.Id("action-reverse")).ToHaveCountAsync(0);

        await finance.GoAsync($"/finance/wallets/{customer.Code}");
        await finance.FollowAsync("action-statement", "page-finance-wallets-statement");
        await Expect(finance.Id("value-closing")).ToHaveTextAsync("¥48.80");
        var lines = await finance.DownloadAsync("action-export");
        Assert.Contains(lines, line => line.Any(cell => cell.Contains("48.8", StringComparison.Ordinal)));
    }

    private async Task<Window> OpenAsync(string language, int width = 1440)
    {
        var window = await browser.OpenAsync(app, width, 900, language);
        await window.SpeakAsync(language);
        return window;
    }

    private async Task RegisterAsync(Window visitor, Uri link)
    {
        await visitor.ProveAsync(app, "13900007101", link.Query);
        await Expect(visitor.Id("field-invite-code")).Not.ToHaveValueAsync("");
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        foreach (var (field, value) in new[]
        {
            ("name", "北方客户"), ("id-number", "110101199003070476"), ("user-name", "northern"), ("password", People.Password), ("password-repeat", People.Password),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.Id("field-consent").CheckAsync();
        await visitor.ClickAsync("action-register");
        await visitor.SeeAsync("page-account-login");
        await visitor.SignInAsync("northern", "13900007101", People.Password);
    }

    private static async Task<string> CreditAsync(Window finance, DistributorsCustomer customer, string amount, string reference)
    {
        await FillRechargeAsync(finance, customer, amount, reference);
        await finance.ClickAsync("action-credit");
        await finance.Id("dialog-credit").WaitForAsync();
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        return new Uri(finance.Page.Url).Segments[^1];
    }

    private static async Task FillRechargeAsync(Window finance, DistributorsCustomer customer, string amount, string reference)
    {
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", customer.Name[..4]);
        await finance.Id("row-found").Filter(new() { HasText = customer.Name }).ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
        await finance.FillAsync("field-amount", amount);
        await finance.FillAsync("field-reference", reference);
    }

    private static async Task BuyAsync(Window buyer)
    {
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var order = new Uri(buyer.Page.Url).AbsolutePath;
        await buyer.FollowAlipayAsync("action-pay-alipay");
        await buyer.ExpectStatusAsync("Paid");
        await buyer.GoAsync(order);
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
    }
}
