using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Connectors.Zhongjin;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Wallets.Alipay;
using static KBoss.Infrastructure.Common.Settings.SettingKind;

namespace KBoss.Infrastructure.Settings;

/// <summary>The sections that come with KBoss itself; vendors that are added later register theirs in their own modules.</summary>
internal static class SettingsSections
{
    public const string WorkingHours = WorkingHoursSettings.Section;

    private static IEnumerable<SettingField> Templates =>
        Enum.GetNames<SmsTemplate>().Select(template => new SettingField($"{nameof(SmsOptions.Templates)}:{template}") { MaxLength = 40 });

    private const string WeekDays = "Monday,Tuesday,Wednesday,Thursday,Friday";

    public static IReadOnlyList<SettingSection> All { get; } =
    [
        new(CompanySettings.Section, OfPlatform: false,
        [
            new(nameof(CompanySettings.Name)), new(nameof(CompanySettings.Address)) { MaxLength = 300 }, new(nameof(CompanySettings.Phone)) { MaxLength = 40 },
            new(nameof(CompanySettings.CreditCode)) { MaxLength = 40 },
        ]),
        new(ShopFooterSettings.Section, OfPlatform: false,
        [
            new(nameof(ShopFooterSettings.Contact), Lines) { MaxLength = 500 }, new(nameof(ShopFooterSettings.HelpUrl), Url) { MaxLength = 300 },
            new(nameof(ShopFooterSettings.AgreementUrl), Url) { MaxLength = 300 }, new(nameof(ShopFooterSettings.IcpNumber)) { MaxLength = 60 },
        ]),
        new(WorkingHours, OfPlatform: false,
        [
            new("Days", Choice) { Choices = [WeekDays, $"{WeekDays},Saturday", $"{WeekDays},Saturday,Sunday"], Default = WeekDays },
            new("From", TimeOfDay) { Default = "09:00" }, new("To", TimeOfDay) { Default = "18:00" },
            new("Holidays", Days) { MaxLength = 6000 }, new("ExtraDays", Days) { MaxLength = 6000 },
        ]) { Together = WorkTogether },
        new(TicketPromiseSettings.Section, OfPlatform: false,
        [
            Hours(nameof(TicketPromiseSettings.FirstUrgent), 1), Hours(nameof(TicketPromiseSettings.FirstHigh), 2),
            Hours(nameof(TicketPromiseSettings.FirstNormal), 4), Hours(nameof(TicketPromiseSettings.FirstLow), 8),
            Hours(nameof(TicketPromiseSettings.NextUrgent), 2), Hours(nameof(TicketPromiseSettings.NextHigh), 4),
            Hours(nameof(TicketPromiseSettings.NextNormal), 8), Hours(nameof(TicketPromiseSettings.NextLow), 16),
        ]),
        new(ThresholdSettings.Section, OfPlatform: false,
        [
            new(nameof(ThresholdSettings.LowBalance), Amount) { Default = "100", Most = 10_000_000m },
            new(nameof(ThresholdSettings.LowStock), Number) { Default = "5", Most = 100_000m },
            new(nameof(ThresholdSettings.GraceDays), Number) { Default = "7", Most = 90m },
            new(nameof(ThresholdSettings.UnpaidOrders), Number) { Default = "10", Least = 1, Most = 1_000m },
        ]),
        new(MarketingSettings.Section, OfPlatform: false,
        [
            new(nameof(MarketingSettings.SmsPrice), Amount) { Default = "0.05", Most = 10m, Decimals = 4 },
        ]),
        new(SmsOptions.Section, OfPlatform: true,
        [
            new(nameof(SmsOptions.AccessKeyId)), new(nameof(SmsOptions.AccessKeySecret), Secret), new(nameof(SmsOptions.SignName)) { MaxLength = 30 },
            new(nameof(SmsOptions.Endpoint), Url) { Default = new SmsOptions().Endpoint },
            new("Primary", Choice) { Choices = ["AlibabaCloud", "TencentCloud"], Default = "AlibabaCloud" }, new("CallbackSecret", Secret),
            .. Templates,
        ]),
        new("TencentSms", OfPlatform: true,
        [
            new("SecretId"), new("SecretKey", Secret), new("SdkAppId") { MaxLength = 20 }, new("SignName") { MaxLength = 30 },
            new("Region") { MaxLength = 30, Default = "ap-guangzhou" }, .. Templates,
        ]),
        new(AlipayOptions.Section, OfPlatform: true,
        [
            new(nameof(AlipayOptions.AppId)), new(nameof(AlipayOptions.SellerId)), new(nameof(AlipayOptions.PrivateKey), RsaPrivateKey) { MaxLength = 8000 },
            new(nameof(AlipayOptions.AlipayPublicKey), RsaPublicKey) { MaxLength = 4000 },
            new(nameof(AlipayOptions.GatewayUrl), Url) { Default = new AlipayOptions().GatewayUrl },
            new(nameof(AlipayOptions.NotifyUrl), Url), new(nameof(AlipayOptions.ReturnUrl), Url),
        ]),
        new(DingTalkOptions.Section, OfPlatform: true,
        [
            new(nameof(DingTalkOptions.AppKey)), new(nameof(DingTalkOptions.AppSecret), Secret), new(nameof(DingTalkOptions.CorpId)),
            new(nameof(DingTalkOptions.ProcessCode)), new(nameof(DingTalkOptions.AgentId), Number) { Least = 1, Most = 1_000_000_000_000_000m },
            new(nameof(DingTalkOptions.CallbackToken), Secret), new(nameof(DingTalkOptions.EncodingAesKey), AesKey),
            new(nameof(DingTalkOptions.OriginatorUserId)), new(nameof(DingTalkOptions.AppUrl), Url),
            new(nameof(DingTalkOptions.ApiHost), Url) { Default = new DingTalkOptions().ApiHost },
            new(nameof(DingTalkOptions.OldApiHost), Url) { Default = new DingTalkOptions().OldApiHost },
        ]),
        new("Mail", OfPlatform: true,
        [
            new("Host", Host), new("Port", Number) { Least = 1, Most = 65_535, Default = "587" },
            new("Security", Choice) { Choices = ["StartTls", "Tls", "None"], Default = "StartTls" },
            new("User"), new("Password", Secret), new("From", Email), new("FromName") { MaxLength = 60, Default = "KBoss" },
        ]) { Together = MailTogether },
        new(TencentCloudOptions.Section, OfPlatform: true,
        [
            new(nameof(TencentCloudOptions.SecretId)), new(nameof(TencentCloudOptions.SecretKey), Secret),
            new(nameof(TencentCloudOptions.Region)) { MaxLength = 30, Default = new TencentCloudOptions().Region },
        ]),
        Partner(JinanOptions.Section),
        Partner(ZhongjinOptions.Section),
    ];

