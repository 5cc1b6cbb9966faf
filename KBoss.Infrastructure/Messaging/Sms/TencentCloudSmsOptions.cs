using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>The account at Tencent Cloud that sends text messages: configuration section <c>TencentSms</c>.</summary>
public sealed class TencentCloudSmsOptions : VendorOptions
{
    public const string Section = "TencentSms";

    public string SecretId { get; set; } = "";

    public string SecretKey { get; set; } = "";

    /// <summary>The number of the application in Tencent Cloud's console (<c>1400…</c>).</summary>
    public string SdkAppId { get; set; } = "";

    /// <summary>The registered signature that stands in front of every message, without brackets.</summary>
    public string SignName { get; set; } = "";

    public string Region { get; set; } = "ap-guangzhou";

    public string Endpoint { get; set; } = TencentCloudApi.Endpoint;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The vendor's number of each template.</summary>
    public Dictionary<SmsTemplate, string> Templates { get; set; } = [];

    public override TimeSpan PerAttempt => Timeout;

    /// <summary>The keys without which nothing can be sent or asked at all.</summary>
    public IReadOnlyList<string> MissingAccount =>
        [.. Missing.Where(key => !key.StartsWith($"{Section}:{nameof(Templates)}:", StringComparison.Ordinal))];

    /// <summary>The keys without which this one kind of message cannot be sent.</summary>
    public IReadOnlyList<string> MissingFor(SmsTemplate template) =>
        [.. MissingAccount, .. Missing.Where(key => key == $"{Section}:{nameof(Templates)}:{template}")];

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
    [
        (nameof(SecretId), SecretId),
        (nameof(SecretKey), SecretKey),
        (nameof(SdkAppId), SdkAppId),
        (nameof(SignName), SignName),
        (nameof(Region), Region),
        (nameof(Endpoint), Endpoint),
        .. Enum.GetValues<SmsTemplate>().Select(template => ($"{nameof(Templates)}:{template}", Templates.GetValueOrDefault(template))),
    ];
}
