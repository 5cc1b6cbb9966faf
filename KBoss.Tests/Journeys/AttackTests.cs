using System.Net;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>Attacks that need a browser: script in what people type, script in the page, and pages of somebody else that use a signed-in window.</summary>
[BrowserTest]
public sealed class AttackTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Script = "<img src=x onerror=window.hacked=1>";

    [Fact]
    public async Task What_people_type_never_becomes_script()
    {
        await using var visitor = await browser.OpenAsync(app);
        foreach (var path in new[]
        {
            $"/products?q={Uri.EscapeDataString(Script)}", $"/account/login?registered={Uri.EscapeDataString(Script)}",
            $"/account/login?returnUrl={Uri.EscapeDataString("javascript:window.hacked=1")}", $"/account/register?code={Uri.EscapeDataString($"\">{Script}")}",
        })
        {
            await visitor.GoAsync(path);
            await NotHackedAsync(visitor, path);
        }

        await visitor.ProveAsync(app, "13900009001");
        await visitor.Id("field-kind-individual").CheckAsync(new() { Force = true });
        foreach (var (field, value) in new[]
        {
            ("name", Script), ("id-number", "110101199003070476"), ("user-name", "attacker"),
            ("password", "river-stone-lamp-7"), ("password-repeat", "river-stone-lamp-7"),
        })
        {
            await visitor.Id($"field-{field}").FillAsync(value);
        }

        await visitor.Id("field-consent").CheckAsync();
        await visitor.ClickAsync("action-register");
        await visitor.SeeAsync("page-account-login");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync($"/operations/public-customers?q={Uri.EscapeDataString(Script)}");
        var row = operations.Id("row-customers");
        await Expect(row).ToContainTextAsync(Script);
        await row.GetByTestId("field-select").CheckAsync();
        await operations.Page.Locator(".k-grid-selection").GetByTestId("action-assign").ClickAsync();
        await Expect(operations.Id("value-names")).ToContainTextAsync(Script);
        await NotHackedAsync(operations, "the dialog that names the customer");
        await operations.CancelAsync();
        await operations.FollowAsync(row.GetByTestId("action-open"), "page-sales-customers-detail");
        await operations.ClickAsync("action-tab-notes");
        await operations.FillAsync("field-note", Script);
        await operations.ClickAsync("action-add-note");
        await Expect(operations.Id("grid-notes")).ToContainTextAsync(Script);
        await NotHackedAsync(operations, "the customer's page");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/audit?kind=CustomerNoteAdded");
        await NotHackedAsync(admin, "the audit log");
        await admin.GoAsync("/admin/departments");
        await admin.ClickAsync("action-add-department");
        await admin.FillAsync("field-name", Script);
        await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("value-department")).ToHaveTextAsync(Script);
        await NotHackedAsync(admin, "the departments");

        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("person", "13800000012");
        await buyer.GoAsync("/tickets");
        await buyer.ClickAsync("action-open-ticket");
        await buyer.FillAsync("field-title", Script);
        await buyer.FillAsync("field-message", Script);
        await buyer.ClickAsync("action-confirm");
        await buyer.SeeAsync("page-tickets-detail");
        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("maintenance", "13800000005");
        await desk.GoAsync("/notices");
        await Expect(desk.Id("grid-notices")).ToContainTextAsync(Script);
        await NotHackedAsync(desk, "the notices");
        await desk.GoAsync("/maintenance/tickets");
        await desk.FollowAsync(desk.Id("row-tickets").Filter(new() { HasText = Script }).GetByTestId("action-open"), "page-maintenance-tickets-detail");
        await Expect(desk.Id("value-message")).ToHaveTextAsync(Script);
        await NotHackedAsync(desk, "the ticket");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/account/login")]
    public async Task Script_that_got_into_a_page_does_not_run(string path)
    {
        await using var window = await browser.OpenAsync(app);
        var page = await window.Page.Context.NewPageAsync();
        await page.GotoAsync(path);
        var ran = await page.EvaluateAsync<bool>(
            """
            async () => {
                const script = document.createElement('script');
                script.textContent = 'window.hacked = 1';
                document.body.append(script);
                const link = document.createElement('a');
                link.href = 'javascript:window.hacked = 1';
                document.body.append(link);
                link.click();
                const image = document.createElement('div');
                image.innerHTML = '<img src="data:," onerror="window.hacked = 1">';
                document.body.append(image);
                await new Promise(done => setTimeout(done, 300));
                return window.hacked === 1;
            }
            """);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_page_of_somebody_else_can_neither_frame_KBoss_nor_act_in_a_signed_in_window()
    {
        await using var other = await SomebodyElse.StartAsync(app.Address);
        await using var window = await browser.OpenAsync(app);
        await window.SignInAsync("finance", "13800000002");

        // Another port is another origin but the same site, so the browser sends the session along: the worst case.
        var page = await window.Page.Context.NewPageAsync();
        await page.GotoAsync(new Uri(other.Address, "/frame").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.DoesNotContain(page.Frames.Skip(1), frame => frame.Url.StartsWith(app.Address.ToString(), StringComparison.Ordinal));

        foreach (var target in new[] { "/account/logout", "/me/security", "/account/password", "/preferences/culture", "/preferences/theme" })
        {
            var answered = page.WaitForResponseAsync(response => response.Url.EndsWith(target, StringComparison.Ordinal) && response.Request.Method == "POST");
            await page.GotoAsync(new Uri(other.Address, $"/form?to={Uri.EscapeDataString(target)}").ToString());
            Assert.Equal((target, (int)HttpStatusCode.BadRequest), (target, (await answered).Status));
        }

        // Its scripts may not read an answer either.
        await page.GotoAsync(new Uri(other.Address, "/empty").ToString());
        Assert.True(await page.EvaluateAsync<bool>(
            "async address => { try { await fetch(address, { credentials: 'include' }); return false; } catch { return true; } }", new Uri(app.Address, "/notices").ToString()));

        await window.GoAsync("/finance/journal");
        await window.SeeAsync("page-finance-journal");
        var document = window.Page.Locator("html");
        await Expect(document).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(document).ToHaveAttributeAsync("data-theme", "auto");

        // The same forms from KBoss itself are taken.
        await window.ClickAsync("action-language");
        await Expect(document).ToHaveAttributeAsync("lang", "en");
        await window.SeeAsync("page-finance-journal");
        await window.ClickAsync("action-theme");
        await Expect(document).ToHaveAttributeAsync("data-theme", "dark");
        await window.SeeAsync("page-finance-journal");
    }

    [Fact]
    public async Task A_page_of_somebody_else_gets_no_circuit_with_the_session_of_a_signed_in_window()
    {
        await using var other = await SomebodyElse.StartAsync(app.Address);
        await using var window = await browser.OpenAsync(app);
        await window.SignInAsync("finance", "13800000002");
        var socket = new UriBuilder(new Uri(app.Address, "/_blazor")) { Scheme = "ws" }.Uri.ToString();
        const string Knock =
            """
            address => new Promise(done => {
                const socket = new WebSocket(address);
                socket.onopen = () => { socket.close(); done('open'); };
                socket.onerror = () => done('refused');
            })
            """;

        // Another port of this host is the same site and brings the cookie; another name of it is a site of its own.
        var page = await window.Page.Context.NewPageAsync();
        foreach (var address in new[] { other.Address, new UriBuilder(other.Address) { Host = "localhost" }.Uri })
        {
            await page.GotoAsync(new Uri(address, "/empty").ToString());
            Assert.Equal((address, "refused"), (address, await page.EvaluateAsync<string>(Knock, socket)));
            foreach (var (method, path) in new[] { ("POST", "/_blazor/negotiate?negotiateVersion=1"), ("GET", "/_blazor?id=none"), ("POST", "/_blazor?id=none") })
            {
                var target = new Uri(app.Address, path).ToString();
                var answered = page.WaitForResponseAsync(response => response.Url == target && response.Request.Method == method);
                await page.EvaluateAsync(
                    "([address, method]) => fetch(address, { method, mode: 'no-cors', credentials: 'include' }).catch(() => null).then(() => null)", new[] { target, method });
                Assert.Equal((address, method, path, (int)HttpStatusCode.Forbidden), (address, method, path, (await answered).Status));
            }
        }

        // A page of KBoss itself is let in, by the same way.
        await window.GoAsync("/finance/journal");
        Assert.Equal("open", await window.Page.EvaluateAsync<string>(Knock, socket));
    }

    [Fact]
    public async Task A_page_that_was_made_for_one_session_shows_nothing_in_a_window_of_another()
    {
        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        var stolen = await (await finance.Page.Context.APIRequest.GetAsync("/finance/journal")).TextAsync();
        Assert.Contains("blazor", stolen, StringComparison.OrdinalIgnoreCase);
        await using var visitor = await browser.OpenAsync(app);
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");

        // The address is one that the window may open: only the page in it is somebody else's. The window asks for its own at once, and leaves the
        // connection that it was about to make; that is said on the console, which is why the pages are not those that collect errors.
        var page = await operations.Page.Context.NewPageAsync();
        var asked = 0;
        await page.RouteAsync("**/operations/suppliers", async route =>
        {
            asked++;
            await (asked == 1 ? route.FulfillAsync(new() { Body = stolen, ContentType = "text/html" }) : route.ContinueAsync());
        });
        await page.GotoAsync("/operations/suppliers");
        await Expect(page.GetByTestId("page-operations-suppliers")).ToBeVisibleAsync();
        Assert.Equal(2, asked);

        // To a visitor's window it is worth as much as any address: it is led to sign in.
        var plain = await visitor.Page.Context.NewPageAsync();
        await plain.RouteAsync("**/finance/journal", route => route.FulfillAsync(new() { Body = stolen, ContentType = "text/html" }));
        await plain.GotoAsync("/finance/journal");
        await Expect(plain.GetByTestId("page-account-login")).ToBeVisibleAsync();
    }

    private static async Task NotHackedAsync(Window window, string where)
    {
        await window.SettledAsync();
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.hacked === undefined && document.querySelector('img[src=x]') === null"), $"Script ran at {where}.");
    }

    /// <summary>A site of somebody else on this machine, with pages that attack KBoss.</summary>
    private sealed class SomebodyElse(WebApplication site) : IAsyncDisposable
    {
        public Uri Address { get; } = new(site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        public static async Task<SomebodyElse> StartAsync(Uri target)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var site = builder.Build();
            site.Urls.Add("http://127.0.0.1:0");
            site.MapGet("/empty", () => Html("<p>nothing</p>"));
            site.MapGet("/frame", () => Html($"<iframe src='{target}'></iframe>"));
            site.MapGet("/form", (string to) => Html(
                $"<form method='post' action='{new Uri(target, to)}'><input name='returnUrl' value='/'>"
                + "<input name='culture' value='en'><input name='theme' value='dark'></form><script>document.forms[0].submit()</script>"));
            await site.StartAsync();
            return new SomebodyElse(site);
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();

        private static IResult Html(string body) => Results.Content($"<!doctype html><title>Somebody else</title>{body}", "text/html");
    }
}
