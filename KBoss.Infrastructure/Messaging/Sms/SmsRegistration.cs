using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>Registers the sending of text messages.</summary>
public static class SmsRegistration
{
    /// <summary>
    /// Adds <see cref="ISmsSender"/> with both vendors and their options. A message is sent once: neither of them recognises a repetition.
    /// </summary>
    public static IServiceCollection AddSms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddVendor<AlibabaCloudSmsSender, AlibabaCloudSmsSender, SmsOptions>(configuration, new VendorCalls(SmsOptions.Section, MaxAnswer: 1 << 20)
        {
            FaultOf = AlibabaCloudSmsSender.FaultAsync,
        });
        services.AddVendor<TencentCloudSmsSender, TencentCloudSmsSender, TencentCloudSmsOptions>(
            configuration, new VendorCalls(TencentCloudSmsOptions.Section, MaxAnswer: 1 << 20) { FaultOf = TencentCloudApi.FaultAsync });
        services.AddTransient<ISmsVendor>(provider => provider.GetRequiredService<AlibabaCloudSmsSender>());
        services.AddTransient<ISmsVendor>(provider => provider.GetRequiredService<TencentCloudSmsSender>());
        services.AddTransient<SmsSender>();
        services.AddTransient<ISmsSender>(provider => provider.GetRequiredService<SmsSender>());
        return services;
    }
}
