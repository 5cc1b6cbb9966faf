using System.Text.Json;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Messaging;

/// <summary>Reminders, text messages and their templates, walked in a browser.</summary>
[BrowserTest]
public sealed class MessagesJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string AdminPhone = "13800000001";

    [Theory]
    [InlineData("zh-CN", 390, 844)]
    [InlineData("en", 1440, 900)]
    public async Task A_member_chooses_channels_and_quiet_hours_proves_an_address_and_ends_advertising(string language, int width, int height)
    {
        var (account, phone) = language == "zh-CN" ? ("finance", "13800000002") : ("operations", "13800000004");
        await using var member = await browser.OpenAsync(app, width, height);
        await member.SpeakAsync(language);
        await member.SignInAsync(account, phone);
        await member.GoAsync("/notices");
        await member.FollowAsync("action-reminders", "page-me-reminders");
        await Expect(member.Id("field-notice-account")).ToBeDisabledAsync();
        await member.Id("field-sms-tickets").CheckAsync();
        await member.Id("field-sms-marketing").CheckAsync();
        await member.Id("field-notice-prices").UncheckAsync();
        await member.Id("field-quiet-from").SelectOptionAsync("23:30");
        await member.ClickAsync("action-save");
        await Expect(member.Id("row-consents")).ToHaveCountAsync(1);
        await member.Page.ReloadAsync();
        await Expect(member.Id("field-sms-tickets")).ToBeCheckedAsync();
        await Expect(member.Id("field-notice-prices")).Not.ToBeCheckedAsync();
        await Expect(member.Id("field-quiet-from")).ToHaveValueAsync("23:30");

        var address = $"{account}@example.cn";
        await member.Id("field-mail").FillAsync("nobody");
        await member.ClickAsync("action-send-mail-code");
        await Expect(member.Id("error-mail")).ToBeVisibleAsync();
        await member.Id("field-mail").FillAsync(address);
        await member.ClickAsync("action-send-mail-code");
        await member.Id("field-code").FillAsync(await MailCodeAsync(address));
        await member.ClickAsync("action-prove-mail");
        await Expect(member.Id("value-mail")).ToHaveTextAsync(address);
        await Expect(member.Id("field-mail-account")).ToBeEnabledAsync();
        await member.PictureAsync($"me-reminders-{language}-{width}");

        await member.ClickAsync("action-unsubscribe");
        await Expect(member.Id("row-consents")).ToHaveCountAsync(2);
        await Expect(member.Id("field-sms-marketing")).Not.ToBeCheckedAsync();
    }

    [Theory]
    [InlineData("zh-CN", 1440, 900)]
    [InlineData("en", 390, 844)]
    public async Task An_admin_looks_at_the_templates_sends_a_test_and_finds_it_delivered_in_the_list(string language, int width, int height)
    {
        await using var admin = await browser.OpenAsync(app, width, height);
        await admin.SpeakAsync(language);
        await admin.SignInAsync("admin", AdminPhone);
        await admin.GoAsync("/admin/messages/templates");
        await Expect(admin.Id("row-templates")).ToHaveCountAsync(Enum.GetValues<SmsTemplate>().Length);
        await admin.ClickAsync("action-ask-vendors");
        var marketing = admin.Page.Locator("[data-testid=row-templates][data-key=Marketing]");
        await Expect(marketing.Locator("[data-status=Refused]")).ToHaveCountAsync(2);
        await Expect(admin.Page.Locator("[data-testid=row-templates][data-key=LoginCode] [data-status=Approved]")).ToHaveCountAsync(2);
        await Expect(marketing.GetByTestId("value-preview")).ToContainTextAsync("拒收请回复R");
        await admin.PictureAsync($"admin-templates-{language}-{width}");

        var low = admin.Page.Locator("[data-testid=row-templates][data-key=LowBalance]");
        await low.GetByTestId("action-try").ClickAsync();
        await admin.Id("field-balance").FillAsync(new string('9', 60));
        await admin.Id("field-balance").BlurAsync();
        await Expect(admin.Id("value-length")).ToContainTextAsync("2");
        await admin.Id("field-balance").FillAsync("12.50");
        await admin.ClickAsync("action-confirm");
        Assert.Equal("LowBalance", await app.TemplateAsync(AdminPhone, "LowBalance"));

        await admin.GoAsync("/admin/messages?template=LowBalance");
        var row = admin.Id("row-messages").First;
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("138****0001");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Accepted");
        var key = await LatestAsync();
        using (var pushed = await app.Http.PostAsync(new Uri(app.Address, $"/dev/messages/{Uri.EscapeDataString(key)}/report?delivered=true"), null))
        {
            Assert.Equal("200", await pushed.Content.ReadAsStringAsync());
        }

        // The page that stands open follows.
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Delivered");
        await admin.PictureAsync($"admin-messages-{language}-{width}");
        Assert.DoesNotContain("12.50", await admin.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private async Task<string> MailCodeAsync(string address)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await app.Http.GetAsync(new Uri(app.Address, $"/dev/mails/latest?to={address}"));
            if (answer.IsSuccessStatusCode)
            {
                using var mail = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return new string([.. mail.RootElement.GetProperty("text").GetString()!.Where(char.IsAsciiDigit).Take(6)]);
            }

            Assert.True(attempt < 300, "No mail came.");
            await Task.Delay(100);
        }
    }

    /// <summary>The vendor's number of the newest message to the Admin.</summary>
    private async Task<string> LatestAsync()
    {
        var page = await app.Http.GetStringAsync(new Uri(app.Address, $"/dev/messages?phone={AdminPhone}"));
        const string mark = "data-key=\"";
        var from = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return page[from..page.IndexOf('"', from)];
    }
}
