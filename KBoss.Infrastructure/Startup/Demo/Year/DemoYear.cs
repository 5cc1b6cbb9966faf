using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>
/// A company that has been at work for a year: where <see cref="Setting"/> asks for it and the database is empty, the demo data begins twelve months before
/// this month, and everything since then is done by the services, each thing at its time and by the people whose work it is.
/// </summary>
public sealed partial class DemoYear(
    KBossDbContextFactory contexts, IConfiguration configuration, DataDirectory directory, IPasswordHasher<Member> hasher, SettingsStore settings,
    TimeProvider time, ILogger<DemoYear> log) : IDemoStep
{
    /// <summary>The setting that asks for it; <c>dotnet run</c> sets it, tests do not.</summary>
    public const string Setting = "Demo:Year";

    private const int Months = 12;

    /// <summary>What was there when the company began; the others are of today.</summary>
    private static readonly Type[] FirstSteps = [typeof(DemoOrganizations), typeof(DemoCustomers), typeof(DemoCatalog), typeof(DemoDistributor), typeof(DemoDevices)];

    public async Task SeedAsync(CancellationToken ct)
    {
        if (!configuration.GetValue(Setting, defaultValue: false) || await IsSomebodyThereAsync(ct))
        {
            return;
        }

        var end = time.UtcNow();
        var start = ChinaTime.AddMonths(ChinaTime.Start(ChinaTime.FirstOfMonth(ChinaTime.Day(end))), -Months);
        var began = TimeProvider.System.GetTimestamp();
        LogBegins(log);
        await using var past = new DemoPast(configuration, directory, hasher, start.AddHours(1));
        await past.SeedAsync(FirstSteps, ct);
        var people = await DemoPeople.GatherAsync(past, hasher, ct);
        var story = new DemoStory(past, people, start, end);
        story.Plan();
        await story.TellAsync(month => LogMonth(log, month.Year, month.Month), ct);
        await DemoPeople.AgreeAsync(past, end, ct);
        await DemoStory.SettleMessagesAsync(past, end, ct);
        // What was typed in the year counts from the first page on.
        await settings.LoadAsync(ct);
        LogEnded(log, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<bool> IsSomebodyThereAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Organizations.AnyAsync(ct);
    }

    [LoggerMessage(LogLevel.Information, "The demo data of a year is being made; the shop opens when it is there")]
    private static partial void LogBegins(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The demo data has come to {Year}-{Month:00}")]
    private static partial void LogMonth(ILogger logger, int year, int month);

    [LoggerMessage(LogLevel.Information, "The demo data of a year is there ({Seconds:0.0} s)")]
    private static partial void LogEnded(ILogger logger, double seconds);
}
