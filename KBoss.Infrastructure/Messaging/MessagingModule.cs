using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Registers what the module Messaging offers.</summary>
public static class MessagingModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Outbox>();
        services.AddSingleton<IChangeListener, OutboxMetrics>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddHostedService<OutboxPump>();
        services.AddSchedule<DispatchOutboxJob>("dispatch-outbox", "0/10 * * * * ?");
        services.AddSingleton<IOutboxHandler, SmsOutboxHandler>();
        services.AddScoped<NoticeService>();
        services.AddCounts<Notice>();
        return services.AddSms(configuration);
    }
}
