using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Customers;

/// <summary>F002, F183, F186: a person registers with a photo of the ID card; who sees it afterwards, in a browser.</summary>
[BrowserTest]
public sealed class IdentityJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Number = "11010119900307803X";
    private const string Masked = "110***********803X";
    private const string Phone = "13900003011";

    /// <summary>A picture of one point.</summary>
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_person_registers_with_a_photo_that_Admin_opens_and_Sales_does_not()
    {
        await RegisterAsync();
        var code = await SalesSeesTheMaskAsync();
        await AdminSeesEverythingAsync(code);
        await TheCustomerSeesItsOwnAsync();
    }

    private async Task RegisterAsync()
    {
        await using var visitor = await browser.OpenAsync(app, width: 390, height: 844);
        await visitor.SpeakAsync("en");
        await visitor.ProveAsync(app, Phone, $"?code={DemoInvites.InviteCodeText}");
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        await Expect(visitor.Id("field-id-photo")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-licence")).ToBeHiddenAsync();
        foreach (var (field, value) in new[]
        {
            ("name", "Identity Journey"), ("id-number", Number), ("user-name", "i"),
            ("password", People.Password), ("password-repeat", People.Password),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.Id("field-consent").CheckAsync();
        await visitor.Id("field-id-photo").SetInputFilesAsync(new FilePayload { Name = "setup.jpg", MimeType = "image/jpeg", Buffer = [0x4D, 0x5A, 0x90, 0x00] });
        await visitor.ClickAsync("action-register");
        await Expect(visitor.Id("error-id-photo")).ToBeVisibleAsync();
        await Expect(visitor.Id("error-user-name")).ToBeVisibleAsync();
        await visitor.Id("field-id-photo").SetInputFilesAsync(new FilePayload { Name = "my-card.png", MimeType = "image/png", Buffer = Png });
        await visitor.Id("field-password").FillAsync(People.Password);
        await visitor.Id("field-password-repeat").FillAsync(People.Password);
        await visitor.ClickAsync("action-register");
        await Expect(visitor.Id("error-id-photo")).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByText("my-card.png")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-id-photo-remove")).ToBeVisibleAsync();
        await LookAsync(visitor, "identity-register");

        await visitor.Id("field-user-name").FillAsync("identity.journey");
        await visitor.Id("field-password").FillAsync(People.Password);
        await visitor.Id("field-password-repeat").FillAsync(People.Password);
        await visitor.ClickAsync("action-register");
        await visitor.Id("value-registered").WaitForAsync();
    }

    private async Task<string> SalesSeesTheMaskAsync()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers?q=Identity");
        var row = sales.Id("row-customers").Filter(new() { HasText = "Identity Journey" });
        var code = await row.GetAttributeAsync("data-key");
        await sales.FollowAsync(row.GetByTestId("action-open"), "page-sales-customers-detail");
        await Expect(sales.Id("value-identity-number")).ToHaveTextAsync(Masked);
        await Expect(sales.Id("value-document")).ToHaveAttributeAsync("data-present", "true");
        await Expect(sales.Id("action-reveal-identity-number")).ToHaveCountAsync(0);
        await Expect(sales.Id("action-open-document")).ToHaveCountAsync(0);
        await LookAsync(sales, "identity-sales");
        var refused = await sales.Page.APIRequest.GetAsync($"/files/identity/{code}");
        Assert.Equal(403, refused.Status);
        return code!;
    }

    private async Task AdminSeesEverythingAsync(string code)
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync($"/sales/customers/{code}");
        await Expect(admin.Id("value-identity-number")).ToHaveTextAsync(Masked);
        await LookAsync(admin, "identity-admin-masked");
        await admin.ClickAsync("action-reveal-identity-number");
        await Expect(admin.Id("value-identity-number")).ToHaveTextAsync(Number);
        await LookAsync(admin, "identity-admin");
        await admin.Page.SetViewportSizeAsync(390, 844);
        await admin.SpeakAsync("en");
        await admin.GoAsync($"/sales/customers/{code}");
        await admin.ClickAsync("action-reveal-identity-number");
        await Expect(admin.Id("value-identity-number")).ToHaveTextAsync(Number);
        await LookAsync(admin, "identity-admin-phone");
        await admin.ClickAsync("action-hide-identity-number");
        await Expect(admin.Id("value-identity-number")).ToHaveTextAsync(Masked);

        var opened = await admin.Page.RunAndWaitForPopupAsync(() => admin.ClickAsync("action-open-document"));
        await opened.WaitForLoadStateAsync();
        // The picture itself, and nothing else, stands in the window.
        await Expect(opened.Locator("img")).ToHaveCountAsync(1);
        await opened.CloseAsync();

        await admin.GoAsync("/admin/audit?subject=Identity");
        var shown = admin.Id("row-audit").Filter(new() { Has = admin.Page.Locator($"[data-action='{IdentityReader.NumberShown}']") });
        var document = admin.Id("row-audit").Filter(new() { Has = admin.Page.Locator($"[data-action='{IdentityReader.DocumentOpened}']") });
        await Expect(shown).ToHaveCountAsync(2);
        await Expect(document).ToHaveCountAsync(1);
        await Expect(document.GetByTestId("value-subject")).ToContainTextAsync("Identity Journey");
        await Expect(admin.Id("grid-audit")).Not.ToContainTextAsync(Number);
        await LookAsync(admin, "identity-audit");
    }

    private async Task TheCustomerSeesItsOwnAsync()
    {
        await using var person = await browser.OpenAsync(app, width: 390, height: 844);
        await person.SpeakAsync("en");
        await person.SignInAsync("identity.journey", Phone, People.Password);
        await person.GoAsync("/me");
        await Expect(person.Id("value-identity-number")).ToHaveTextAsync(Masked);
        await person.ClickAsync("action-reveal-identity-number");
        await Expect(person.Id("value-identity-number")).ToHaveTextAsync(Number);
        await LookAsync(person, "identity-me");
        await person.GoAsync("/me/security");
        await Expect(person.Id("value-consent")).ToHaveAttributeAsync("data-version", UserAgreement.Version);
        await LookAsync(person, "identity-security");
        await person.GoAsync("/account/consent");
        await person.SeeAsync("page-account-consent");
    }

    /// <summary>A picture for whoever wants one; the page fits the window and axe finds nothing serious in it.</summary>
    private static async Task LookAsync(Window window, string name)
    {
        await window.SettledAsync();
        await window.PictureAsync(name);
        await window.FitsAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(window.Page));
    }
}
