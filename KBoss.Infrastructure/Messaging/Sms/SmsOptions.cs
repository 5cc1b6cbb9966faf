using KBoss.Domain.Messaging;
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

    /// <summary>Who is asked first to send a message; the other one is asked when this one certainly did not send it.</summary>
    public SmsVendor Primary { get; set; }

    /// <summary>
    /// The secret part of the addresses to which both vendors report, at least sixteen characters; without one nothing is taken there. They sign nothing,
    /// so whoever knows the address is believed.
    /// </summary>
    public string CallbackSecret { get; set; } = "";

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

    /// <summary>The keys among <see cref="VendorOptions.Missing"/> without which nothing can be sent or asked at all.</summary>
    public IReadOnlyList<string> MissingAccount =>
        [.. Missing.Where(key => !key.StartsWith($"{Section}:{nameof(Templates)}:", StringComparison.Ordinal))];

    /// <summary>The keys among <see cref="VendorOptions.Missing"/> without which this one kind of message cannot be sent.</summary>
    public IReadOnlyList<string> MissingFor(SmsTemplate template) =>
    [
        .. Missing.Where(key =>
            !key.StartsWith($"{Section}:{nameof(Templates)}:", StringComparison.Ordinal)
            || key == $"{Section}:{nameof(Templates)}:{template}"),
    ];
}
