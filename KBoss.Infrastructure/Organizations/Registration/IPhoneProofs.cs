using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// A phone to which a code was sent, and when (UTC) the next may be. Whoever holds it asked for the code, so it is given to nobody else: it stands for the
/// proof once the code was given.
/// </summary>
public sealed record AskedPhone(long CodeId, string Phone, DateTime NextAt);

/// <summary>How far the proof of a phone has come.</summary>
public enum PhoneProof
{
    /// <summary>There is none: never asked for, too old, or used up.</summary>
    None,

    /// <summary>A code was sent and has yet to be given; when it cannot be tried any more, another is sent.</summary>
    Asked,

    /// <summary>The code was given.</summary>
    Given,
}

/// <summary>Proves that whoever registers holds the phone, by a code; which is the module SignIn's own.</summary>
public interface IPhoneProofs
{
    /// <summary>
    /// Sends a code to a phone, whoever's it is; refuses with <c>Messaging.CodeTooSoon</c> or <c>Messaging.CodeTooMany</c>. Nothing that a member
    /// needs is spent by it.
    /// </summary>
    Task<AskedPhone> SendAsync(string phone, CancellationToken ct);

    /// <summary>How far the proof has come.</summary>
    Task<PhoneProof> StateAsync(AskedPhone asked, CancellationToken ct);

    /// <summary>Takes the code; a wrong one is <c>Messaging.CodeWrong</c> with the tries left, or <c>Messaging.CodeClosed</c>.</summary>
    Task GiveAsync(AskedPhone asked, string? code, CancellationToken ct);

    /// <summary>
    /// Uses the proof up for one registration of the phone in the caller's transaction, who saves; refuses with <c>Organizations.PhoneNotProven</c> or
    /// <c>Organizations.PhoneProofSpent</c>.
    /// </summary>
    Task SpendAsync(KBossDbContext db, AskedPhone? proof, string phone, CancellationToken ct);
}
