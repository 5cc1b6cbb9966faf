using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Bench;

/// <summary>KBoss started as a person or an installation starts it, over the data of a folder, on a free port of this machine.</summary>
internal sealed partial class RunningApp : IAsyncDisposable
{
    private readonly Process process;
    private readonly long begun = Stopwatch.GetTimestamp();
    private Uri address = null!;

    private RunningApp(Process process) => this.process = process;

    /// <summary>What was built, in Development: with simulators.</summary>
    public static Task<RunningApp> StartAsync(string dataDirectory)
    {
        var web = Path.Combine(Report.Repository(), "KBoss.Web");
        return StartAsync(web, Path.Combine(web, "bin", Configuration, "net10.0", "KBoss.Web.dll"), "--environment", "Development", $"--App:DataDirectory={dataDirectory}");
    }

    /// <summary>What was published, in Production, behind a proxy that ends TLS: <see cref="Browser"/> plays it.</summary>
    public static Task<RunningApp> StartPublishedAsync(string folder, string dataDirectory, Uri? sms = null) => StartAsync(
        folder, Path.Combine(folder, "KBoss.Web.dll"),
        [
            "--environment", "Production", $"--App:DataDirectory={dataDirectory}", "--ForwardedHeaders_Enabled=true",
            .. Phones.Settings(sms ?? new Uri("http://127.0.0.1:9/")),
        ]);

    /// <summary>Publishes KBoss as the README says and returns where it lies.</summary>
    public static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(Report.Repository(), "artifacts", "bench");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Report.Repository(), RedirectStandardOutput = true };
        foreach (var argument in new[] { "publish", "KBoss.Web", "-c", "Release", "-o", folder, "-v", "quiet", "-nologo" })
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        var said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"KBoss could not be published: {said}");
    }

    private static async Task<RunningApp> StartAsync(string folder, string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var argument in (string[])[assembly, "--urls", "http://127.0.0.1:0", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = new RunningApp(new Process { StartInfo = start, EnableRaisingEvents = true });
        app.process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The application ended while starting."));
        app.process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        app.process.Start();
        app.process.BeginOutputReadLine();
        app.address = await listening.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return app;
    }

    /// <summary>How long its processors have worked for it; other than pages a second, it does not depend on what else the machine does.</summary>
    public TimeSpan Computed
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>A browser's worth of cookies; nothing is followed and no proxy is asked.</summary>
    public HttpClient Visitor() => new(Wire(new CookieContainer())) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The same, which reaches a published application by https through its proxy.</summary>
    public HttpClient Browser() => new(new TlsProxy(address, Wire(cookies: null))) { BaseAddress = TlsProxy.Site, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Waits until <c>/health/ready</c> says yes; how long that took since the process was started, and how much of the processors.</summary>
    public async Task<(TimeSpan Time, TimeSpan Processor)> ReadyAsync()
    {
        using var probe = Browser();
        while (true)
        {
            using var answer = await probe.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                process.Refresh();
                return (Stopwatch.GetElapsedTime(begun), process.TotalProcessorTime);
            }

            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static SocketsHttpHandler Wire(CookieContainer? cookies) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = cookies is not null,
        CookieContainer = cookies ?? new CookieContainer(),
    };

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [GeneratedRegex("Now listening on: (http://[^\\s\"]+)")]
    private static partial Regex Listening();
}
