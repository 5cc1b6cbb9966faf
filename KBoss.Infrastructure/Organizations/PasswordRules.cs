using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using Microsoft.AspNetCore.Identity;

namespace KBoss.Infrastructure.Organizations;

/// <summary>What a password must be: 8 to 128 characters with a letter and a digit.</summary>
public sealed class PasswordRules : IPasswordValidator<Member>
{
    public const int MinLength = 8;

    /// <summary>Hashing takes the longer the longer the password is, so there is an end to it.</summary>
    public const int MaxLength = 128;

    /// <summary>Goes on only with an acceptable password; otherwise <c>Organizations.PasswordWeak</c> or <c>Organizations.PasswordTooLong</c>.</summary>
    public static void Demand(string? password)
    {
        if (password is { Length: > MaxLength })
        {
            throw new RuleException("Organizations.PasswordTooLong", MaxLength) { Field = "password" };
        }

        if (password is null || password.Length < MinLength || !password.Any(char.IsLetter) || !password.Any(char.IsDigit))
        {
            throw new RuleException("Organizations.PasswordWeak", MinLength) { Field = "password" };
        }
    }

    /// <summary>Goes on only when the password was repeated without a slip; otherwise <c>Organizations.PasswordRepeatWrong</c>.</summary>
    public static void DemandSame(string? password, string? repeated)
    {
        if (!string.Equals(password, repeated, StringComparison.Ordinal))
        {
            throw new RuleException("Organizations.PasswordRepeatWrong") { Field = "password-repeat" };
        }
    }

    /// <summary>The same rule, as Identity asks it.</summary>
    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user, string? password)
    {
        try
        {
            Demand(password);
            return Task.FromResult(IdentityResult.Success);
        }
        catch (RuleException refusal)
        {
            return Task.FromResult(IdentityResult.Failed(new IdentityError { Code = refusal.Code, Description = refusal.Code }));
        }
    }
}

/// <summary>A member defends its own names and numbers; Identity has nothing to add.</summary>
internal sealed class MemberDefendsItself : IUserValidator<Member>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user) => Task.FromResult(IdentityResult.Success);
}
