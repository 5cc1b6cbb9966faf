using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Customers;

[BrowserTest]
public sealed class CustomerRecordJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("company", "13800000011", "admin", "13800000001", "示例科技有限公司")]
    [InlineData("north-company", "13700000025", "north-admin", "13700000021", "北辰示例客户")]
    public async Task F173_a_customer_keeps_its_record_and_its_seller_sees_it(string user, string phone, string staff, string staffPhone, string name)
    {
        await using var customer = await browser.OpenAsync(app, 390, 844);
        await customer.SignInAsync(user, phone);
        await customer.GoAsync("/me");
        await customer.ClickAsync("action-edit-record");
        // However long it is, its title and its buttons are in sight.
        await Expect(customer.Id("dialog-own-record").GetByTestId("action-confirm")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(customer.Page.Locator(".k-dialog h2")).ToBeInViewportAsync(new() { Ratio = 1 });
        await customer.FillAsync("field-address", "山东省济南市历下区经十路 1 号");
        await customer.FillAsync("field-tax-number", "91350100M000100Y44");
        await customer.FillAsync("field-invoice-mail", "no mail");
        await customer.Id("dialog-own-record").GetByTestId("action-confirm").ClickAsync();
        foreach (var field in new[] { "invoice-title", "tax-number", "invoice-mail" })
        {
            await Expect(customer.Id($"error-{field}")).ToBeVisibleAsync();
        }

        await customer.PictureAsync($"record-refused-phone-{user}");
        await customer.FillAsync("field-invoice-title", "岱山科技有限公司");
        await customer.FillAsync("field-tax-number", "9135 0100 M000 100Y 43");
        await customer.FillAsync("field-bank-account", "6222 0000 1111 2222");
        await customer.FillAsync("field-invoice-mail", "invoice@example.com");
        await customer.Id("dialog-own-record").GetByTestId("action-confirm").ClickAsync();
        await customer.SucceededAsync();
        await customer.ExpectTextAsync("value-tax-number", "91350100M000100Y43");
        await customer.PictureAsync($"record-phone-{user}");
        await customer.FitsAsync();

        await using var seller = await browser.OpenAsync(app);
        await seller.SignInAsync(staff, staffPhone);
        await seller.GoAsync($"/operations/customers?q={Uri.EscapeDataString(name)}");
        await Expect(seller.Id("row-customers")).ToHaveCountAsync(1);
        await seller.GoAsync($"/sales/customers/{await seller.Id("row-customers").GetAttributeAsync("data-key")}");
        await seller.ExpectTextAsync("value-invoice-title", "岱山科技有限公司");
        await Expect(seller.Id("value-bank-account")).Not.ToContainTextAsync("00001111");
        await seller.ClickAsync("action-reveal-bank-account");
        await Expect(seller.Id("value-bank-account")).ToContainTextAsync("6222000011112222");
        await seller.PictureAsync($"record-{staff}");
        Assert.Empty(await Accessibility.ProblemsAsync(seller.Page));
    }
}
