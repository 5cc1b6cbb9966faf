using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.SignIn;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development;

/// <summary>The outside world for a machine that has none: Alipay, the text message vendor, and a clock that can be moved.</summary>
public static class DevelopmentSimulators
{
    /// <summary>
    /// Adds the simulators and the movable clock, and points Alipay and SMS at them unless the configuration names a real account.
    /// To be called after <c>AddAlipay</c> and <c>AddSms</c>, in Development only.
    /// </summary>
    public static IServiceCollection AddDevelopmentSimulators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DevelopmentClock>();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DevelopmentClock>()));
        services.AddSingleton<DevelopmentKeys>();
        services.AddSingleton<DevelopmentAddress>();
        services.AddSingleton<AlipaySimulator>();
        services.AddSingleton<SmsSimulator>();
        services.AddSingleton<ISignInAside, DemoAccounts.Aside>();
        services.Configure<SmsSimulatorOptions>(configuration.GetSection(SmsSimulatorOptions.Section));
        services.AddSingleton<IPostConfigureOptions<AlipayOptions>, UseAlipaySimulator>();
        services.AddSingleton<IPostConfigureOptions<SmsOptions>, UseSmsSimulator>();
        services.AddHttpClient(AlipaySimulator.NotifyClient, http => http.Timeout = TimeSpan.FromSeconds(10))
            // Alipay takes a redirect for a failure; and the application is on this machine.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

        return services;
    }

    /// <summary>Maps everything under <c>/dev</c>; refuses in Production, where anybody could print money with it.</summary>
    public static IEndpointRouteBuilder MapDevelopmentSimulators(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsProduction())
        {
            throw new InvalidOperationException("The simulators must not run in Production.");
        }

        var dev = endpoints.MapGroup("/dev").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        dev.MapGet("", Home);
        dev.MapGet("/style.css", () => Results.Text(StyleSheet, "text/css; charset=utf-8"));
        dev.MapClock();
        dev.MapAlipay();
        dev.MapSms();
        return endpoints;
    }

    private static IResult Home(DevelopmentAddress address, TimeProvider time) => Page("page-dev", "开发环境 Development", Of(
        $"""
        <p>本页及其下的一切仅在开发环境中存在。 These pages exist in Development only.</p>
        <ul>
          <li><a href="/dev/messages">已发送的短信 Sent messages</a></li>
          <li><a href="/dev/alipay">模拟支付宝的交易 Trades of the simulated Alipay</a></li>
          <li><a href="/dev/clock">时钟 Clock</a>: {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC</li>
          <li><a href="/">{address.PublicUrl}</a></li>
        </ul>
        """));

    private sealed class UseAlipaySimulator(DevelopmentKeys keys, DevelopmentAddress address) : IPostConfigureOptions<AlipayOptions>
    {
        public void PostConfigure(string? name, AlipayOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.AppId))
            {
                return;
            }

            var url = address.PublicUrl;
            options.AppId = DevelopmentKeys.AlipayAppId;
            options.SellerId = DevelopmentKeys.AlipaySellerId;
            options.GatewayUrl = $"{url}/dev/alipay/gateway.do";
            options.PrivateKey = keys.AppPrivateKey;
            options.AlipayPublicKey = keys.AlipayPublicKey;
            options.NotifyUrl = $"{url}/pay/alipay/notify";
            options.ReturnUrl = $"{url}/pay/alipay/return";
        }
    }

    private sealed class UseSmsSimulator(DevelopmentKeys keys, DevelopmentAddress address) : IPostConfigureOptions<SmsOptions>
    {
        public void PostConfigure(string? name, SmsOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.AccessKeyId))
            {
                return;
            }

            options.AccessKeyId = DevelopmentKeys.SmsAccessKeyId;
            options.AccessKeySecret = keys.SmsAccessKeySecret;
            options.SignName = DevelopmentKeys.SmsSignName;
            options.Endpoint = $"{address.PublicUrl}/dev/sms/";
            options.Templates = SmsSimulator.TemplateCodes;
        }
    }
}
