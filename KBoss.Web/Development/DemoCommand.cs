using System.Diagnostics;
using KBoss.Infrastructure.Data.Demo;
using KBoss.Infrastructure.Data.Startup;

namespace KBoss.Web.Development;

/// <summary>
/// <c>dotnet run --project KBoss.Web -- demo [--large]</c>: fills the database with the demo data, and with data of a real size if asked, and ends.
/// </summary>
public static class DemoCommand
{
    /// <summary>Whether the command line asks for it.</summary>
    public static bool Asked(string[] args) => args is ["demo", ..];

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
        if (args.Contains("--large"))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<LargeDemo>()
                .SeedAsync(new LargeDemoSize(), customers => Console.WriteLine($"{customers:#,##0} customers"));
        }

        Console.WriteLine($"The demo data is there ({watch.Elapsed.TotalSeconds:0} s).");
        return 0;
    }
}
