using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KBoss.Infrastructure.Common.Vendors.TencentCloud;

/// <summary>The key of an account at Tencent Cloud; a temporary one has a token that goes with every call.</summary>
public sealed record TencentCloudKey(string SecretId, string SecretKey, string Token = "");

/// <summary>Signs and checks calls of Tencent Cloud's API 3.0 (TC3-HMAC-SHA256).</summary>
public static class Tc3Signature
{
    public const string Algorithm = "TC3-HMAC-SHA256";

    /// <summary>The type of the body as it is signed and sent, byte for byte.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>How far the clock of a caller may be from Tencent Cloud's.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>What the headers are signed by: lower-case names in order, each with its value.</summary>
    public static string CanonicalHash(IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        var sorted = Sorted(headers);
        var lines = string.Concat(sorted.Select(header => $"{header.Key}:{header.Value}\n"));
        return Hash(Encoding.UTF8.GetBytes($"POST\n/\n\n{lines}\n{string.Join(';', sorted.Select(header => header.Key))}\n{Hash(body)}"));
    }

    /// <summary>The signature of a call, in lower-case hexadecimal; the day is that of the timestamp in UTC.</summary>
    public static string Sign(string secretKey, string service, long timestamp, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(Keyed(SigningKey(secretKey, service, timestamp), ToSign(service, timestamp, CanonicalHash(headers, body))));

    /// <summary>The key that signs everything of one service on one day, from the secret key.</summary>
    public static byte[] SigningKey(string secretKey, string service, long timestamp) =>
        Keyed(Keyed(Keyed(Encoding.UTF8.GetBytes("TC3" + secretKey), Day(timestamp)), service), "tc3_request");

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    public static string Authorization(
        TencentCloudKey key, string service, long timestamp, IReadOnlyCollection<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body) =>
        $"{Algorithm} Credential={key.SecretId}/{Scope(service, timestamp)}, "
        + $"SignedHeaders={string.Join(';', Sorted(headers).Select(header => header.Key))}, "
        + $"Signature={Sign(key.SecretKey, service, timestamp, headers, body)}";

    /// <summary>A signed request that may be sent; the body that is signed is the body that is sent.</summary>
    /// <param name="endpoint">Where the service answers; the path is no part of what is signed.</param>
    /// <param name="now">The moment (UTC) of the call.</param>
    public static HttpRequestMessage Request(Uri endpoint, TencentCloudKey key, TencentCloudCall call, byte[] body, DateTime now)
    {
        var timestamp = new DateTimeOffset(now).ToUnixTimeSeconds();
        var content = new ByteArrayContent(body);
        // Written without validation: a header that is parsed may come out in another form than the one that was signed.
        content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Host = endpoint.Authority;
        request.Headers.Add("X-TC-Action", call.Action);
        request.Headers.Add("X-TC-Version", call.Version);
        request.Headers.Add("X-TC-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-TC-Language", "zh-CN");
        if (call.Region.Length > 0)
        {
            request.Headers.Add("X-TC-Region", call.Region);
        }

        if (key.Token.Length > 0)
        {
            request.Headers.Add("X-TC-Token", key.Token);
        }

        request.Headers.TryAddWithoutValidation("Authorization", Authorization(key, call.Service, timestamp, Signed(endpoint.Authority, call.Action), body));
        return request;
    }

    /// <summary>
    /// What is wrong with a call that came in, as Tencent Cloud's code says it; null when it was signed with this key at about this moment (UTC).
    /// </summary>
    public static string? Fault(
        TencentCloudKey key, string service, string authorization, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTime now)
    {
        if (authorization.Split(' ', 2) is not [Algorithm, var parameters])
        {
            return "AuthFailure.InvalidAuthorization";
        }

        var parts = parameters.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1]);
        var signed = parts.GetValueOrDefault("SignedHeaders", "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (!signed.Contains("content-type") || !signed.Contains("host") || !long.TryParse(
            headers.GetValueOrDefault("x-tc-timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
        {
            return "AuthFailure.InvalidAuthorization";
        }

        if ((now - DateTimeOffset.FromUnixTimeSeconds(timestamp).UtcDateTime).Duration() > Skew)
        {
            return "AuthFailure.SignatureExpire";
        }

        if (parts.GetValueOrDefault("Credential") != $"{key.SecretId}/{Scope(service, timestamp)}")
        {
            return "AuthFailure.SecretIdNotFound";
        }

        if (key.Token.Length > 0 && headers.GetValueOrDefault("x-tc-token") != key.Token)
        {
            return "AuthFailure.TokenFailure";
        }

        var expected = Sign(key.SecretKey, service, timestamp, signed.Select(name => KeyValuePair.Create(name, headers.GetValueOrDefault(name, ""))), body);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(parts.GetValueOrDefault("Signature", "")))
            ? null : "AuthFailure.SignatureFailure";
    }

    /// <summary>The headers of ours that are signed.</summary>
    public static IReadOnlyCollection<KeyValuePair<string, string>> Signed(string host, string action) =>
        [new("content-type", ContentType), new("host", host), new("x-tc-action", action)];

    private static List<KeyValuePair<string, string>> Sorted(IEnumerable<KeyValuePair<string, string>> headers) =>
    [
        .. headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value.Trim().ToLowerInvariant()))
            .OrderBy(header => header.Key, StringComparer.Ordinal),
    ];

    private static string Scope(string service, long timestamp) => $"{Day(timestamp)}/{service}/tc3_request";

    private static string ToSign(string service, long timestamp, string canonicalHash) =>
        $"{Algorithm}\n{timestamp.ToString(CultureInfo.InvariantCulture)}\n{Scope(service, timestamp)}\n{canonicalHash}";

    private static string Day(long timestamp) =>
        DateTimeOffset.FromUnixTimeSeconds(timestamp).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Keyed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
