using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
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

    private static Process Start(string folder)
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
        })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

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
}
