using System.Security.Cryptography;
using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Web.Development;

/// <summary>The accounts and keys that the application and its simulators share, made anew at every start and never stored.</summary>
public sealed class DevelopmentKeys
{
    public const string AlipayAppId = "2021000000000001";
    public const string AlipaySellerId = "2088000000000001";
    public const string SmsAccessKeyId = "development";
    public const string SmsSignName = "开元云";
    public const string TencentSmsSecretId = "AKIDdevelopment0001";
    public const string TencentSmsAppId = "1400000001";
    public const string DingTalkAppKey = "dingdevelopment0001";
    public const string DingTalkCorpId = "dingcorp00000001";
    public const string DingTalkProcessCode = "PROC-00000000-0000-0000-0000-000000000001";

    public const string TencentSecretId = "AKIDdevelopment0001";
    public const string JinanAccessKey = "jinan-development";
    public const string ZhongjinAccessKey = "zhongjin-development";

    private readonly Lazy<(string Private, string Public)> app = new(Pair);
    private readonly Lazy<(string Private, string Public)> alipay = new(Pair);

    public string AppPrivateKey => app.Value.Private;

    public string AppPublicKey => app.Value.Public;

    public string AlipayPrivateKey => alipay.Value.Private;

    public string AlipayPublicKey => alipay.Value.Public;

    public string SmsAccessKeySecret { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string TencentSmsSecretKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string SmsCallbackSecret { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string TencentSecretKey { get; } = RandomNumberGenerator.GetHexString(32);

    public string JinanSecret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string ZhongjinSecret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string DingTalkAppSecret { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string DingTalkCallbackToken { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>As DingTalk makes it: 32 bytes in Base64 without the character that fills it up.</summary>
    public string DingTalkAesKey { get; } = NewAesKey();

    internal static string NewAesKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))[..DingTalkOptions.AesKeyLength];

    private static (string Private, string Public) Pair()
    {
        using var rsa = RSA.Create(2048);
        return (Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()));
    }
}
