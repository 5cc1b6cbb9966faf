using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>
/// The e-mail address of a member: used once a code that was sent to it came back. A code has six digits, counts for ten minutes and five tries; one a
/// minute and ten in 24 hours.
/// </summary>
public sealed class MemberMail : Entity, IOrganizationOwned, IGoesWithMember, IAuditedFromBirth
{
    public const int MaxWrongTries = 5;
    public const int MaxPerDay = 10;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    private MemberMail()
    {
    }

    public MemberMail(long organizationId, long memberId) => (OrganizationId, MemberId) = (organizationId, memberId);

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>The proven address; empty while there is none.</summary>
    public string Address { get; private set; } = "";

    public DateTime? ProvenAt { get; private set; }

    /// <summary>The address that a code went to and that is not proven yet.</summary>
    [NotAudited]
    public string Asked { get; private set; } = "";

    [NotAudited]
    public string CodeHash { get; private set; } = "";

    [NotAudited]
    public DateTime? CodeAt { get; private set; }

    [NotAudited]
    public int WrongTries { get; private set; }

    /// <summary>How many codes were sent since <see cref="CountedSince"/>.</summary>
    [NotAudited]
    public int Sent { get; private set; }

    [NotAudited]
    public DateTime? CountedSince { get; private set; }

    public string AuditSubject => "MemberMail";

    /// <summary>An address as it can be written to; otherwise <c>Messaging.MailInvalid</c>.</summary>
    public static string AddressOf(string? value)
    {
        var address = NormalText.Compatible(Require.Text(value, "mail", 100)).ToLowerInvariant();
        var parts = address.Split('@');
        return parts is [{ Length: > 0 and <= 64 } name, { Length: > 2 } host] && name.All(IsPlain) && host.All(IsPlain)
            && host.Contains('.', StringComparison.Ordinal) && host[0] is not ('.' or '-') && host[^1] is not ('.' or '-')
            && !address.Contains("..", StringComparison.Ordinal)
            ? address
            : throw new RuleException("Messaging.MailInvalid") { Field = "mail" };
    }

    /// <summary>A code goes to an address. Refuses with <c>Messaging.CodeTooSoon</c> and <c>Messaging.CodeTooMany</c>.</summary>
    public void Ask(string address, string codeHash, DateTime now)
    {
        if (CodeAt is { } last && now - last is var since && since >= TimeSpan.Zero && since < Pause)
        {
            throw new RuleException("Messaging.CodeTooSoon", (int)Math.Ceiling((Pause - since).TotalSeconds)) { Field = "mail" };
        }

        if (CountedSince is not { } counted || now - counted >= TimeSpan.FromHours(24))
        {
            (CountedSince, Sent) = (Require.Utc(now), 0);
        }

        if (Sent >= MaxPerDay)
        {
            throw new RuleException("Messaging.CodeTooMany", MaxPerDay) { Field = "mail" };
        }

        Sent++;
        (Asked, CodeHash, CodeAt, WrongTries) = (AddressOf(address), codeHash, Require.Utc(now), 0);
    }

    /// <summary>
    /// The code came back: the address is proven. A wrong one counts, so the refusal is kept: <c>Messaging.CodeWrong</c> with the tries left, or
    /// <c>Messaging.CodeClosed</c>.
    /// </summary>
    public void Prove(string codeHash, DateTime now)
    {
        if (Asked.Length == 0 || CodeAt is not { } sent || now - sent >= Lifetime || sent > now || WrongTries >= MaxWrongTries)
        {
            throw new RuleException("Messaging.CodeClosed") { Field = "code" };
        }

        if (!string.Equals(codeHash, CodeHash, StringComparison.Ordinal))
        {
            WrongTries++;
            throw WrongTries < MaxWrongTries
                ? new RuleException("Messaging.CodeWrong", MaxWrongTries - WrongTries) { Field = "code", Kept = true }
                : new RuleException("Messaging.CodeClosed") { Field = "code", Kept = true };
        }

        (Address, ProvenAt, Asked, CodeHash) = (Asked, Require.Utc(now), "", "");
    }

    /// <summary>No mail any more.</summary>
    public void Forget() => (Address, ProvenAt, Asked, CodeHash) = ("", null, "", "");

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+';
}
