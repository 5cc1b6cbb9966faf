using System.Security.Cryptography;
using System.Text;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>Alibaba Cloud's V3 request signature, ACS3-HMAC-SHA256.</summary>
public static class AlibabaCloudSignature
{
    public const string Algorithm = "ACS3-HMAC-SHA256";

    /// <summary>How <c>x-acs-date</c> is written, in UTC.</summary>
    public const string DatePattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The parameters sorted by name and escaped: what is sent as the query and what is signed.</summary>
    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>The names of the signed headers, sorted and joined.</summary>
    public static string SignedHeaders(IEnumerable<string> names) =>
        string.Join(';', names.Select(Lower).Order(StringComparer.Ordinal));

    /// <summary>The request in the one form that both sides sign; <paramref name="bodyHash"/> is <see cref="Hash"/> of the body.</summary>
    public static string CanonicalRequest(
        string method, string path, string canonicalQuery, IEnumerable<KeyValuePair<string, string>> headers, string bodyHash)
    {
        var sorted = headers
            .Select(h => KeyValuePair.Create(Lower(h.Key), h.Value.Trim()))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .ToList();
        return string.Join('\n',
            method,
            path,
            canonicalQuery,
            string.Concat(sorted.Select(h => $"{h.Key}:{h.Value}\n")),
            string.Join(';', sorted.Select(h => h.Key)),
            bodyHash);
    }

    /// <summary>The signature of a canonical request, in lower-case hexadecimal.</summary>
    public static string Sign(string accessKeySecret, string canonicalRequest) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(accessKeySecret),
            Encoding.UTF8.GetBytes($"{Algorithm}\n{Hash(Encoding.UTF8.GetBytes(canonicalRequest))}")));

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The value of the <c>Authorization</c> header after its scheme, which is <see cref="Algorithm"/>.</summary>
    public static string Credential(string accessKeyId, string signedHeaders, string signature) =>
        $"Credential={accessKeyId},SignedHeaders={signedHeaders},Signature={signature}";

    private static string Lower(string name) => name.ToLowerInvariant();
}
