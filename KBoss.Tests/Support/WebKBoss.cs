using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Startup;
using KBoss.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Support;

/// <summary>The whole application over HTTP, with the demo data, a clock that tests move, and phones that tests read.</summary>
public sealed class WebKBoss(params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    /// <summary>The application's data directory, deleted with the application.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("kboss-web-").FullName;

    /// <summary>Production has a first Admin instead of the demo data: <see cref="FirstAdmin"/> with <see cref="FirstPassword"/>.</summary>
    public string EnvironmentName { get; init; } = "Development";

    /// <summary>Other services than the application's own, beside its clock and its phones.</summary>
    public Action<IServiceCollection>? Change { get; init; }

    public FakeTimeProvider Time { get; init; } = new(TestKBoss.Start);

    /// <summary>Whether the application begins with nothing; otherwise it begins with the demo data of a first start before it.</summary>
    public bool First { get; init; }

    /// <summary>Whether schedules run: they would write in the middle of what a test does when its clock passes their hour.</summary>
    public bool Schedules { get; init; }

    /// <summary>Whether the data directory stays when the application ends.</summary>
    public bool LeavesData { get; init; }

    public Phones Phones { get; } = new();

    public const string FirstAdmin = "13900000001";
    public const string FirstPassword = "purple anchors sing 9";

    /// <summary>A context for looking behind the pages.</summary>
    public KBossDbContext Db() => Services.GetRequiredService<KBossDatabase>().OpenToWrite(OrganizationScope.Everything);

    /// <summary>The application in Production, reached by https.</summary>
    public static WebKBoss InProduction() => new() { EnvironmentName = "Production" };

    /// <summary>A browser of its own, at the address under which the application is reached.</summary>
    public Visitor Visit(string address = "https://localhost")
    {
        var cookies = new CookieContainer();
        return new(this, CreateDefaultClient(new Uri(address), new CookieContainerHandler(cookies)), cookies);
    }

    /// <summary>A browser in which a session has begun already.</summary>
    public Visitor VisitIn(SignedIn session)
    {
        var visitor = Visit();
        var cookie = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        visitor.Plant(cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(
            new AuthenticationTicket(SessionCookie.ContentOf(session.Key), CookieAuthenticationDefaults.AuthenticationScheme)));
        return visitor;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(EnvironmentName);
        if (EnvironmentName == "Development" && !First)
        {
            FirstStart.AtTestTime.CopyTo(Folder);
        }
        else if (EnvironmentName != "Development")
        {
            foreach (var (key, value) in Needed())
            {
                builder.UseSetting(key, value);
            }
        }

        builder.UseSetting("App:DataDirectory", Folder);
        builder.UseSetting("Logging:LogLevel:Default", "Critical");
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Critical");
        builder.UseSetting("Schedules:Enabled", Schedules.ToString());
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            services.Replace(ServiceDescriptor.Singleton<ISmsSender>(Phones));
            services.HashPasswordsOnce();
            Change?.Invoke(services);
        });
    }

    /// <summary>What Production does not start without.</summary>
    private static IEnumerable<(string Key, string Value)> Needed() =>
    [
        ("Root:Name", "开元云"), ("Root:Code", "root"),
        ("FirstAdmin:Phone", FirstAdmin), ("FirstAdmin:UserName", "first"), ("FirstAdmin:Name", "管理员"), ("FirstAdmin:Password", FirstPassword),
        .. new SmsOptions { Endpoint = "" }.Missing.Select(key => (key, key == "Sms:Endpoint" ? "https://localhost/" : "x")),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!LeavesData)
        {
            await Folders.RemoveAsync(Folder);
        }
    }
}

/// <summary>Every phone in the world.</summary>
public sealed class Phones : ISmsSender
{
    private readonly ConcurrentQueue<SmsMessage> messages = new();

    public Task<SmsReceipt> SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
    {
        messages.Enqueue(message);
        return Task.FromResult(new SmsReceipt(SmsOutcome.Sent, "OK"));
    }

    /// <summary>How many messages a phone has got.</summary>
    public int CountOf(string phone) => messages.Count(m => m.Phone == phone);

