using System.Security.Cryptography;
using KBoss.Infrastructure.Connectors.Partners;

namespace KBoss.Web.Development.Connectors;

/// <summary>A request as it reached a simulated partner; header names in lower case, the path below the partner's base address.</summary>
public sealed record PartnerCall(
    string Method, string SignedPath, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Nonce => Headers.GetValueOrDefault(PartnerSignature.NonceHeader.ToLowerInvariant(), "");

    public string IdempotencyKey => Headers.GetValueOrDefault(PartnerSignature.IdempotencyHeader.ToLowerInvariant(), "");
}

/// <summary>What a simulated partner answers, with its signature.</summary>
public sealed record PartnerReply(int Status, byte[] Body, string Signature);

/// <summary>A refusal in the partner's words.</summary>
public sealed class PartnerRefusalException(int status, string code, string message, bool retry = false) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public bool Retry { get; } = retry;
}

/// <summary>What was opened at a simulated partner, with the key it was opened under; times UTC.</summary>
public sealed class PartnerThing(string reference, string openingKey, string product, string customer, string? account, DateTime openedAt)
{
    public string Reference { get; } = reference;

    public string OpeningKey { get; } = openingKey;

    public string Product { get; } = product;

    public string Customer { get; } = customer;

    public string? Account { get; } = account;

    public DateTime OpenedAt { get; } = openedAt;

    public string Secret { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    public DateTime? EndsAt { get; set; }

    public bool Ended { get; set; }

    public int Renewals { get; set; }
}
