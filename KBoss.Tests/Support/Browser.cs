using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(KBoss.Tests.Support.Browser))]

namespace KBoss.Tests.Support;

/// <summary>
/// The one Chromium of a test run, started with the first test that needs it: Debian's, without windows where that is installed, which takes
/// half the time because no toolbar is drawn around each page; or Playwright's own.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly IEnumerable<string?> Paths =
        [Environment.GetEnvironmentVariable("KBOSS_TEST_CHROMIUM"), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    /// <summary>Whatever stands there when somebody acts is not said of that act; see <see cref="Window.SucceededAsync"/>.</summary>
    private const string MarkToasts =
        """
        for (const kind of ['pointerdown', 'keydown'])
            addEventListener(kind, () => document.querySelectorAll('[data-testid=toast-success]').forEach(toast => toast.dataset.before = ''), true);
        """;

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(async () =>
    {
        // A busy machine renders late; an expectation that holds does not wait.
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Paths.FirstOrDefault(File.Exists),
            Args =
            [
                "--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu",
                // No other machine has an address. Refusing each request by hand would also turn off the browser's cache.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        });
        return (playwright, browser);
    });

    /// <summary>A window of its own, with its own cookies; every request to another machine is refused and fails the test that made it.</summary>
    public async Task<Window> OpenAsync(RunningKBoss app, int width = 1440, int height = 900, string locale = "zh-CN")
    {
        var browser = (await started.Value).Browser;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = app.Address.ToString(),
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new() { Width = width, Height = height },
            // Nothing moves: dialogs, menus and toasts are at their place at once.
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        await context.AddInitScriptAsync(MarkToasts);
        return new Window(app, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
        {
            var (playwright, browser) = await started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }
}
