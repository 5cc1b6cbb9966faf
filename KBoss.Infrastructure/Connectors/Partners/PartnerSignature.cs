using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>What of a request is signed; the path with its query exactly as it is sent.</summary>
/// <param name="IdempotencyKey">Empty where the request has none.</param>
public sealed record PartnerMessage(string Method, string PathAndQuery, long Timestamp, string Nonce, string IdempotencyKey, byte[] Body);

/// <summary>Signs and checks requests and answers of the partner protocol (<c>docs/connectors.md</c>).</summary>
public static class PartnerSignature
{
    public const string Algorithm = "KBOSS-HMAC-SHA256";
    public const string KeyHeader = "X-KBoss-Key";
    public const string TimestampHeader = "X-KBoss-Timestamp";
    public const string NonceHeader = "X-KBoss-Nonce";
    public const string SignatureHeader = "X-KBoss-Signature";
    public const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>How far the two clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The text that is signed of a request: seven lines.</summary>
    public static string Canonical(PartnerMessage message) => string.Join(
        '\n', Algorithm, message.Method, message.PathAndQuery, message.Timestamp.ToString(CultureInfo.InvariantCulture), message.Nonce,
        message.IdempotencyKey, Hash(message.Body));

    /// <summary>The signature of a request, in lower-case hexadecimal.</summary>
    public static string Sign(string secret, PartnerMessage message) => Keyed(secret, Canonical(message));

    /// <summary>The signature of an answer: it names the request that it answers by its nonce.</summary>
    public static string SignAnswer(string secret, string nonce, int status, ReadOnlySpan<byte> body) =>
        Keyed(secret, string.Join('\n', $"{Algorithm}-ANSWER", nonce, status.ToString(CultureInfo.InvariantCulture), Hash(body)));

    /// <summary>Whether two signatures are the same, in the same time whatever they are.</summary>
    public static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given));

    private static string Keyed(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
