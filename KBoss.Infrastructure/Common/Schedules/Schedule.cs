using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>A job that runs by itself: its name, and when in Asia/Shanghai as a Quartz cron expression (second minute hour day month weekday).</summary>
public sealed record Schedule(string Name, string Cron, Type Job);

/// <summary>Lets each module register its own schedules.</summary>
public static class ScheduleRegistration
{
    /// <summary>Adds a job that runs at the times of the cron expression; its name is what people and the run log see.</summary>
    public static IServiceCollection AddSchedule<TJob>(this IServiceCollection services, string name, string cron)
        where TJob : RecordedJob
    {
        services.AddScoped<TJob>();
        services.AddSingleton(new Schedule(name, cron, typeof(TJob)));
        return services;
    }
}
