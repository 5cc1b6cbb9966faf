using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Zxcvbn.Matcher;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// What a password must be: 8 to 128 characters, whichever they are and exactly as typed, and not easily guessed. How easily is estimated from lists of
/// common passwords and words, from patterns, from the member's own words and from those of the setting <c>Passwords:Words</c>. It is Identity's
/// validator as well, so that no way to a password leads past it.
/// </summary>
public sealed class PasswordRules(IConfiguration configuration, TimeProvider time) : IPasswordRules, IPasswordValidator<Member>
{
    public const int MinLength = 8;

    /// <summary>Hashing takes the longer the longer the password is, so there is an end to it.</summary>
    public const int MaxLength = 128;

    /// <summary>The setting with the words that everybody here thinks of first, separated by spaces.</summary>
    public const string WordsSetting = "Passwords:Words";

    /// <summary>
    /// How many guesses a password must withstand. Five tries in a quarter of an hour are under 500 a day, so this many take more than half a
    /// year of trying at one account; and everything on the list of common passwords lies below it.
    /// </summary>
    public const double LeastGuesses = 100_000;

    // The estimate takes the longer the longer the password is, and what is guessed within so many characters only does not need the rest.
    private const int Estimated = 64;
    private const int LastYears = 10;

    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimator = new(() => new Zxcvbn.Zxcvbn());

    private readonly string[] everybodysWords = Parts(configuration[WordsSetting]).ToArray();

    /// <summary>Goes on only when the password was repeated without a slip; otherwise <c>Organizations.PasswordRepeatWrong</c>.</summary>
    public void DemandSame(string? password, string? repeated)
    {
        if (!string.Equals(password, repeated, StringComparison.Ordinal))
        {
            throw new RuleException("Organizations.PasswordRepeatWrong") { Field = "password-repeat" };
        }
    }

    /// <summary>Goes on only with an acceptable password; otherwise throws what <see cref="Find"/> finds.</summary>
    public void Demand(string? password, params IReadOnlyList<string?> own)
    {
        if (Find(password, own) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>
    /// What is wrong with a password of somebody whose own words are these, or null: <c>Organizations.PasswordTooShort</c>, <c>PasswordTooLong</c>,
    /// or, when it is easily guessed, <c>PasswordOwnWords</c>, <c>PasswordCommon</c> or <c>PasswordPattern</c>.
    /// </summary>
    public RuleException? Find(string? password, params IReadOnlyList<string?> own)
    {
        if (password is null || password.Length < MinLength)
        {
            return Refusal("TooShort", MinLength);
        }

        if (password.Length > MaxLength)
        {
            return Refusal("TooLong", MaxLength);
        }

        // Years are what people add most; the estimator's own list of them has become old.
        var years = Enumerable.Range(time.UtcNow().Year - LastYears + 1, LastYears + 1).Select(year => year.ToString(CultureInfo.InvariantCulture));
        var words = everybodysWords.Concat(own.SelectMany(Parts)).ToList();
        var result = Estimator.Value.EvaluatePassword(password[..Math.Min(password.Length, Estimated)], words.Concat(years).Distinct());
        if (Math.Pow(2, result.Entropy) >= LeastGuesses)
        {
            return null;
        }

        var dictionary = result.MatchSequence.OfType<DictionaryMatch>().ToList();
        return dictionary.Exists(match => words.Contains(match.MatchedWord)) ? Refusal("OwnWords")
            : dictionary.Exists(match => match.Token.Length >= password.Length / 3) ? Refusal("Common")
            : Refusal("Pattern");
    }

    /// <summary>The same rule, as Identity asks it.</summary>
    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user, string? password) => Task.FromResult(
        Find(password, user.UserName, user.Name, user.Phone) is { } refusal
            ? IdentityResult.Failed(new IdentityError { Code = refusal.Code, Description = refusal.Code })
            : IdentityResult.Success);

    private static RuleException Refusal(string reason, params object[] args) =>
        new($"Organizations.Password{reason}", args) { Field = "password" };

    /// <summary>A text as a whole, its parts one by one and together, and of a phone its last digits; what is too short to tell anything is left out.</summary>
    private static IEnumerable<string> Parts(string? text)
    {
        var whole = (text ?? "").Trim().ToLowerInvariant();
        var parts = whole.Split(
            [' ', '.', '-', '_', ',', ';', '@', '·', '（', '）', '(', ')'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ends = whole.Length == 11 && whole.All(char.IsAsciiDigit) ? new[] { whole[3..], whole[5..], whole[7..] } : [];
        return parts.Append(whole).Append(string.Concat(parts)).Concat(ends)
            .Where(part => part.Length >= 3 || (part.Length == 2 && part.All(c => c > '\x7f')))
            .Distinct();
    }
}

/// <summary>A member defends its own names and numbers; Identity has nothing to add.</summary>
internal sealed class MemberDefendsItself : IUserValidator<Member>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user) => Task.FromResult(IdentityResult.Success);
}
