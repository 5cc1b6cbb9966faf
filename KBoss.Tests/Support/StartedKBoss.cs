using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KBoss.Tests.Support;

/// <summary>A process of its own of KBoss in Development on a data directory, and what it says.</summary>
internal sealed partial class StartedKBoss : IDisposable
{
    private readonly string folder;
    private readonly string[] settings;
    private Process process;

    public StartedKBoss(string folder, params string[] settings)
    {
        (this.folder, this.settings) = (folder, settings);
        process = Start();
    }

    private Process Start(params string[] more)
    {
        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(Project.Root, "KBoss.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[]
        {
            Path.Combine(Project.Root, "KBoss.Web", "bin", configuration, "net10.0", "KBoss.Web.dll"), "--environment", "Development",
            "--urls", "http://127.0.0.1:0", $"--App:DataDirectory={folder}",
        }.Concat(settings).Concat(more))
        {
            start.ArgumentList.Add(argument);
        }

        var started = new Process { StartInfo = start };
        started.OutputDataReceived += (_, line) => Said.Enqueue(line.Data ?? "");
        started.ErrorDataReceived += (_, line) => Said.Enqueue(line.Data ?? "");
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>Waits until the process says something, and returns the line.</summary>
    public async Task<string> SaysAsync(string text)
    {
        for (var i = 0; i < 600; i++)
        {
            if (Said.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.False(process.HasExited, string.Join(Environment.NewLine, Said));
            await Task.Delay(200);
        }

        throw new TimeoutException(string.Join(Environment.NewLine, Said));
    }

    /// <summary>Where it answers, once it does.</summary>
    public async Task<Uri> AddressAsync() => new(Listening().Match(await SaysAsync("Now listening on:")).Value);

    /// <summary>Starts it anew after it was killed, where it answered before, and waits until it does.</summary>
    public async Task StartAgainAsync()
    {
        var address = await AddressAsync();
        process.Dispose();
        Said.Clear();
        process = Start($"--urls={address.GetLeftPart(UriPartial.Authority)}");
        await AddressAsync();
    }

    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
