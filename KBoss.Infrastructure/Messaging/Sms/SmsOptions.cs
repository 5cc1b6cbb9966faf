using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>The account at Alibaba Cloud that sends text messages: configuration section <c>Sms</c>.</summary>
public sealed class SmsOptions : VendorOptions
{
    public const string Section = "Sms";

    public string AccessKeyId { get; set; } = "";

    public string AccessKeySecret { get; set; } = "";

    /// <summary>The registered signature that stands in front of every message, without brackets.</summary>
    public string SignName { get; set; } = "";

    public string Endpoint { get; set; } = "https://dysmsapi.aliyuncs.com/";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The vendor's number (<c>SMS_…</c>) of each template.</summary>
    public Dictionary<SmsTemplate, string> Templates { get; set; } = [];

    public override TimeSpan PerAttempt => Timeout;

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
    [
        (nameof(AccessKeyId), AccessKeyId),
        (nameof(AccessKeySecret), AccessKeySecret),
        (nameof(SignName), SignName),
        (nameof(Endpoint), Endpoint),
        .. Enum.GetValues<SmsTemplate>().Select(template => ($"{nameof(Templates)}:{template}", Templates.GetValueOrDefault(template))),
    ];

    /// <summary>The keys among <see cref="VendorOptions.Missing"/> without which this one kind of message cannot be sent.</summary>
    public IReadOnlyList<string> MissingFor(SmsTemplate template) =>
    [
        .. Missing.Where(key =>
            !key.StartsWith($"{Section}:{nameof(Templates)}:", StringComparison.Ordinal)
            || key == $"{Section}:{nameof(Templates)}:{template}"),
    ];
}