    private static void WorkTogether(IReadOnlyDictionary<string, string> read, Refusals refusals)
    {
        if (read.TryGetValue("From", out var from) && read.TryGetValue("To", out var to) && Hour(from, 9) >= Hour(to, 18))
        {
            refusals.Add(new RuleException("Settings.HoursReversed") { Field = "to" });
        }

        var holidays = read.GetValueOrDefault("Holidays", "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(holidays, read.GetValueOrDefault("ExtraDays", "").Split('\n').Contains) is { } twice)
        {
            refusals.Add(new RuleException("Settings.DayTwice", twice) { Field = "extradays" });
        }
    }

    private static void MailTogether(IReadOnlyDictionary<string, string> read, Refusals refusals)
    {
        // The two that nothing is sent without: one alone is a slip, none is no mail.
        if (read.GetValueOrDefault("Host", "?").Length == 0 && read.GetValueOrDefault("From", "").Length > 0)
        {
            refusals.Add(new RuleException("Common.TextRequired") { Field = "host" });
        }

        if (read.GetValueOrDefault("From", "?").Length == 0 && read.GetValueOrDefault("Host", "").Length > 0)
        {
            refusals.Add(new RuleException("Common.TextRequired") { Field = "from" });
        }
    }

    private static SettingField Hours(string key, int otherwise) =>
        new(key, Number) { Least = 1, Most = 400m, Default = otherwise.ToString(CultureInfo.InvariantCulture) };

    private static TimeOnly Hour(string typed, int otherwise) =>
        typed.Length > 0 ? TimeOnly.Parse(typed, CultureInfo.InvariantCulture) : new TimeOnly(otherwise, 0);

    private static SettingSection Partner(string section) => new(section, OfPlatform: true,
        [new(nameof(PartnerOptions.BaseUrl), Url), new(nameof(PartnerOptions.AccessKey)), new(nameof(PartnerOptions.Secret), Secret)]);
}
