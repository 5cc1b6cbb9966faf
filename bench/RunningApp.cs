using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Bench;

/// <summary>KBoss started as a person starts it, over the data of a folder, on a free port of this machine.</summary>
internal sealed partial class RunningApp : IAsyncDisposable
{
    private readonly Process process;
    private Uri address = null!;

    private RunningApp(Process process) => this.process = process;

    public static async Task<RunningApp> StartAsync(string dataDirectory)
    {
        var web = Path.Combine(Report.Repository(), "KBoss.Web");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = web, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            Path.Combine(web, "bin", Configuration, "net10.0", "KBoss.Web.dll"), "--environment", "Development", "--urls", "http://127.0.0.1:0",
            $"--App:DataDirectory={dataDirectory}",
        })
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
    public HttpClient Visitor() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        CookieContainer = new CookieContainer(),
    })
    { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
