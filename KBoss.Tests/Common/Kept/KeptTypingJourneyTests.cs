using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common.Kept;

/// <summary>What was typed when the server is gone: it comes back to whoever typed it, where it was typed, and to nobody else.</summary>
[BrowserTest]
public sealed class KeptTypingJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Customer = "demo-01";

    /// <summary>What the tab keeps of typed work.</summary>
    private const string Kept = "() => Object.entries(sessionStorage).filter(([key]) => key.startsWith('kboss-typed ')).map(pair => pair.join(' ')).join('\\n')";

    [Fact]
    public async Task What_was_typed_in_a_form_a_dialog_and_a_talk_comes_back_after_the_process_was_killed_and_to_nobody_else()
    {
        using var server = new StartedKBoss(app.Folder, "--Schedules:Enabled=false");
        var address = await server.AddressAsync();
        await using var form = await browser.OpenAsync(app);
        await form.SignInAsync("sales", "13800000003");
        await using var dialog = await form.OpenAnotherAsync();
        await using var talk = await form.OpenAnotherAsync();
        await form.GoAsync(At("/sales/campaigns/new"));
        await form.FillAsync("field-name", "秋季问候");
        await form.ClickAsync("action-next");
        await form.Id("field-mail").CheckAsync();
        await form.Id("field-sms").UncheckAsync();
        await form.FillAsync("field-title", "给老客户的信");
        const string Odd = "正文 <b>&amp; \"引号\" '单' 第二句";
        await form.Id("field-text").FillAsync(Odd);

        await dialog.GoAsync(At($"/sales/customers/{Customer}"));
        await dialog.ClickAsync("action-follow-up");
        await dialog.FillAsync("field-aim", "续费");
        var longText = string.Concat(Enumerable.Repeat("还没有离开的一段话。", 200));
        await dialog.Id("field-content").FillAsync(longText);

        await talk.GoAsync(At($"/sales/conversations/{Customer}"));
        await talk.TypeAsync("field-message", "写到一半的消息");
        await talk.Page.Keyboard.PressAsync("Enter");
        await talk.Page.Keyboard.TypeAsync("第二行");

        // The tab has it at once; the server may go at any moment.
        foreach (var (window, text) in new[] { (form, "第二句"), (dialog, "还没有离开的一段话"), (talk, "写到一半的消息") })
        {
            await window.Page.WaitForFunctionAsync($"text => ({Kept})().includes(text)", text);
            window.ServerIsGone = true;
        }

        server.Kill();
        foreach (var window in new[] { form, dialog, talk })
        {
            await Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
            await Expect(window.Id("value-typed-kept")).ToBeVisibleAsync();
        }

        await form.PictureAsync("kept-reconnecting");
        await server.StartAgainAsync();
        foreach (var window in new[] { form, dialog, talk })
        {
            await Expect(window.Id("part-kept")).ToBeVisibleAsync(new() { Timeout = 90_000 });
            await Expect(window.Id("value-kept")).ToContainTextAsync("连接中断");
            window.ServerIsGone = false;
        }

        // A page: everything stands where it stood, also what is there only because something else was chosen.
        Assert.Empty(await Accessibility.ProblemsAsync(form.Page));
        await form.ClickAsync("action-show-kept");
        await Expect(form.Id("value-kept-texts")).ToContainTextAsync("正文 <b>&amp;");
        await form.PictureAsync("kept-offered");
        await form.ClickAsync("action-put-back");
        await Expect(form.Id("field-name")).ToHaveValueAsync("秋季问候");
        // What stands in a later step waits for it.
        await form.ClickAsync("action-next");
        await Expect(form.Id("field-sms")).Not.ToBeCheckedAsync();
        await Expect(form.Id("field-title")).ToHaveValueAsync("给老客户的信");
        await Expect(form.Id("field-text")).ToHaveValueAsync(Odd);
        await Expect(form.Id("part-kept")).ToBeHiddenAsync();
        await form.ClickAsync("action-save-campaign");
        await form.SeeAsync("page-sales-campaigns-detail");

        // What is saved is offered nowhere.
        await form.GoAsync(At("/sales/campaigns/new"));
        await form.SettledAsync();
        Assert.Equal("", await form.Page.EvaluateAsync<string>(Kept));
        await Expect(form.Id("part-kept")).ToBeHiddenAsync();

        // A dialog: its text can be read, and is filled in when it is opened again, but not into another one. A phone shows the same.
        await dialog.ResizeAsync(390);
        await dialog.FitsAsync();
        await dialog.PictureAsync("kept-offered-390");
        Assert.Empty(await Accessibility.ProblemsAsync(dialog.Page));
        await dialog.ClickAsync("action-put-back");
        await Expect(dialog.Id("value-kept")).ToContainTextAsync("重新打开");
        await dialog.ClickAsync("action-edit-contact");
        await dialog.Id("dialog-contact").WaitForAsync();
        await dialog.CancelAsync();
        await dialog.ClickAsync("action-follow-up");
        await Expect(dialog.Id("field-aim")).ToHaveValueAsync("续费");
        await Expect(dialog.Id("field-content")).ToHaveValueAsync(longText);
        await dialog.ClickAsync("action-confirm");
        await dialog.SucceededAsync();
        await Expect(dialog.Id("part-kept")).ToBeHiddenAsync();

        // A talk: loaded once more it is still there, and whoever signs in next in this tab sees nothing of it.
        await talk.GoAsync(At($"/sales/conversations/{Customer}"));
        await Expect(talk.Id("part-kept")).ToBeVisibleAsync();
        await talk.ClickAsync("action-put-back");
        await Expect(talk.Id("field-message")).ToHaveValueAsync("写到一半的消息\n第二行");
        await talk.Page.WaitForFunctionAsync($"() => ({Kept})().includes('写到一半的消息')");
        // Sent at once it is said once, and neither stays nor comes again.
        await talk.Id("field-message").PressAsync("Control+Enter");
        await Expect(talk.Id("value-message").Filter(new() { HasText = "第二行" })).ToHaveCountAsync(1);
        await Expect(talk.Id("field-message")).ToHaveValueAsync("");
        await talk.Page.WaitForFunctionAsync($"() => ({Kept})() === ''");
        await talk.TypeAsync("field-message", "写到一半的消息");
        await talk.Page.WaitForFunctionAsync($"() => ({Kept})().includes('写到一半的消息')");
        talk.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await talk.Page.Context.ClearCookiesAsync();
        await talk.SignInAsync("sales2", DemoCustomers.SecondSales.Phone);
        await talk.GoAsync(At($"/sales/conversations/{Customer}"));
        await talk.SeeAsync("page-not-found");
        await Expect(talk.Id("part-kept")).ToBeHiddenAsync();
        Assert.DoesNotContain("写到一半的消息", await talk.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("", await talk.Page.EvaluateAsync<string>(Kept));

        string At(string path) => new Uri(address, path).ToString();
    }

    [Fact]
    public async Task Passwords_codes_and_bank_data_are_never_kept_and_nothing_is_kept_of_what_was_discarded()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/settings");
        await admin.Row("settings", "DingTalk").GetByTestId("action-edit").ClickAsync();
        await admin.FillAsync("field-appsecret", "never-kept-1");
        await admin.FillAsync("field-encodingaeskey", "never-kept-2");
        await admin.FillAsync("field-appurl", "https://kept.example");
        await admin.Page.WaitForFunctionAsync($"() => ({Kept})().includes('kept.example')");
        Assert.DoesNotContain("never-kept", await admin.Page.EvaluateAsync<string>(Kept), StringComparison.Ordinal);
        await admin.CancelAsync();
        await admin.Page.WaitForFunctionAsync($"() => ({Kept})() === ''");

        await admin.GoAsync("/me/security");
        await admin.FillAsync("field-phone", "13712340991");
        await admin.FillAsync("field-present", DemoOrganizations.Password);
        await admin.Page.WaitForFunctionAsync($"() => ({Kept})().includes('13712340991')");
        Assert.DoesNotContain(DemoOrganizations.Password, await admin.Page.EvaluateAsync<string>(Kept), StringComparison.Ordinal);
        await admin.ClickAsync("action-send-codes");
        await admin.Id("field-code-old").FillAsync("135790");
        await admin.Page.WaitForFunctionAsync("() => kboss.typed().some(({ is }) => is === '135790')");
        Assert.Equal("none", await admin.Page.EvaluateAsync<string>("() => kboss.kept.keep()"));
        Assert.Equal("", await admin.Page.EvaluateAsync<string>(Kept));

        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/me");
        await buyer.ClickAsync("action-edit-record");
        await buyer.FillAsync("field-bank-account", "never-kept-4");
        await buyer.FillAsync("field-address", "会保留的地址");
        await buyer.Page.WaitForFunctionAsync($"() => ({Kept})().includes('会保留的地址')");
        Assert.DoesNotContain("never-kept", await buyer.Page.EvaluateAsync<string>(Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_out_from_elsewhere_while_writing_signs_in_again_without_a_question_and_finds_the_text()
    {
        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("sales", "13800000003");
        await using var other = await browser.OpenAsync(app);
        await other.SignInAsync("sales", "13800000003");
        await other.GoAsync("/sales/campaigns/new");
        // Sent on at once, a text is kept as well, though its field has gone by then.
        await other.Id("field-name").FillAsync("没有存下来的活动");
        await other.ClickAsync("action-next");
        await other.Id("field-title").FillAsync("标题也在");
        await other.Page.WaitForFunctionAsync($"() => ({Kept})().includes('标题也在') && ({Kept})().includes('没有存下来的活动')");

        await desk.GoAsync("/me/security");
        await desk.ClickAsync("action-sign-out-others");
        await desk.Id("dialog-end-sessions").GetByTestId("field-present").FillAsync(DemoOrganizations.Password);
        await desk.ClickAsync("action-confirm");
        await desk.Id("value-ended").WaitForAsync();

        await other.SeeAsync("page-account-login");
        await Expect(other.Id("dialog-leave")).ToHaveCountAsync(0);
        await other.SignInAsync("sales", "13800000003");
        await other.GoAsync("/sales/campaigns/new");
        await other.ClickAsync("action-put-back");
        await Expect(other.Id("field-name")).ToHaveValueAsync("没有存下来的活动");
        await other.ClickAsync("action-next");
        await Expect(other.Id("field-title")).ToHaveValueAsync("标题也在");
    }

    [Fact]
    public async Task A_message_that_was_sent_just_before_its_page_was_lost_is_not_offered_again_and_the_same_words_once_more_are()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync($"/sales/conversations/{Customer}");
        // The answer is lost: the page that comes next finds what the tab kept before it was sent.
        await TypeAsync();
        var kept = await sales.Page.EvaluateAsync<string>("() => JSON.stringify(Object.entries(sessionStorage).find(([key]) => key.startsWith('kboss-typed ')))");
        await sales.Id("field-message").PressAsync("Control+Enter");
        await Expect(sales.Id("value-message").Filter(new() { HasText = "发出去了吗" })).ToHaveCountAsync(1);
        await Expect(sales.Id("field-message")).ToHaveValueAsync("");
        await sales.Page.AddInitScriptAsync($"if (!window.name) {{ window.name = 'once'; sessionStorage.setItem(...{kept}); }}");
        await sales.Page.ReloadAsync();
        await Expect(sales.Id("value-kept")).ToContainTextAsync("已经发出");
        await Expect(sales.Id("action-put-back")).ToBeHiddenAsync();
        Assert.Equal("", await sales.Page.EvaluateAsync<string>(Kept));
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.PictureAsync("kept-sent");
        await sales.ClickAsync("action-close-kept");
        await Expect(sales.Id("part-kept")).ToBeHiddenAsync();
        await Expect(sales.Id("field-message")).ToHaveValueAsync("");

        // Typed after that, they are not sent yet.
        await TypeAsync();
        sales.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await sales.Page.ReloadAsync();
        await Expect(sales.Id("part-kept")).ToBeVisibleAsync();
        await sales.ClickAsync("action-put-back");
        await Expect(sales.Id("field-message")).ToHaveValueAsync("发出去了吗");

        async Task TypeAsync()
        {
            await sales.TypeAsync("field-message", "发出去了吗");
            await sales.Page.WaitForFunctionAsync($"() => ({Kept})().includes('发出去了吗')");
        }
    }

    [Fact]
    public async Task What_was_typed_about_one_row_goes_into_no_other_and_a_cell_has_its_own()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        admin.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await admin.GoAsync("/admin/members");
        var dialog = admin.Id("dialog-edit-member");

        // The field is empty for everybody, so only the row tells them apart.
        await Window.PressAsync(admin.Row("members", "finance").GetByTestId("action-edit"));
        await dialog.GetByTestId("field-phone").FillAsync("13712340992");
        await admin.Page.ReloadAsync();
        await Expect(admin.Id("part-kept")).ToBeVisibleAsync();
        await admin.ClickAsync("action-put-back");
        await Window.PressAsync(admin.Row("members", "sales").GetByTestId("action-edit"));
        await dialog.GetByTestId("field-name").FillAsync("换个名字");
        // By the time that this is kept all has been filled that will be.
        await admin.Page.WaitForFunctionAsync($"() => ({Kept})().includes('换个名字')");
        await Expect(dialog.GetByTestId("field-phone")).ToHaveValueAsync("");
        await admin.CancelAsync();
        await Window.PressAsync(admin.Row("members", "finance").GetByTestId("action-edit"));
        await Expect(dialog.GetByTestId("field-phone")).ToHaveValueAsync("13712340992");
        await Expect(admin.Id("part-kept")).ToBeHiddenAsync();
        await admin.CancelAsync();
        await admin.Page.WaitForFunctionAsync($"() => ({Kept})() === ''");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        operations.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await operations.GoAsync("/operations/discounts?q=YJ-ECS-G-2C8G");
        var cell = operations.Row("discounts", "YJ-ECS-G-2C8G").GetByTestId("field-discount");
        await cell.FillAsync("8.6折");
        await operations.Page.WaitForFunctionAsync($"() => ({Kept})().includes('8.6折')");
        await operations.Page.ReloadAsync();
        await Expect(operations.Id("part-kept")).ToBeVisibleAsync();
        await operations.ClickAsync("action-put-back");
        await Expect(cell).ToHaveValueAsync("8.6折");
        await cell.PressAsync("Enter");
        await Expect(cell).ToHaveValueAsync("0.86");
        await operations.Page.WaitForFunctionAsync($"() => ({Kept})() === ''");
    }

    [Fact]
    public async Task It_is_one_tabs_own_stays_over_several_loads_ends_with_signing_out_everywhere_and_says_so_where_the_browser_keeps_nothing()
    {
        await using var one = await browser.OpenAsync(app, locale: "en");
        await one.SpeakAsync("en");
        await one.SignInAsync("sales", "13800000003");
        one.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await one.GoAsync("/sales/campaigns/new");
        await one.Id("field-name").FillAsync("First try");
        await one.Page.ReloadAsync();
        await Expect(one.Id("value-kept")).ToContainTextAsync("before the page was loaded again");

        // Loaded twice it is still offered, and what is typed beside it does not take it away.
        await one.Page.ReloadAsync();
        await Expect(one.Id("part-kept")).ToBeVisibleAsync();
        await one.Id("field-name").FillAsync("Second try");
        await one.ClickAsync("action-put-back");
        await Expect(one.Id("value-kept")).ToContainTextAsync("hold something else");
        await Expect(one.Id("field-name")).ToHaveValueAsync("Second try");
        await one.ClickAsync("action-show-kept");
        await Expect(one.Id("value-kept-texts")).ToContainTextAsync("First try");
        await one.PictureAsync("kept-left");
        await one.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await Accessibility.ProblemsAsync(one.Page));
        await one.PictureAsync("kept-left-dark");
        await one.Page.ReloadAsync();
        await Expect(one.Id("part-kept")).ToBeVisibleAsync();
        await one.ClickAsync("action-show-kept");
        await Expect(one.Id("value-kept-texts")).ToContainTextAsync("First try");
        await Expect(one.Id("value-kept-texts")).ToContainTextAsync("Second try");

        // Another address has an offer of its own, and so has another tab.
        await one.FollowAsync(one.Page.Locator("nav a[href='/sales/customers']").First, "page-sales-customers");
        await Expect(one.Id("part-kept")).ToBeHiddenAsync();
        await one.Page.GoBackAsync();
        await one.SeeAsync("page-sales-campaigns-new");
        await Expect(one.Id("part-kept")).ToBeVisibleAsync();
        await using var two = await one.OpenAnotherAsync();
        await two.GoAsync("/sales/campaigns/new");
        await two.SettledAsync();
        await Expect(two.Id("part-kept")).ToBeHiddenAsync();

        await one.Id("action-discard-kept").PressAsync("Enter");
        await Expect(one.Page.Locator("#content")).ToBeFocusedAsync();
        await Expect(one.Id("part-kept")).ToBeHiddenAsync();
        Assert.Equal("", await one.Page.EvaluateAsync<string>(Kept));

        // A day later it is gone, whatever the tab remembers.
        await one.Id("field-name").FillAsync("Yesterday");
        await one.Page.WaitForFunctionAsync($"() => ({Kept})().includes('Yesterday')");
        await one.Page.ReloadAsync();
        await Expect(one.Id("part-kept")).ToBeVisibleAsync();
        await one.Page.EvaluateAsync(
            """
            () => {
                for (const key of Object.keys(sessionStorage).filter(one => one.startsWith('kboss-typed '))) {
                    const kept = JSON.parse(sessionStorage[key]);
                    sessionStorage[key] = JSON.stringify({ ...kept, at: kept.at - 25 * 60 * 60 * 1000 });
                }
            }
            """);
        await one.Page.ReloadAsync();
        await one.ReadyAsync();
        await Expect(one.Id("part-kept")).ToBeHiddenAsync();
        Assert.Equal("", await one.Page.EvaluateAsync<string>(Kept));

        // Nothing is kept where the browser has no room: then the page says so before it goes, and does not go by itself.
        await two.Page.EvaluateAsync("() => Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })");
        await two.Id("field-name").FillAsync("Not kept");
        await two.Page.EvaluateAsync(
            """
            () => document.getElementById('components-reconnect-modal')
                .dispatchEvent(new CustomEvent('components-reconnect-state-changed', { detail: { state: 'rejected' } }))
            """);
        await Expect(two.Id("value-typed-unkept")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(two.Page));
        await two.PictureAsync("kept-not");
        Assert.Equal("Not kept", await two.Id("value-typed-unkept").GetByTestId("action-copy").GetAttributeAsync("data-copy"));
        Assert.Equal("Not kept", await two.Id("field-name").InputValueAsync());

        // Signing out in one tab empties the others.
        await using var three = await one.OpenAnotherAsync();
        await three.GoAsync("/sales/campaigns/new");
        await three.Id("field-name").FillAsync("Until I sign out");
        await three.Page.WaitForFunctionAsync($"() => ({Kept})().includes('Until I sign out')");
        await one.SignOutAsync();
        await three.Page.WaitForFunctionAsync($"() => ({Kept})() === ''");
    }
}
