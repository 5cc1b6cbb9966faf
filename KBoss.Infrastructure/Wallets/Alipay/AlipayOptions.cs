namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>How this installation is known to Alipay: configuration section <c>Alipay</c>.</summary>
public sealed class AlipayOptions
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

    /// <summary>The configuration keys that must be set before Alipay can be used.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. new (string Name, string Value)[]
            {
                (nameof(AppId), AppId),
                (nameof(GatewayUrl), GatewayUrl),
                (nameof(PrivateKey), PrivateKey),
                (nameof(AlipayPublicKey), AlipayPublicKey),
                (nameof(NotifyUrl), NotifyUrl),
                (nameof(ReturnUrl), ReturnUrl),
            }
            .Where(setting => string.IsNullOrWhiteSpace(setting.Value))
            .Select(setting => $"{Section}:{setting.Name}"),
    ];

    /// <summary>Whether Alipay can be offered to customers.</summary>
    public bool IsConfigured => Missing.Count == 0;
}
