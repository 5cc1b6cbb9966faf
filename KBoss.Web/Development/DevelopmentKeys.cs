using System.Security.Cryptography;

namespace KBoss.Web.Development;

/// <summary>The accounts and keys that the application and its simulators share, made anew at every start and never stored.</summary>
public sealed class DevelopmentKeys
{
    public const string AlipayAppId = "2021000000000001";
    public const string AlipaySellerId = "2088000000000001";
    public const string SmsAccessKeyId = "development";
    public const string SmsSignName = "开元云";

    private readonly Lazy<(string Private, string Public)> app = new(Pair);
    private readonly Lazy<(string Private, string Public)> alipay = new(Pair);

    public string AppPrivateKey => app.Value.Private;

    public string AppPublicKey => app.Value.Public;

    public string AlipayPrivateKey => alipay.Value.Private;

    public string AlipayPublicKey => alipay.Value.Public;

    public string SmsAccessKeySecret { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static (string Private, string Public) Pair()
    {
        using var rsa = RSA.Create(2048);
        return (Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()));
    }
}
