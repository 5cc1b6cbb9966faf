namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>A call to Alipay that brought no usable answer, with the gateway's <c>code</c> and <c>sub_code</c> or one of the codes below.</summary>
public sealed class AlipayException(string code, string message, string? subCode = null, Exception? inner = null)
    : Exception($"Alipay {code}{(subCode is null ? "" : " " + subCode)}: {message}", inner)
{
    /// <summary>A setting is missing or unusable.</summary>
    public const string NotConfigured = "not-configured";

    /// <summary>No answer came: network failure, time-out or an HTTP error.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The answer is not what the protocol says.</summary>
    public const string Malformed = "malformed";

    /// <summary>The answer is not signed by Alipay.</summary>
    public const string BadSignature = "bad-signature";

    public string Code { get; } = code;

    public string? SubCode { get; } = subCode;

    /// <summary>Whether asking again later may help.</summary>
    public bool IsTransient => IsTransientCode(Code, SubCode);

    internal static bool IsTransientCode(string? code, string? subCode) =>
        code is Unreachable or "20000" || subCode is "ACQ.SYSTEM_ERROR";
}
