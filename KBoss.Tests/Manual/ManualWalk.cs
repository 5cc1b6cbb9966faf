using KBoss.Tests.Support;
using Microsoft.Playwright;

namespace KBoss.Tests.Manual;

/// <summary>
/// The steps of one page of the manual, in the language that <c>KBOSS_MANUAL_LANGUAGE</c> names, or in Chinese. Where
/// <c>KBOSS_MANUAL_PICTURES</c> names a folder, each picture of the page is made on the way; otherwise the pictures that the project
/// stores are held against those that the steps would make.
/// </summary>
internal sealed class ManualWalk(Browser browser, RunningKBoss app, string page)
{
    /// <summary>What a picture leaves out: messages that pass, and what stands in Development only.</summary>
    private const string Left = "#mud-snackbar-container, .k-demo, .k-account-links:has([data-testid='action-messages']) { display: none !important }";

    /// <summary>Heads that stay while the page scrolls would cover a part that is taller than the window.</summary>
    private const string Unstuck = " .k-shop-header, .k-console-bar { position: static !important }";

    private readonly List<string> shown = [];

    public static bool TakesPictures => Album is not null;

    private static string? Album => Environment.GetEnvironmentVariable("KBOSS_MANUAL_PICTURES") is { Length: > 0 } folder ? folder : null;

    private static string Language => Environment.GetEnvironmentVariable("KBOSS_MANUAL_LANGUAGE") is { Length: > 0 } language ? language : "zh-CN";

    /// <summary>What is typed, in the language of the page.</summary>
    public static string Say(string chinese, string english) => Language == "en" ? english : chinese;

    /// <summary>A window of a visitor.</summary>
    public async Task<Window> VisitAsync(int width = 1440, int height = 900)
    {
        var window = await browser.OpenAsync(app, width, height, Language);
        await window.SpeakAsync(Language);
        return window;
    }

    /// <summary>A window of somebody who signed in.</summary>
    public async Task<Window> SignInAsync(string account, string phone)
    {
        var window = await VisitAsync();
        await window.SignInAsync(account, phone);
        return window;
    }

    /// <summary>Shows the window, as far down as it has content; what the text speaks of is framed, by its test ids.</summary>
    public async Task ShowAsync(Window window, string name, params string[] framed)
    {
        await window.SettledAsync();
        if (FileOf(name) is not { } file)
        {
            return;
        }

        var size = window.Page.ViewportSize!;
        // Away from the rows, which light up below the mouse.
        await window.Page.Mouse.MoveAsync(size.Width - 1, size.Height - 1);
        var bottom = await window.Page.EvaluateAsync<float>(
            "() => Math.max(...[...document.querySelectorAll('#content > *, .k-console-drawer a, .k-menu[open] .k-menu-panel, .k-popover')]"
            + ".map(e => e.getBoundingClientRect().bottom))");
        await window.Page.ScreenshotAsync(new()
        {
            Path = file,
            Style = Left + Frames(framed),
            Animations = ScreenshotAnimations.Disabled,
            Clip = new() { Width = size.Width, Height = Math.Clamp(bottom + 24, 320, size.Height) },
        });
    }

    /// <summary>Shows one part of the page, such as a dialog.</summary>
    public async Task ShowPartAsync(ILocator part, string name, params string[] framed)
    {
        await part.WaitForAsync();
        if (FileOf(name) is { } file)
        {
            await part.ScreenshotAsync(new() { Path = file, Style = Left + Unstuck + Frames(framed), Animations = ScreenshotAnimations.Disabled });
        }
    }

    /// <summary>Shows the open dialog.</summary>
    public Task ShowDialogAsync(Window window, string name) => ShowPartAsync(window.Page.Locator(".mud-dialog"), name);

    /// <summary>Ends the walk: the pictures of this page that are stored are those that were shown.</summary>
    public void End()
    {
        if (Album is null)
        {
            var stored = Directory.EnumerateFiles(Path.Combine(Project.Root, "docs", "manual", "pictures", Language), $"{page}-*.png")
                .Select(file => Path.GetFileNameWithoutExtension(file));
            Assert.Equal(shown.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        }
    }

    private static string Frames(string[] testIds) =>
        string.Concat(testIds.Select(id => $" [data-testid='{id}'] {{ outline: 3px solid #d4380d !important; outline-offset: 3px !important }}"));

    /// <summary>Where the picture goes; null when none are made.</summary>
    private string? FileOf(string name)
    {
        shown.Add($"{page}-{name}");
        if (Album is not { } album)
        {
            return null;
        }

        var folder = Directory.CreateDirectory(Path.Combine(album, Language));
        return Path.Combine(folder.FullName, $"{page}-{name}.png");
    }
}
