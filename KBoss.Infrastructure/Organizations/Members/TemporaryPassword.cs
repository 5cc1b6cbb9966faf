using System.Security.Cryptography;
using KBoss.Domain.Organizations;
using Microsoft.AspNetCore.Identity;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>Makes the passwords that an Admin hands to a member: shown once, changed at the first sign-in, worthless after a week.</summary>
public sealed class TemporaryPassword(IPasswordHasher<Member> hasher)
{
    /// <summary>How long a temporary password opens the account.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    // Without the letters and digits that are taken for one another: it is read out and typed.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 12;

    /// <summary>A new password and its hash. Hashing is slow by design, so it is made before a transaction begins.</summary>
    public (string Password, string Hash) Make()
    {
        var password = RandomNumberGenerator.GetString(Alphabet, Length);
        return (password, hasher.HashPassword(null!, password));
    }

    /// <summary>Gives it to a member by its hash; its lifetime begins now (UTC).</summary>
    public void GiveTo(Member member, string hash, DateTime now) => member.GiveTemporaryPassword(hash, now + Lifetime);
}
