using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Tests.Support;

/// <summary>KBoss as a person starts it: a process of its own in Development with demo data and simulators, on a free port of this machine.</summary>
public sealed partial class RunningKBoss : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("kboss-app-");
    private readonly List<string> output = [];
    private Process process = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Talks to the pages under <c>/dev</c>.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    public ValueTask InitializeAsync()
    {
        FirstStart.Today.CopyTo(data.FullName);
        return StartAsync();
    }

    /// <summary>The newest code sent to the phone by SMS; waits for the outbox to send it.</summary>
    public async Task<string> CodeAsync(string phone, DateTime? after = null)
    {
        for (var i = 0; i < 100; i++)
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

            await Task.Delay(100);
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
        for (var i = 0; i < 100 && last != template; i++)
        {
            using var response = await Http.GetAsync(new Uri(Address, $"/dev/messages/latest?phone={phone}"));
            last = response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("template").GetString() ?? "" : "";
            await Task.Delay(100);
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

    /// <summary>Ends the process at once, as a power cut would, and starts it again over the same data.</summary>
    public async Task KillAndRestartAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        data.Delete(recursive: true);
    }

    private async ValueTask StartAsync()
    {
        var root = Architecture.LayerTests.Root;
        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(root, "KBoss.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The process lives for a minute or two: code that is compiled a second time, to run faster, would not earn it back.
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCounting"] = "0" },
        };
        foreach (var argument in new[]
        {
            Path.Combine(root, "KBoss.Web", "bin", configuration, "net10.0", "KBoss.Web.dll"), "--environment", "Development",
            "--urls", Address is null ? "http://127.0.0.1:0" : Address.GetLeftPart(UriPartial.Authority),
            $"--App:DataDirectory={data.FullName}", "--RateLimits:Password:PerAddress=10000", "--RateLimits:Code:PerAddress=10000",
            "--RateLimits:Registration:PerAddress=10000", "--RateLimits:Reset:PerAddress=10000",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.Add(line.Data ?? "");
            }

            if (Listening().Match(line.Data ?? "") is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        }

        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"KBoss ended while starting:\n{Output()}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = await listening.Task.WaitAsync(TimeSpan.FromSeconds(120));
    }

    private string Output()
    {
        lock (output)
        {
            return string.Join('\n', output.TakeLast(60));
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
