using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Support;

/// <summary>The whole application over HTTP, with the demo data, a clock that tests move, and phones that tests read.</summary>
public sealed class WebKBoss(params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    private readonly string folder = Directory.CreateTempSubdirectory("kboss-web-").FullName;

    public FakeTimeProvider Time { get; } = new(TestKBoss.Start);

    public Phones Phones { get; } = new();

    /// <summary>Changes to the services, beside the clock and the phones.</summary>
    public Action<IServiceCollection>? Change { get; init; }

    /// <summary>Where its files and its database lie.</summary>
    public string DataDirectory => folder;

    /// <summary>A context for looking behind the pages.</summary>
    public KBossDbContext Db() => Services.GetRequiredService<KBossDatabase>().Open(OrganizationScope.Everything);

    /// <summary>A browser of its own.</summary>
    public Visitor Visit() => new(this, CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri("https://localhost"),
        AllowAutoRedirect = false,
    }));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("App:DataDirectory", folder);
        builder.UseSetting("Logging:LogLevel:Default", "Critical");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            services.Replace(ServiceDescriptor.Singleton<ISmsSender>(Phones));
            Change?.Invoke(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
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

    /// <summary>The newest code on a phone, waiting until the first has come.</summary>
    public async Task<string> CodeAsync(string phone)
    {
        for (var i = 0; i < 200; i++)
        {
            if (messages.LastOrDefault(m => m.Phone == phone && m.Parameters.ContainsKey("code")) is { } message)
            {
                return message.Parameters["code"];
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"No SMS came to {phone}.");
    }
}

/// <summary>A browser without scripts: it follows what a test says, keeps cookies, and posts forms with what they hold.</summary>
public sealed class Visitor(WebKBoss web, HttpClient client)
{
    private string path = "/";

    /// <summary>The page that came last.</summary>
    public string Page { get; private set; } = "";

    public async Task<HttpResponseMessage> GetAsync(string address)
    {
        path = address;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        return await ReadAsync(await client.SendAsync(request));
    }

    /// <summary>Posts a form of the page that came last.</summary>
    public Task<HttpResponseMessage> PostAsync(string form, params (string Name, string Value)[] fields) => PostAsync(form, null, fields);

    /// <summary>Posts a form of the page that came last with a file.</summary>
    public async Task<HttpResponseMessage> PostAsync(string form, (string Name, byte[] Content)? file, params (string Name, string Value)[] fields)
    {
        using var content = new MultipartFormDataContent();
        content.Add(new StringContent(form), "_handler");
        content.Add(new StringContent(Token()), "__RequestVerificationToken");
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        if (file is { } upload)
        {
            content.Add(new ByteArrayContent(upload.Content), "licence", upload.Name);
        }

        return await ReadAsync(await client.PostAsync(path, content));
    }

    /// <summary>Sends whatever a test has put together, and leaves the answer unread.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    /// <summary>Posts what it is given, as somebody else's page would.</summary>
    public Task<HttpResponseMessage> PostForgedAsync(string address, params (string Name, string Value)[] fields) =>
        client.PostAsync(address, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>Signs in by both steps and returns the answer to the second.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string phone, string password, string? returnUrl = null)
    {
        await GetAsync("/account/login" + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}"));
        var first = await PostAsync("password", ("account", phone), ("password", password));
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        await GetAsync(first.Headers.Location!.ToString());
        return await PostAsync("code", ("code", await web.Phones.CodeAsync(phone)));
    }

    /// <summary>Presses "sign out" in the header of the page that came last.</summary>
    public Task<HttpResponseMessage> SignOutAsync() => PostForgedAsync("/account/logout", ("__RequestVerificationToken", Token()));

    /// <summary>The antiforgery token in a form of the page that came last.</summary>
    public string Token()
    {
        var token = Regex.Match(Page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"");
        Assert.True(token.Success, "The page has no form.");
        return token.Groups[1].Value;
    }

    private async Task<HttpResponseMessage> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Page = text.Length > 0 ? WebUtility.HtmlDecode(text) : Page;
        return response;
    }
}
