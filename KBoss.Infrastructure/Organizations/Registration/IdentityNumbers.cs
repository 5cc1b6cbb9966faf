using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// The numbers by which the state knows people and companies: their normal form and the keyed hash by which one is found again. Whether one is verified is
/// asked across all organizations; the answer says no more than that.
/// </summary>
public sealed class IdentityNumbers(KBossDbContextFactory contexts, SecretProtector secrets)
{
    /// <summary>The normal form; otherwise <c>Organizations.CreditCodeInvalid</c> or <c>Organizations.IdNumberInvalid</c>.</summary>
    public static string Normal(IdentityKind kind, string? value, DateTime now) =>
        kind == IdentityKind.Company ? IdentityNumber.Company(value) : IdentityNumber.Person(value, now);

    /// <summary>The hash of a number in its normal form.</summary>
    public string HashOf(IdentityKind kind, string number) => secrets.Hash($"identity:{kind}:{number}");

    /// <summary>Whether the number of this identity is verified for another organization.</summary>
    internal async Task<bool> IsVerifiedElsewhereAsync(OrganizationIdentity identity, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.OrganizationIdentities.AnyAsync(
            i => i.NumberHash == identity.NumberHash && i.Status == IdentityStatus.Verified && i.Id != identity.Id, ct);
    }
}
