using System.Diagnostics;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Startup.Demo;

namespace KBoss.Web.Development;

/// <summary>
/// <c>dotnet run --project KBoss.Web -- demo [--large]</c>: fills the database with the demo data, and with data of a real size if asked, and ends.
/// </summary>
public static class DemoCommand
{
    private const string Large = "--large";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool Asked(string[] args) => args is ["demo", ..];

    /// <summary>The settings on the command line: what is left of it without the command, whose option would be taken for a setting without a value.</summary>
    public static string[] Settings(string[] args) => Asked(args) ? [.. args.Skip(1).Where(arg => arg != Large)] : args;

    /// <summary>Runs it and returns the exit code: demo accounts have a published password, so it refuses anything but Development.</summary>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        if (!app.Environment.IsDevelopment())
        {
            await Console.Error.WriteLineAsync("The demo data is for Development only (ASPNETCORE_ENVIRONMENT=Development).");
            return 1;
        }

        var watch = Stopwatch.StartNew();
        await DatabaseStartup.RunAsync(app.Services);
        if (args.Contains(Large))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<LargeDemo>()
                .SeedAsync(new LargeDemoSize(), customers => Console.WriteLine($"{customers:#,##0} customers"));
        }

        Console.WriteLine($"The demo data is there ({watch.Elapsed.TotalSeconds:0} s).");
        return 0;
    }
}
