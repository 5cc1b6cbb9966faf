using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>Runs the schedules of all modules with Quartz.</summary>
public static class SchedulesModule
{
    /// <summary>
    /// Adds Quartz with its persistent store: beside the business data on SQL Server, clustered; in a file of its own on SQLite, so that its
    /// bookkeeping never waits for a payment, run by one process. What a standstill has missed is made up for once. <c>Schedules:Enabled=false</c> leaves it
    /// out. To be called after every module.
    /// </summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration, DataDirectory directory)
    {
        services.AddScoped<JobRecorder>();
        var schedules = services
            .Where(s => s.ServiceType == typeof(Schedule)).Select(s => (Schedule)s.ImplementationInstance!).ToList();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(o =>
            {
                o.InstanceName = "KBoss";
                o.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = 4);
            var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
            quartz.UsePersistentStore(store =>
            {
                if (database.Provider == DatabaseProvider.SqlServer)
                {
                    store.UseSqlServer(database.ConnectionString);
                    store.UseClustering();
                }
                else
                {
                    store.UseSqlite($"Data Source={SchedulesFile.PathIn(directory)}");
                }

                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
            });
            foreach (var schedule in schedules)
            {
                var key = new JobKey(schedule.Name, "kboss");
                quartz.AddJob(schedule.Job, job => job.WithIdentity(key).StoreDurably());
                quartz.AddTrigger(trigger => trigger
                    .WithIdentity(schedule.Name, "kboss").ForJob(key)
                    .WithCronSchedule(schedule.Cron, cron => cron.InTimeZone(ChinaTime.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            }
        });
        if (configuration.GetValue("Schedules:Enabled", true))
        {
            services.AddQuartzHostedService(o =>
            {
                o.WaitForJobsToComplete = true;
                o.AutoStart = false;
            });
            // After Quartz's own service, so that it stops before it: a scheduler that is just being started is not taken apart.
            services.AddHostedService<SchedulesTurn>();
        }

        return services;
    }
}
