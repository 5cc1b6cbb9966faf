using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>Registers the sending of text messages.</summary>
public static class SmsRegistration
{
    /// <summary>Adds <see cref="ISmsSender"/> (Alibaba Cloud) and its options. It sends once: the vendor does not recognise a repeated message.</summary>
    public static IServiceCollection AddSms(this IServiceCollection services, IConfiguration configuration) =>
        services.AddVendor<ISmsSender, AlibabaCloudSmsSender, SmsOptions>(configuration, new VendorCalls(SmsOptions.Section, MaxAnswer: 1 << 16));
}
