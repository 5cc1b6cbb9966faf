using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>Whether a customer can register with an invite code now.</summary>
public enum InviteStatus
{
    Scheduled,
    Active,
    Expired,
    Exhausted,
    Deleted,
}

/// <summary>
/// A code that makes whoever registers with it a customer of the salesperson who made it [R-ORG-2]: valid from (inclusive)
/// to (exclusive), UTC, and for a number of registrations if one is set. A deleted one is kept, so that it can be told apart from a wrong one.
/// </summary>
public sealed class InviteCode : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>The most registrations that a code may be limited to.</summary>
    public const int MostUses = 100_000;

    private InviteCode()
    {
    }

    public InviteCode(long organizationId, long memberId, string code, InviteTerms terms, DateTime now)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Code = Normal(code);
        CreatedAt = Require.Utc(now);
        Change(terms);
    }

    /// <summary>The distributor that the salesperson works for.</summary>
    public long OrganizationId { get; private set; }

    /// <summary>The salesperson.</summary>
    [NamesMember]
    public long MemberId { get; private set; }

    /// <summary>Upper case, unique among all codes.</summary>
    public string Code { get; private set; } = "";

    public DateTime ValidFrom { get; private set; }

    public DateTime ValidTo { get; private set; }

    /// <summary>How many registrations it is good for; none for any number.</summary>
    public int? MaxUses { get; private set; }

    [NotAudited]
    public int Uses { get; private set; }

    public string Note { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime? DeletedAt { get; private set; }

    public string AuditSubject => $"InviteCode {Code}";

    /// <summary>A code as it is stored, however it was typed.</summary>
    public static string Normal(string? code) => NormalText.Number(code ?? "");

    /// <summary>Whether it can be used at an instant, and if not, why.</summary>
    public InviteStatus StatusAt(DateTime now) => this switch
    {
        { DeletedAt: not null } => InviteStatus.Deleted,
        _ when now >= ValidTo => InviteStatus.Expired,
        _ when Uses >= MaxUses => InviteStatus.Exhausted,
        _ when now < ValidFrom => InviteStatus.Scheduled,
        _ => InviteStatus.Active,
    };

    /// <summary>
    /// Changes validity, limit and note; refused with <c>Customers.InvitePeriodInvalid</c> when the end does not come after the beginning,
    /// with <c>Customers.InviteLimitTooLow</c> below what has been used, and with <c>Customers.InviteDeleted</c>.
    /// </summary>
    public void Change(InviteTerms terms)
    {
        DemandNotDeleted();
        if (Require.Utc(terms.ValidTo) <= Require.Utc(terms.ValidFrom))
        {
            throw new RuleException("Customers.InvitePeriodInvalid") { Field = "valid-to" };
        }

        var max = terms.MaxUses is { } m ? Require.Count(m, "max-uses", 1, MostUses) : (int?)null;
        if (max < Uses)
        {
            throw new RuleException("Customers.InviteLimitTooLow", Uses) { Field = "max-uses" };
        }

        (ValidFrom, ValidTo, MaxUses) = (terms.ValidFrom, terms.ValidTo, max);
        Note = Require.Optional(terms.Note, "note", free: true);
    }

    /// <summary>Takes the code out of use; customers that came with it stay where they are.</summary>
    public void Delete(DateTime now)
    {
        DemandNotDeleted();
        DeletedAt = Require.Utc(now);
    }

    /// <summary>
    /// Counts a registration; refused with the reason: <c>Customers.InviteScheduled</c>, <c>InviteExpired</c>, <c>InviteExhausted</c> or
    /// <c>InviteDeleted</c>.
    /// </summary>
    public void Use(DateTime now)
    {
        switch (StatusAt(now))
        {
            case InviteStatus.Active:
                Uses++;
                break;
            case InviteStatus.Scheduled:
                throw new RuleException("Customers.InviteScheduled", Code, ValidFrom) { Field = "invite-code" };
            case InviteStatus.Expired:
                throw new RuleException("Customers.InviteExpired", Code, ValidTo) { Field = "invite-code" };
            case InviteStatus.Exhausted:
                throw new RuleException("Customers.InviteExhausted", Code, MaxUses) { Field = "invite-code" };
            default:
                throw new RuleException("Customers.InviteDeleted", Code) { Field = "invite-code" };
        }
    }

    private void DemandNotDeleted()
    {
        if (DeletedAt is not null)
        {
            throw new RuleException("Customers.InviteDeleted", Code) { Field = "invite-code" };
        }
    }
}

/// <summary>What a salesperson sets about an invite code; the end is exclusive.</summary>
public sealed record InviteTerms(DateTime ValidFrom, DateTime ValidTo, int? MaxUses = null, string? Note = null);