    /// <summary>The newest code on a phone, waiting until there is one more than those that were there <paramref name="before"/>.</summary>
    public async Task<string> CodeAsync(string phone, int before = 0)
    {
        for (var i = 0; i < 200; i++)
        {
            if (CountOf(phone) > before && messages.LastOrDefault(m => m.Phone == phone) is { } message)
            {
                return message.Parameters["code"];
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"No SMS came to {phone}.");
    }
}

/// <summary>A browser without scripts: it follows what a test says, keeps cookies, and posts forms with what they hold.</summary>
public sealed class Visitor(WebKBoss web, HttpClient client, CookieContainer cookies)
{
    private static readonly Uri Site = new("https://localhost/account");

    private string path = "/";

    /// <summary>The page that came last.</summary>
    public string Page { get; private set; } = "";

    /// <summary>The antiforgery token in the forms of the page that came last.</summary>
    public string FormToken
    {
        get
        {
            var token = Regex.Match(Page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"");
            Assert.True(token.Success, "The page has no form.");
            return token.Groups[1].Value;
        }
    }

    /// <summary>What the browser holds under a name.</summary>
    public string? Cookie(string name) => cookies.GetCookies(Site).FirstOrDefault(c => c.Name == name)?.Value;

    /// <summary>Puts a cookie into the browser, as somebody does who has stolen or made one.</summary>
    public void Plant(string name, string? value) => cookies.Add(new Cookie(name, value, "/", "localhost"));

    public async Task<HttpResponseMessage> GetAsync(string address)
    {
        path = address;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        return await ReadAsync(await client.SendAsync(request));
    }

    /// <summary>Posts a form of the page that came last.</summary>
    public Task<HttpResponseMessage> PostAsync(string form, params (string Name, string Value)[] fields) =>
        PostAsync(form, default((string Field, string Name, byte[] Content)?), fields);

    /// <summary>Posts to another address than that of the page that came last, with the token of that page.</summary>
    public Task<HttpResponseMessage> PostToAsync(string address, string form, params (string Name, string Value)[] fields)
    {
        path = address;
        return PostAsync(form, fields);
    }

    /// <summary>Posts a form of the page that came last with a licence.</summary>
    public Task<HttpResponseMessage> PostAsync(string form, (string Name, byte[] Content)? file, params (string Name, string Value)[] fields) =>
        PostAsync(form, file is { } licence ? ("licence", licence.Name, licence.Content) : null, fields);

    /// <summary>Posts a form of the page that came last with a file in one of its fields.</summary>
    public async Task<HttpResponseMessage> PostAsync(string form, (string Field, string Name, byte[] Content)? file, params (string Name, string Value)[] fields)
    {
        using var content = new MultipartFormDataContent();
        content.Add(new StringContent(form), "_handler");
        content.Add(new StringContent(FormToken), "__RequestVerificationToken");
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        if (file is { } upload)
        {
            content.Add(new ByteArrayContent(upload.Content), upload.Field, upload.Name);
        }

        return await ReadAsync(await client.PostAsync(path, content));
    }

    /// <summary>Begins to listen to what an address goes on telling.</summary>
    public Task<HttpResponseMessage> ListenAsync(string address) => ListenAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Sends what a test has put together, and reads the answer as it comes.</summary>
    public Task<HttpResponseMessage> ListenAsync(HttpRequestMessage request) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Sends what a test has put together.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    /// <summary>Posts what it is given, as somebody else's page would.</summary>
    public Task<HttpResponseMessage> PostForgedAsync(string address, params (string Name, string Value)[] fields) =>
        client.PostAsync(address, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>Signs in by both steps and returns the answer to the second; for a second time after the clock was moved by a minute, so that a new code comes.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string phone, string password, string? returnUrl = null, bool again = false)
    {
        var before = again ? web.Phones.CountOf(phone) : 0;
        await GetAsync("/account/login" + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}"));
        var first = await PostAsync("password", ("account", phone), ("password", password));
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        await GetAsync(first.Headers.Location!.ToString());
        return await PostAsync("code", ("code", await web.Phones.CodeAsync(phone, before)));
    }

    /// <summary>Presses "sign out" in the header of the page that came last.</summary>
    public Task<HttpResponseMessage> SignOutAsync() => PostForgedAsync("/account/logout", ("__RequestVerificationToken", FormToken));

    private async Task<HttpResponseMessage> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Page = text.Length > 0 ? WebUtility.HtmlDecode(text) : Page;
        return response;
    }
}
