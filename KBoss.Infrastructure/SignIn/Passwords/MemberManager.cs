using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// ASP.NET Core Identity's user manager with a lockout of its own: Identity's goes by the machine's clock and not by the one that all of KBoss goes
/// by, and leaves an account closed that a right password has opened again, because there no right one is ever counted as a wrong one first.
/// </summary>
public sealed class MemberManager(
    IUserStore<Member> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<Member> hasher,
    IEnumerable<IUserValidator<Member>> userValidators,
    IEnumerable<IPasswordValidator<Member>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    TimeProvider time,
    ILogger<MemberManager> logger)
    : UserManager<Member>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>Whether too many wrong passwords have closed the account for a while.</summary>
    public override Task<bool> IsLockedOutAsync(Member user) => Task.FromResult(user.LockoutEnd > time.UtcNow());

    /// <summary>Counts a wrong password; the one too many closes the account for a while.</summary>
    public override Task<IdentityResult> AccessFailedAsync(Member user)
    {
        if (++user.AccessFailedCount >= Options.Lockout.MaxFailedAccessAttempts)
        {
            user.LockoutEnd = time.UtcNow() + Options.Lockout.DefaultLockoutTimeSpan;
            user.AccessFailedCount = 0;
        }

        return UpdateUserAsync(user);
    }

    /// <summary>Takes back what was counted, after the right password.</summary>
    public override Task<IdentityResult> ResetAccessFailedCountAsync(Member user)
    {
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
        return UpdateUserAsync(user);
    }
}
