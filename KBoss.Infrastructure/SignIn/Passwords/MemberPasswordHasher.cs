using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// ASP.NET Core Identity's hasher of passwords. It is slow by design, so in a transaction, where others wait to write, it throws
/// <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class MemberPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Member>(options)
{
    public override string HashPassword(Member user, string password)
    {
        WriterTurn.Forbid("Hashing a password");
        return base.HashPassword(user, password);
    }

    public override PasswordVerificationResult VerifyHashedPassword(Member user, string hashedPassword, string providedPassword)
    {
        WriterTurn.Forbid("Hashing a password");
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
