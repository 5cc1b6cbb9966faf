using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>The account at Tencent Cloud in which instances are run: configuration section <c>Connectors:TencentCloud</c>.</summary>
public sealed class TencentCloudOptions : VendorOptions
{
    public const string Section = "Connectors:TencentCloud";

    /// <summary>The name in the log of calls.</summary>
    public const string Vendor = "TencentCloud";

    public string SecretId { get; set; } = "";

    public string SecretKey { get; set; } = "";

    /// <summary>Where a service answers; <c>{service}</c> stands for its name.</summary>
    public string Endpoint { get; set; } = TencentCloudApi.Endpoint;

    /// <summary>Where an instance is looked after; <c>{region}</c> and <c>{id}</c> stand for what they say.</summary>
    public string ConsoleUrl { get; set; } = "https://console.cloud.tencent.com/cvm/instance/detail?region={region}&id={id}";

    /// <summary>The region in which roles are assumed.</summary>
    public string Region { get; set; } = "ap-guangzhou";

    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public override TimeSpan PerAttempt => AttemptTimeout;

    public TencentCloudKey Key => new(SecretId, SecretKey);

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
        [(nameof(SecretId), SecretId), (nameof(SecretKey), SecretKey), (nameof(Endpoint), Endpoint), (nameof(ConsoleUrl), ConsoleUrl)];
}
