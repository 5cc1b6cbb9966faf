using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>How this installation is known to a partner that speaks the protocol of <c>docs/connectors.md</c>.</summary>
public abstract class PartnerOptions : VendorOptions
{
    /// <summary>Where the partner answers, without the version: <c>https://api.partner.example/kboss</c>.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>By which the partner finds the secret.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>The secret that both sides sign with.</summary>
    public string Secret { get; set; } = "";

    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public override TimeSpan PerAttempt => AttemptTimeout;

    protected override IEnumerable<(string Name, string? Value)> Required => [(nameof(BaseUrl), BaseUrl), (nameof(AccessKey), AccessKey), (nameof(Secret), Secret)];
}
