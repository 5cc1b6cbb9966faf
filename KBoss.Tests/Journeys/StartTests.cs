using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;

namespace KBoss.Tests.Journeys;

/// <summary>KBoss as a process of its own, as a person starts it: the other tests run it in theirs.</summary>
public sealed partial class StartTests
{
    [Fact]
    public async Task KBoss_starts_on_a_free_port_and_shows_the_shop_with_its_scripts_and_the_simulators()
    {
        var data = Directory.CreateTempSubdirectory("kboss-process-");
        FirstStart.Today.CopyTo(data.FullName);
        using var process = Start(data.FullName);
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await ListeningAsync(process) };

            Assert.Contains("data-testid=\"row-products\"", await http.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
            foreach (var path in new[] { "/_framework/blazor.web.js", "/mud/mud.js", "/mud/mud.css", "/js/kboss.js", "/css/kboss.css", "/health/ready", "/dev" })
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_command_of_the_readme_listens_where_it_is_told_and_goes_on_at_the_time_to_which_the_clock_was_moved()
    {
        var data = Directory.CreateTempSubdirectory("kboss-process-");
        FirstStart.Today.CopyTo(data.FullName);
        try
        {
            var moved = TimeSpan.FromDays(40);
            await WithAsync(data.FullName, async http =>
            {
                // The address is the one that was asked for, not that of Development.
                Assert.NotEqual(5080, http.BaseAddress!.Port);
                await AskForCodeAsync(http);
                using var answer = await http.PostAsync(new Uri($"/dev/clock/advance?minutes={moved.TotalMinutes}", UriKind.Relative), null);
                answer.EnsureSuccessStatusCode();
                await AskForCodeAsync(http);
            });
            await WithAsync(data.FullName, async http =>
            {
                var clock = await http.GetFromJsonAsync<JsonElement>(new Uri("/dev/clock", UriKind.Relative));
                Assert.Equal(moved.TotalMinutes, clock.GetProperty("offsetMinutes").GetDouble());
                // What was written before lies in the past: schedules find what is due, and a code is sent by them.
                using var on = await http.PostAsync(new Uri("/dev/clock/advance?minutes=2", UriKind.Relative), null);
                on.EnsureSuccessStatusCode();
                await AskForCodeAsync(http);
            });
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Gives the password of a demo account and waits until a code was sent after that, as the outbox does it by its schedule.</summary>
    private static async Task AskForCodeAsync(HttpClient http)
    {
        var before = await SentAsync(http);
        var form = await http.GetStringAsync(new Uri("/account/login", UriKind.Relative));
        var token = Token().Match(form).Groups[1].Value;
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "password",
            ["__RequestVerificationToken"] = token,
            ["account"] = "company",
            ["password"] = DemoOrganizations.Password,
        });
        using var answer = await http.PostAsync(new Uri("/account/login", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        for (var i = 0; i < 600 && await SentAsync(http) <= before; i++)
        {
            await Task.Delay(100);
        }

        Assert.True(await SentAsync(http) > before, "No code was sent.");
    }

    private static async Task<DateTime> SentAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/dev/messages/latest?phone=13800000011", UriKind.Relative));
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sentAt").GetDateTime() : DateTime.MinValue;
    }

    /// <summary>Starts KBoss by <c>dotnet run</c> with <c>ASPNETCORE_URLS</c>, uses it and ends it.</summary>
    private static async Task WithAsync(string folder, Func<HttpClient, Task> use)
    {
        var start = Command("run", "--no-build", "-c", Configuration, "--project", Path.Combine(Project.Root, "KBoss.Web"), "--", $"--App:DataDirectory={folder}");
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = await ListeningAsync(process) };
            await use(http);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static string Configuration => AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";

    private static ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(Project.Root, "KBoss.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static Process Start(string folder) => Process.Start(Command(
        Path.Combine(Project.Root, "KBoss.Web", "bin", Configuration, "net10.0", "KBoss.Web.dll"), "--environment", "Development",
        "--urls", "http://127.0.0.1:0", $"--App:DataDirectory={folder}"))!;

    /// <summary>Reads what the process says until it names its address, and goes on reading, lest it wait for a reader.</summary>
    private static async Task<Uri> ListeningAsync(Process process)
    {
        var said = new List<string>();
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120)) is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"KBoss ended while starting:{Environment.NewLine}{string.Join(Environment.NewLine, said.TakeLast(60))}{await errors}");
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
