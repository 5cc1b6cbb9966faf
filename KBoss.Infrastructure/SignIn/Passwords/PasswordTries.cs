using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Identity;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// Says whether somebody knows a member's password, at sign-in and where the present password is asked for again. Wrong ones are counted together,
/// and the one too many closes the account for a while, so that no door is easier to guess at than another. Beside Identity's
/// <c>CheckPasswordAsync</c> and lockout it counts before it looks, and does the same work for whom there is not.
/// </summary>
public sealed class PasswordTries(KBossDbContextFactory contexts, MemberStore store, MemberManager members, IPasswordHasher<Member> hasher)
{
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Member>().HashPassword(null!, Guid.NewGuid().ToString()));

    /// <summary>
    /// The member if it may try and the password is right; otherwise null, after the same work. A right password takes back what was counted.
    /// </summary>
    public async Task<Member?> TryAsync(Member? member, string? password, Func<Member, bool> may, CancellationToken ct = default)
    {
        if (password is not { Length: <= PasswordRules.MaxLength } || await CountAsync(member, may, ct) is not { } counted)
        {
            await contexts.TakeTurnAsync(ct);
            hasher.VerifyHashedPassword(null!, NobodysHash.Value, "");
            return null;
        }

        if (!await members.CheckPasswordAsync(counted, password))
        {
            return null;
        }

        Member? accepted = counted;
        while (accepted is not null && !(await members.ResetAccessFailedCountAsync(accepted)).Succeeded)
        {
            accepted = await store.FindAsync(accepted.Id, ct);
        }

        return accepted;
    }

    /// <summary>Goes on only when the actor types its present password; otherwise <c>Organizations.PasswordWrong</c> at <c>present</c>.</summary>
    public async Task DemandPresentAsync(Actor me, string? password, CancellationToken ct = default)
    {
        if (await TryAsync(await store.FindAsync(me.MemberId, ct), password, member => member.Status == MemberStatus.Active, ct) is null)
        {
            throw new RuleException("Organizations.PasswordWrong") { Field = "present" };
        }
    }

    /// <summary>
    /// Counts the try as a wrong one before the password is looked at, so that many guesses at once get no more tries than one after another;
    /// null when the member may not try.
    /// </summary>
    private async Task<Member?> CountAsync(Member? member, Func<Member, bool> may, CancellationToken ct)
    {
        while (member is not null && may(member) && !await members.IsLockedOutAsync(member))
        {
            if ((await members.AccessFailedAsync(member)).Succeeded)
            {
                return member;
            }

            member = await store.FindAsync(member.Id, ct);
        }

        return null;
    }
}
