using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>How this installation is known to Alipay: configuration section <c>Alipay</c>.</summary>
public sealed class AlipayOptions : VendorOptions
{
    public const string Section = "Alipay";

    public string AppId { get; set; } = "";

    /// <summary>The seller's account number (2088…); when it is set, notifications for another seller are refused.</summary>
    public string SellerId { get; set; } = "";

    public string GatewayUrl { get; set; } = "https://openapi.alipay.com/gateway.do";

    /// <summary>The app's RSA private key, PKCS#8 or PKCS#1, Base64 with or without PEM header.</summary>
    public string PrivateKey { get; set; } = "";

    /// <summary>Alipay's (not the app's) public key, X.509, Base64 with or without PEM header.</summary>
    public string AlipayPublicKey { get; set; } = "";

    public string NotifyUrl { get; set; } = "";

    public string ReturnUrl { get; set; } = "";

    /// <summary>How long one attempt of a server-to-server call may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(6);

    public override TimeSpan PerAttempt => AttemptTimeout;

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
    [
        (nameof(AppId), AppId),
        (nameof(GatewayUrl), GatewayUrl),
        (nameof(PrivateKey), PrivateKey),
        (nameof(AlipayPublicKey), AlipayPublicKey),
        (nameof(NotifyUrl), NotifyUrl),
        (nameof(ReturnUrl), ReturnUrl),
    ];
}
