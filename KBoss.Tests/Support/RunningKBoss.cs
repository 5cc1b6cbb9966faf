using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Support;

/// <summary>
/// KBoss as a person starts it, in Development with demo data and simulators, on a free port of this machine. It runs in the process of the
/// tests, so that the code of pages is compiled once for all of them; a process of its own is started by <see cref="Journeys.StartTests"/>.
/// </summary>
public sealed class RunningKBoss : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("kboss-app-");
    private readonly Application application;

    public RunningKBoss()
        : this([])
    {
    }

    /// <summary>With settings of its own, by their keys.</summary>
    internal RunningKBoss(params (string Key, string Value)[] settings) => application = new(data.FullName, settings);

    /// <summary>The data directory.</summary>
    public string Folder => data.FullName;

    public Uri Address { get; private set; } = null!;

    /// <summary>The application's own services, for preparing what no page makes.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>Talks to the pages under <c>/dev</c>.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    public ValueTask InitializeAsync()
    {
        FirstStart.Today.CopyTo(data.FullName);
        application.UseKestrel(server => server.Listen(IPAddress.Loopback, 0));
        application.StartServer();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new Uri(Assert.Single(addresses));
        return ValueTask.CompletedTask;
    }

    /// <summary>The newest code sent to the phone by SMS; waits for the outbox to send it.</summary>
    public async Task<string> CodeAsync(string phone, DateTime? after = null)
    {
        for (var i = 0; i < 600; i++)
        {
            using var response = await Http.GetAsync(new Uri(Address, $"/dev/messages/latest?phone={phone}"));
            if (response.IsSuccessStatusCode)
            {
                var message = await response.Content.ReadFromJsonAsync<JsonElement>();
                if (message.GetProperty("code").GetString() is { Length: > 0 } code && (after is null || message.GetProperty("sentAt").GetDateTime() > after))
                {
                    return code;
                }
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"No code was sent to {phone}.");
    }

    /// <summary>When (UTC) the newest SMS was sent to the phone, or null when none was.</summary>
    public async Task<DateTime?> LastMessageAtAsync(string phone)
    {
        using var response = await Http.GetAsync(new Uri(Address, $"/dev/messages/latest?phone={phone}"));
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sentAt").GetDateTime() : null;
    }

    /// <summary>Waits until the newest message to the phone is of a template, and returns the template.</summary>
    public async Task<string> TemplateAsync(string phone, string template)
    {
        var last = "";
        for (var i = 0; i < 300 && last != template; i++)
        {
            using var response = await Http.GetAsync(new Uri(Address, $"/dev/messages/latest?phone={phone}"));
            last = response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("template").GetString() ?? "" : "";
            if (last != template)
            {
                await Task.Delay(100);
            }
        }

        return last;
    }

    /// <summary>What the clock of the application says (UTC).</summary>
    public async Task<DateTime> NowAsync() =>
        (await Http.GetFromJsonAsync<JsonElement>(new Uri(Address, "/dev/clock"))).GetProperty("now").GetDateTime().ToUniversalTime();

    /// <summary>Moves the clock of the application.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(Address, "/dev/clock/advance"), new { minutes = by.TotalMinutes });
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await application.DisposeAsync();
        await Folders.RemoveAsync(data.FullName);
    }

    private sealed class Application(string folder, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in new[]
            {
                ("App:DataDirectory", folder), ("Logging:LogLevel:Default", "Critical"), ("Logging:LogLevel:Microsoft.AspNetCore", "Critical"),
                ("RateLimits:Password:PerAddress", "10000"), ("RateLimits:Code:PerAddress", "10000"), ("RateLimits:Registration:PerAddress", "10000"),
                ("RateLimits:RegistrationCode:PerAddress", "10000"), ("RateLimits:RegistrationTry:PerAddress", "10000"),
                ("RateLimits:Reset:PerAddress", "10000"), ("RateLimits:Message:PerAddress", "10000"),
                // Nobody changes a script while tests run: a browser keeps what it has, as with people, and does not ask for twenty files again on each page.
                ("EnableStaticAssetsDevelopmentCaching", "true"), ("ReloadStaticAssetsAtRuntime", "false"),
            }.Concat(settings))
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services => services.HashPasswordsOnce());
        }
    }
}
