using KBoss.Infrastructure.Approvals.DingTalk.Channel;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>Registers the DingTalk client and the channel that stands on it.</summary>
public static class DingTalkRegistration
{
    /// <summary>
    /// Adds <see cref="DingTalkClient"/> and its options. It calls once: DingTalk does not know a repeated start, so only the outbox, which looks first, tries
    /// again.
    /// </summary>
    public static IServiceCollection AddDingTalk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DingTalkTokens>();
        services.AddScoped<IVendorCheck, DingTalkCheck>();
        return services.AddVendor<DingTalkClient, DingTalkClient, DingTalkOptions>(
            configuration, new VendorCalls(DingTalkOptions.Section, MaxAnswer: 1 << 20) { FaultOf = DingTalkAnswer.FaultAsync });
    }

    /// <summary>Adds DingTalk as a place where requests are decided: what is sent, what is received, and what is compared every hour.</summary>
    internal static IServiceCollection AddDingTalkChannel(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDingTalk(configuration);
        services.AddScoped<IApprovalChannel, DingTalkChannel>();
        services.AddSingleton<IOutboxHandler, DingTalkOutboxHandler>();
        services.AddScoped<DingTalkSync>();
        services.AddScoped<DingTalkInbox>();
        services.AddScoped<DingTalkQueries>();
        return services.AddSchedule<ReconcileDingTalkJob>("reconcile-dingtalk", "0 7 * * * ?");
    }
}
