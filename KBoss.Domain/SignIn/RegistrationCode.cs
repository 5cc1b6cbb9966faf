using KBoss.Domain.Common;

namespace KBoss.Domain.SignIn;

/// <summary>
/// A code sent to a phone that wants to register, and is no member's yet; the platform owns it. Once given, it proves the phone for two hours and for one
/// registration.
/// </summary>
public sealed class RegistrationCode : OneTimeCode, IOrganizationOwned
{
    public static readonly TimeSpan ProofLifetime = TimeSpan.FromHours(2);

    private RegistrationCode()
    {
    }

    public RegistrationCode(long platformId, string phone, string codeHash, DateTime now)
        : base(phone, codeHash, now) => OrganizationId = platformId;

    public long OrganizationId { get; private set; }

    /// <summary>When something was registered with it.</summary>
    public DateTime? SpentAt { get; private set; }

    /// <summary>Whether it was given, not too long ago, and nothing has been registered with it.</summary>
    public bool Proves(DateTime now) => SpentAt is null && HasProven(now);

    /// <summary>Whether it can still come to prove the phone, or a new one be asked for in its place.</summary>
    public bool IsPending(DateTime now) => UsedAt is null && CreatedAt <= now && now - CreatedAt < ProofLifetime;

    /// <summary>
    /// Uses the proof up for one registration of the phone; refuses with <c>Organizations.PhoneNotProven</c>, or <c>Organizations.PhoneProofSpent</c> when
    /// something was registered with it already.
    /// </summary>
    public void Spend(string phone, DateTime now)
    {
        if (Phone != phone || !HasProven(now))
        {
            throw new RuleException("Organizations.PhoneNotProven") { Field = "phone" };
        }

        if (SpentAt is not null)
        {
            throw new RuleException("Organizations.PhoneProofSpent") { Field = "phone" };
        }

        SpentAt = Require.Utc(now);
    }

    private bool HasProven(DateTime now) => UsedAt is { } at && at <= now && now - at < ProofLifetime;
}
