using System.Text.RegularExpressions;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Startup.Demo;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Support;

/// <summary>A browser window that speaks in the published test ids. Errors of the page's scripts are collected and fail the test at the end.</summary>
public sealed partial class Window : IAsyncDisposable
{
    private readonly RunningKBoss app;
    private readonly IBrowserContext context;
    private readonly List<string> errors = [];

    public Window(RunningKBoss app, IBrowserContext context, IPage page)
    {
        this.app = app;
        this.context = context;
        Page = page;
        // No other machine can be reached; a page that tries to is wrong.
        context.Request += (_, request) =>
        {
            if (!new Uri(request.Url).IsLoopback && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                errors.Add($"The page asked for {request.Url}");
            }
        };
        page.PageError += (_, error) =>
        {
            if (!ServerIsGone)
            {
                errors.Add(error);
            }
        };
        page.Console += (_, message) =>
        {
            // A refused request (401, 404, 403) is also reported here; the pages that answer it are tested for themselves.
            if (message.Type == "error" && !ServerIsGone && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                errors.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Whether the test has taken the server away, of which the browser complains.</summary>
    public bool ServerIsGone { get; set; }

    /// <summary>Where screenshots go when somebody wants to look; unset, none are made.</summary>
    private static string? Album => Environment.GetEnvironmentVariable("KBOSS_TEST_PICTURES");

    public ILocator Id(string testId) => Page.GetByTestId(testId);

    /// <summary>Another tab of the same browser, with the same cookies.</summary>
    public async Task<Window> OpenAnotherAsync() => new(app, context, await context.NewPageAsync());

    /// <summary>The row of a grid by its business key.</summary>
    public ILocator Row(string noun, string key) => Page.Locator($"[data-testid='row-{noun}'][data-key='{key}']");

    /// <summary>Goes to a page by its address and waits until it is interactive.</summary>
    public async Task GoAsync(string path)
    {
        try
        {
            await Page.GotoAsync(path);
        }
        catch (PlaywrightException e) when (e.Message.Contains("interrupted by another navigation", StringComparison.Ordinal))
        {
            // The page went there by itself at this moment, as after a sign-in.
            await Page.WaitForURLAsync(url => url.EndsWith(path, StringComparison.Ordinal));
        }
        catch (PlaywrightException e) when (e.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
        {
            // The page went elsewhere by itself while the answer was under way, as when its session ended with the clock: it is there now, and goes where it is sent.
            await Page.WaitForLoadStateAsync();
            await Page.GotoAsync(path);
        }

        await ReadyAsync();
    }

    /// <summary>Waits until the page takes clicks.</summary>
    public Task ReadyAsync() => Page.Locator("body[data-interactive='true']").WaitForAsync();

    /// <summary>Clicks an act of a row, wherever it stands: in the row, or in its menu, which is opened first.</summary>
    public static async Task PressAsync(ILocator act)
    {
        await act.First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        if (!await act.First.IsVisibleAsync() && act.First.Locator("xpath=ancestor::*[@popover]/preceding-sibling::button") is var menu && await menu.CountAsync() > 0)
        {
            await menu.ClickAsync();
        }

        await act.First.ClickAsync();
    }

    /// <summary>
    /// Chooses a file in a field of a circuit and waits until the list below it has it: each choice makes a field anew, which hears of files once the circuit
    /// has told the browser to, and the list moves what stands below it.
    /// </summary>
    public async Task ChooseFileAsync(string testId, FilePayload file)
    {
        await Page.WaitForFunctionAsync("id => document.querySelector(`[data-testid='${id}']`)?._blazorInputFileNextFileId !== undefined", testId);
        await Id(testId).SetInputFilesAsync(file);
        await Page.Locator($"[data-testid='row-files'][data-key='{file.Name}']").First.WaitForAsync();
    }

    /// <summary>Waits for a row that somebody else adds to a list that is open, and has it shown where the list only says that there is something new.</summary>
    public async Task ComesAsync(ILocator row)
    {
        while (!await row.IsVisibleAsync())
        {
            await row.Or(Id("action-show-news")).First.WaitForAsync();
            if (await row.IsVisibleAsync())
            {
                return;
            }

            try
            {
                await Id("action-show-news").First.ClickAsync(new() { Timeout = 5_000 });
                await SettledAsync();
            }
            catch (TimeoutException)
            {
                // The page has read its list anew at this moment, and shows the row by itself.
            }
        }
    }

    public Task ClickAsync(string testId) => Id(testId).First.ClickAsync();

    /// <summary>Clicks what leads to another page and waits until that page is there and interactive.</summary>
    public async Task FollowAsync(ILocator link, string pageId)
    {
        await link.ClickAsync();
        await SeeAsync(pageId);
    }

    public Task FollowAsync(string testId, string pageId) => FollowAsync(Id(testId).First, pageId);

    /// <summary>Waits for a page by its root id.</summary>
    public async Task SeeAsync(string pageId)
    {
        await Id(pageId).First.WaitForAsync();
        await ReadyAsync();
    }

    /// <summary>Types into a field and leaves it, so that the value is taken over.</summary>
    public async Task FillAsync(string testId, string text)
    {
        await Id(testId).First.FillAsync(text);
        await Id(testId).First.BlurAsync();
    }

    /// <summary>Types key by key, as people do, once the field is in sight: keys that come before it is go nowhere.</summary>
    public async Task TypeAsync(string testId, string text)
    {
        await Id(testId).WaitForAsync();
        await Id(testId).PressSequentiallyAsync(text);
    }

    /// <summary>Cancels the dialog on top, whatever was typed into it: where it asks, the answer is to discard that.</summary>
    public async Task CancelAsync()
    {
        var dialogs = Page.Locator(".mud-dialog");
        await dialogs.Last.WaitForAsync();
        var open = await dialogs.CountAsync();
        await dialogs.Last.GetByTestId("action-cancel").ClickAsync();
        await Page.WaitForFunctionAsync(
            "open => document.querySelector('[data-testid=dialog-leave]') || document.querySelectorAll('.mud-dialog').length < open", open);
        if (await Id("dialog-leave").CountAsync() > 0)
        {
            await Id("dialog-leave").GetByTestId("action-confirm").ClickAsync();
        }

        await Page.WaitForFunctionAsync("open => document.querySelectorAll('.mud-dialog').length < open", open);
    }

    public Task ChooseAsync(string testId, string value) => Id(testId).First.SelectOptionAsync(value);

    public Task ExpectTextAsync(string testId, string text) => Expect(Id(testId).First).ToContainTextAsync(text);

    public Task ExpectStatusAsync(string code) => Expect(Id("status").First).ToHaveAttributeAsync("data-status", code);

    /// <summary>Waits for the toast that says the act was done; one that was there when somebody acted last is that of an act before.</summary>
    public Task SucceededAsync() => Page.Locator("[data-testid='toast-success']:not([data-before])").First.WaitForAsync();

    /// <summary>Signs in by user name, password and the code from the simulated SMS. The forms are posted without being shown, which takes a tenth of the time.</summary>
    public async Task SignInAsync(string account, string phone, string password = DemoOrganizations.Password)
    {
        // The page of a session that ended, as when the clock was moved, goes elsewhere by itself, and would meet where it is sent next.
        if (Page.Url != "about:blank")
        {
            await Page.GotoAsync("about:blank");
        }

        var before = await PauseAsync(phone);
        var login = await ReadAsync(await context.APIRequest.GetAsync("/account/login"));
        var code = await PostAsync("/account/login", login, "password", ("account", account), ("password", password));
        Assert.Contains("data-testid=\"field-code\"", code, StringComparison.Ordinal);
        var home = await PostAsync("/account/login?step=code", code, "code", ("code", await app.CodeAsync(phone, before)));
        Assert.DoesNotContain("data-testid=\"page-account-login\"", home, StringComparison.Ordinal);
    }

    /// <summary>Signs in as <see cref="SignInAsync"/> does, on the pages and before everybody's eyes.</summary>
    public async Task SignInOnPagesAsync(string account, string phone, string password = DemoOrganizations.Password)
    {
        var before = await PauseAsync(phone);
        await GoAsync("/account/login");
        await Id("field-account").FillAsync(account);
        await Id("field-password").FillAsync(password);
        await ClickAsync("action-sign-in");
        await Id("field-code").WaitForAsync();
        await Id("field-code").FillAsync(await app.CodeAsync(phone, before));
        await ClickAsync("action-verify");
        await Page.WaitForURLAsync(url => !url.Contains("/account/login", StringComparison.Ordinal));
        await ReadyAsync();
    }

    /// <summary>Signs out, from the console or the shop, and waits until a visitor is left.</summary>
    public async Task SignOutAsync()
    {
        if (await Id("action-account").CountAsync() > 0)
        {
            await ClickAsync("action-account");
        }

        if (!await Id("action-logout").IsVisibleAsync())
        {
            await ClickAsync("action-menu");
        }

        await ClickAsync("action-logout");
        await SeeAsync("page-home");
    }

    /// <summary>Clicks what saves a workbook, and reads its rows below the header.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> DownloadAsync(string testId)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => ClickAsync(testId));
        await using var content = await download.CreateReadStreamAsync();
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return Workbooks.Rows(copy.ToArray());
    }

    /// <summary>Clicks what leads to Alipay, pays there, and waits to be sent back.</summary>
    public async Task FollowAlipayAsync(string testId)
    {
        await ClickAsync(testId);
        await Id("page-dev-alipay-cashier").WaitForAsync();
        await PictureAsync("journey-cashier");
        await ClickAsync("action-pay");
        await Page.WaitForURLAsync(url => url.Contains("/me/recharge/", StringComparison.Ordinal));
        await ReadyAsync();
    }

    /// <summary>Lets the following pages speak a language, as the switch in the header does.</summary>
    public Task SpeakAsync(string language) => context.AddCookiesAsync(
    [
        new Cookie
        {
            Name = Microsoft.AspNetCore.Localization.CookieRequestCultureProvider.DefaultCookieName,
            Value = Uri.EscapeDataString(Microsoft.AspNetCore.Localization.CookieRequestCultureProvider.MakeCookieValue(new(language))),
            Url = app.Address.ToString(),
        },
    ]);

    /// <summary>
    /// Sorts a list by a column and waits until it stands so: the first row may be the right one before, and whoever reads the others, or sorts on, meets the
    /// order of then.
    /// </summary>
    public async Task SortAsync(string column, string direction)
    {
        await ClickAsync($"action-sort-{column}");
        await Page.Locator($"th[aria-sort='{direction}'] [data-testid='action-sort-{column}']").WaitForAsync();
        await SettledAsync();
    }

    /// <summary>Waits until no list of the page is loading any more.</summary>
    public Task SettledAsync() => Page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");

    /// <summary>Makes the window as wide as that and waits until the console's menu has followed: it stands open beside the page, or is closed where it would cover it.</summary>
    public async Task ResizeAsync(int width)
    {
        await Page.SetViewportSizeAsync(width, 900);
        await Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.k-console-drawer')].every(menu => menu.classList.contains('mud-drawer--open') === matchMedia('(min-width: 960px)').matches)");
    }

    /// <summary>What is wider than the window when the page has had the time to find its width; null when everything fits.</summary>
    public async Task<string?> WideAsync()
    {
        var width = Page.ViewportSize!.Width;
        try
        {
            await Page.WaitForFunctionAsync("width => document.documentElement.scrollWidth <= width", width, new() { Timeout = 5_000 });
            return null;
        }
        catch (TimeoutException)
        {
            return await Page.EvaluateAsync<string>(
                """
                width => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width)
                    .slice(0, 5).map(e => `${e.tagName} ${e.className} ${e.dataset.testid ?? ''}`).join('; ') || 'nothing that is seen'
                """,
                width);
        }
    }

    /// <summary>Waits until nothing of the page is wider than the window.</summary>
    public async Task FitsAsync() => Assert.Null(await WideAsync());

    /// <summary>Keeps a picture of the page for whoever asked for pictures.</summary>
    public async Task PictureAsync(string name)
    {
        if (Album is { Length: > 0 } album)
        {
            Directory.CreateDirectory(album);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(album, $"{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(errors);
    }
    /// <summary>When the phone was last sent something. It gets one code a minute; whoever signs in again waits for it.</summary>
    private async Task<DateTime?> PauseAsync(string phone)
    {
        var before = await app.LastMessageAtAsync(phone);
        if (before is not null)
        {
            await app.AdvanceAsync(Domain.SignIn.VerificationCode.Pause);
        }

        return before;
    }

    /// <summary>Posts a form of a page with its antiforgery token and returns the page that it leads to.</summary>
    private async Task<string> PostAsync(string path, string page, string form, params (string Name, string Value)[] fields)
    {
        var content = context.APIRequest.CreateFormData();
        content.Set("_handler", form);
        content.Set("__RequestVerificationToken", Token().Match(page).Groups[1].Value);
        foreach (var (name, value) in fields)
        {
            content.Set(name, value);
        }

        return await ReadAsync(await context.APIRequest.PostAsync(path, new() { Form = content }));
    }

    private static async Task<string> ReadAsync(IAPIResponse response)
    {
        Assert.True(response.Ok, $"{response.Url} answers {response.Status}.");
        return await response.TextAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
