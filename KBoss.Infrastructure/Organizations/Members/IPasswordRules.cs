namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>Says what a password must be, which is the module SignIn's own.</summary>
public interface IPasswordRules
{
    /// <summary>
    /// Goes on only with an acceptable password of somebody whose own words are these; otherwise <c>Organizations.Password…</c> at <c>password</c>.
    /// </summary>
    void Demand(string? password, params IReadOnlyList<string?> own);

    /// <summary>Goes on only when the password was repeated without a slip; otherwise <c>Organizations.PasswordRepeatWrong</c>.</summary>
    void DemandSame(string? password, string? repeated);
}
