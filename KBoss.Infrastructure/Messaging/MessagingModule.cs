using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Messaging.Texts;
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
        services.AddSingleton<MarketingConsents>();
        services.AddSingleton<Reminders>();
        services.AddSingleton<ReminderCheck>();
        services.AddSingleton<TextMessages>();
        services.AddSingleton<SmsReports>();
        services.AddScoped<SmsCallbacks>();
        services.AddScoped<TextMessageQueries>();
        services.AddScoped<SmsTemplateService>();
        services.AddScoped<SmsApprovals>();
        services.AddScoped<PreferenceService>();
        services.AddSchedule<AskSmsReportsJob>("ask-sms-reports", "30 0/5 * * * ?");
        services.AddHostedService<OutboxPump>();
        services.AddSchedule<DispatchOutboxJob>("dispatch-outbox", "0/10 * * * * ?");
        services.AddSingleton<IOutboxHandler, SmsOutboxHandler>();
        services.AddScoped<NoticeService>();
        services.AddCounts<Notice>();
        services.AddScoped<IVendorCheck, AlibabaCloudSmsCheck>();
        services.AddScoped<IVendorCheck, TencentCloudSmsCheck>();
        return services.AddSms(configuration).AddMail(configuration);
    }
}
