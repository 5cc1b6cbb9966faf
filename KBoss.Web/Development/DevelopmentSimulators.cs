using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Web.Development.Connectors;
using KBoss.Web.Development.DingTalk;
using KBoss.Web.Development.Messages;
using KBoss.Web.SignIn;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development;

/// <summary>The outside world for a machine that has none: Alipay, the text message vendor, DingTalk, and a clock that can be moved.</summary>
public static class DevelopmentSimulators
{
    /// <summary>
    /// Adds the simulators and the movable clock, and points Alipay, SMS, mail and DingTalk at them unless the configuration names a real account.
    /// To be called after <c>AddAlipay</c>, <c>AddSms</c> and <c>AddDingTalk</c>, in Development only.
    /// </summary>
    public static IServiceCollection AddDevelopmentSimulators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DevelopmentClock>();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DevelopmentClock>()));
        services.AddSingleton<DevelopmentKeys>();
        services.AddSingleton<DevelopmentAddress>();
        services.AddSingleton<AlipaySimulator>();
        services.AddSingleton<SimulatedPhones>();
        services.AddSingleton<SmsSimulator>();
        services.AddSingleton<TencentSmsSimulator>();
        services.AddSingleton<SmsPushes>();
        services.AddSingleton<MailSimulator>();
        services.AddHostedService(provider => provider.GetRequiredService<MailSimulator>());
        services.AddSingleton<IPostConfigureOptions<TencentCloudSmsOptions>, UseTencentSmsSimulator>();
        services.AddSingleton<IPostConfigureOptions<MailOptions>, UseMailSimulator>();
        services.AddHttpClient(SmsPushes.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
            // The address holds a secret.
            .RemoveAllLoggers();
        services.AddSingleton<DingTalkPushes>();
        services.AddSingleton<DingTalkSimulator>();
        services.AddSingleton<ISignInAside, DemoAccounts.Aside>();
        services.Configure<SmsSimulatorOptions>(configuration.GetSection(SmsSimulatorOptions.Section));
        services.AddSingleton<IPostConfigureOptions<AlipayOptions>, UseAlipaySimulator>();
        services.AddSingleton<IPostConfigureOptions<SmsOptions>, UseSmsSimulator>();
        services.AddSingleton<IPostConfigureOptions<DingTalkOptions>, UseDingTalkSimulator>();
        services.AddConnectorSimulators();
        services.AddHttpClient(DingTalkPushes.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
            // Addresses hold signatures.
            .RemoveAllLoggers();
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
        dev.MapDingTalk();
        dev.MapConnectors();
        return endpoints;
    }

    private static IResult Home(DevelopmentAddress address, TimeProvider time) => Page("page-dev", "开发环境 Development", Of(
        $"""
        <p>本页及其下的一切仅在开发环境中存在。 These pages exist in Development only.</p>
        <ul>
          <li><a href="/dev/messages">已发送的短信 Sent messages</a></li>
          <li><a href="/dev/mails">已发送的邮件 Sent mails</a></li>
          <li><a href="/dev/alipay">模拟支付宝的交易 Trades of the simulated Alipay</a></li>
          <li><a href="/dev/dingtalk">模拟钉钉审批 Approvals of the simulated DingTalk</a></li>
          <li><a href="/dev/connectors">模拟供应商接口 Simulated suppliers</a></li>
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
            options.Simulated = true;
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
            options.CallbackSecret = keys.SmsCallbackSecret;
            options.Simulated = true;
        }
    }

    private sealed class UseTencentSmsSimulator(DevelopmentKeys keys, DevelopmentAddress address) : IPostConfigureOptions<TencentCloudSmsOptions>
    {
        public void PostConfigure(string? name, TencentCloudSmsOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.SecretId))
            {
                return;
            }

            options.SecretId = DevelopmentKeys.TencentSmsSecretId;
            options.SecretKey = keys.TencentSmsSecretKey;
            options.SdkAppId = DevelopmentKeys.TencentSmsAppId;
            options.SignName = DevelopmentKeys.SmsSignName;
            options.Endpoint = $"{address.PublicUrl}/dev/tencent-sms/";
            options.Templates = SimulatedTemplates.TencentNumbers;
            options.Simulated = true;
        }
    }

    private sealed class UseMailSimulator(MailSimulator mails) : IPostConfigureOptions<MailOptions>
    {
        public void PostConfigure(string? name, MailOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.Host) || mails.Port == 0)
            {
                return;
            }

            (options.Host, options.Port, options.Security, options.User) = ("127.0.0.1", mails.Port, MailSecurity.None, "");
            (options.From, options.Simulated) = ("kboss@development.invalid", true);
        }
    }

    private sealed class UseDingTalkSimulator(DevelopmentKeys keys, DevelopmentAddress address) : IPostConfigureOptions<DingTalkOptions>
    {
        public void PostConfigure(string? name, DingTalkOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.AppKey))
            {
                return;
            }

            var url = address.PublicUrl;
            options.Simulated = true;
            options.AppKey = DevelopmentKeys.DingTalkAppKey;
            options.AppSecret = keys.DingTalkAppSecret;
            options.CorpId = DevelopmentKeys.DingTalkCorpId;
            options.ProcessCode = DevelopmentKeys.DingTalkProcessCode;
            options.AgentId = 1;
            options.CallbackToken = keys.DingTalkCallbackToken;
            options.EncodingAesKey = keys.DingTalkAesKey;
            options.AppUrl = url;
            options.ApiHost = $"{url}/dev/dingtalk/api";
            options.OldApiHost = $"{url}/dev/dingtalk/oapi";
        }
    }
}
