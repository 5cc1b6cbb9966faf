using System.Security.Cryptography;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace KBoss.Infrastructure.SignIn.Codes;

/// <summary>
/// Makes the secrets of authenticator apps and checks their codes: six digits of RFC 6238 with SHA-1, which is what all apps speak, new every 30 seconds
/// by the clock of this application. A code of the step before or after the present one is taken too, because clocks differ and typing takes time.
/// </summary>
public sealed class AuthenticatorCodes(SecretProtector secrets)
{
    /// <summary>What the app shows beside the account.</summary>
    public const string Issuer = "KBoss";

    private const int SecretBytes = 20;

    /// <summary>A new secret of 160 random bits, encrypted.</summary>
    public string NewSecret() => secrets.Protect(Base32Encoding.ToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>The secret as it is typed into an app, and the address that stands in its QR code.</summary>
    public (string Secret, string Address) Show(Authenticator authenticator, string account)
    {
        var secret = secrets.Unprotect(authenticator.SecretProtected);
        return (secret, new OtpUri(OtpType.Totp, secret, account, Issuer).ToString());
    }

    /// <summary>The authenticator that a member uses, in the caller's context; null when it has none or has not confirmed it.</summary>
    public static Task<Authenticator?> FindAsync(KBossDbContext db, long memberId, CancellationToken ct = default) =>
        db.Authenticators.FirstOrDefaultAsync(a => a.MemberId == memberId && a.ConfirmedAt != null, ct);

    /// <summary>Takes a code in the caller's transaction, at its moment (UTC); refuses as <see cref="Authenticator.Take"/> does.</summary>
    public void Take(Authenticator authenticator, string? code, DateTime now) => authenticator.Take(StepOf(authenticator, code, now), now);

    /// <summary>Takes the authenticator from a member in the caller's transaction; whether there was one in use.</summary>
    internal static async Task<bool> RemoveAsync(KBossDbContext db, long memberId, CancellationToken ct)
    {
        var found = await db.Authenticators.FirstOrDefaultAsync(a => a.MemberId == memberId, ct);
        if (found is not null)
        {
            db.Remove(found);
        }

        return found is { InUse: true };
    }

    private long? StepOf(Authenticator authenticator, string? code, DateTime now)
    {
        var totp = new Totp(Base32Encoding.ToBytes(secrets.Unprotect(authenticator.SecretProtected)));
        return totp.VerifyTotp(now, VerificationCodes.Digits(code), out var step, new VerificationWindow(previous: 1, future: 1)) ? step : null;
    }
}
