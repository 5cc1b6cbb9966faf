using KBoss.Domain.Common;

namespace KBoss.Domain.Promotions;

/// <summary>Whether a customer can use an invite code now.</summary>
public enum InviteStatus
{
    Scheduled,
    Active,
    Expired,
    Exhausted,

    /// <summary>Its promotion is over: nothing is left to join.</summary>
    PromotionOver,
    Deleted,
}

/// <summary>
/// A code that makes whoever registers with it a customer of the salesperson who made it and a member of its promotion [R-ORG-2]; a customer that is there
/// already joins the promotion with it. Valid from (inclusive) to (exclusive), UTC, for as long as its promotion is not over, and for a number of uses if one
/// is set. A deleted one is kept, so that it can be told apart from a wrong one.
/// </summary>
public sealed class InviteCode : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>The most uses that a code may be limited to.</summary>
    public const int MostUses = 100_000;

    /// <summary>The most codes that are made in one go.</summary>
    public const int MostAtOnce = 500;

    private InviteCode()
    {
    }

    /// <summary>A code as they were before codes belonged to promotions: it leads to the salesperson and to nothing else.</summary>
    public InviteCode(long organizationId, long memberId, string code, InviteTerms terms, DateTime now)
        : this(organizationId, null, memberId, code, terms, now)
    {
    }

    /// <summary>
    /// A code of a promotion that is scheduled or active; refused with <c>Promotions.InviteNeedsPromotion</c> for any other, with
    /// <c>Promotions.InviteAfterPromotion</c> when it would begin after that is over, and as <see cref="Change"/> refuses.
    /// </summary>
    public InviteCode(Promotion promotion, long memberId, string code, InviteTerms terms, DateTime now)
        : this(promotion.OrganizationId, promotion.Id, memberId, code, terms, now)
    {
        if (!IsOpen(promotion, now))
        {
            throw new RuleException("Promotions.InviteNeedsPromotion") { Field = "promotion" };
        }

        DemandWithin(promotion, terms);
    }

    private InviteCode(long organizationId, long? promotionId, long memberId, string code, InviteTerms terms, DateTime now)
    {
        PromotionId = promotionId;
        OrganizationId = organizationId;
        MemberId = memberId;
        Code = Normal(code);
        CreatedAt = Require.Utc(now);
        Change(terms, null);
    }

    /// <summary>The distributor that the salesperson works for.</summary>
    public long OrganizationId { get; private set; }

    /// <summary>The promotion that it lets people join; none for old codes.</summary>
    public long? PromotionId { get; private set; }

    /// <summary>The salesperson.</summary>
    [NamesMember]
    public long MemberId { get; private set; }

    /// <summary>Upper case, unique among all codes.</summary>
    public string Code { get; private set; } = "";

    public DateTime ValidFrom { get; private set; }

    public DateTime ValidTo { get; private set; }

    /// <summary>How many uses it is good for; none for any number.</summary>
    public int? MaxUses { get; private set; }

    [NotAudited]
    public int Uses { get; private set; }

    public string Note { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime? DeletedAt { get; private set; }

    public string AuditSubject => $"InviteCode {Code}";

    /// <summary>A code as it is stored, however it was typed.</summary>
    public static string Normal(string? code) => NormalText.Number(code ?? "");

    /// <summary>Whether a promotion can be joined with codes at an instant: it is scheduled or active.</summary>
    public static bool IsOpen(Promotion promotion, DateTime at) => promotion.StatusAt(at) is PromotionStatus.Scheduled or PromotionStatus.Active;

    /// <summary>Whether it can be used at an instant, and if not, why; its promotion is none for old codes.</summary>
    public InviteStatus StatusAt(DateTime now, Promotion? promotion) => this switch
    {
        { DeletedAt: not null } => InviteStatus.Deleted,
        _ when promotion is not null && !IsOpen(promotion, now) => InviteStatus.PromotionOver,
        _ when now >= ValidTo => InviteStatus.Expired,
        _ when Uses >= MaxUses => InviteStatus.Exhausted,
        _ when now < ValidFrom => InviteStatus.Scheduled,
        _ => InviteStatus.Active,
    };

    /// <summary>
    /// Changes validity, limit and note; refused with <c>Promotions.InvitePeriodInvalid</c> when the end does not come after the beginning, with
    /// <c>Promotions.InviteAfterPromotion</c> when it would begin after its promotion is over, with <c>Promotions.InviteLimitTooLow</c> below what has been
    /// used, and with <c>Promotions.InviteDeleted</c>. It may end after its promotion does, but nobody can use it any more then.
    /// </summary>
    public void Change(InviteTerms terms, Promotion? promotion)
    {
        DemandNotDeleted();
        var refusals = new Refusals();
        if (Require.Utc(terms.ValidTo) <= Require.Utc(terms.ValidFrom))
        {
            refusals.Add(new RuleException("Promotions.InvitePeriodInvalid") { Field = "valid-to" });
        }

        if (promotion is not null)
        {
            refusals.Try(() => DemandWithin(promotion, terms));
        }

        var max = refusals.Try(() => terms.MaxUses is { } m ? Require.Count(m, "max-uses", 1, MostUses) : (int?)null);
        if (max < Uses)
        {
            refusals.Add(new RuleException("Promotions.InviteLimitTooLow", Uses) { Field = "max-uses" });
        }

        var note = refusals.Try(() => Require.Optional(terms.Note, "note", free: true));
        refusals.Demand();
        (ValidFrom, ValidTo, MaxUses, Note) = (terms.ValidFrom, terms.ValidTo, max, note!);
    }

    /// <summary>Takes the code out of use; customers that came with it stay where they are.</summary>
    public void Delete(DateTime now)
    {
        DemandNotDeleted();
        DeletedAt = Require.Utc(now);
    }

    /// <summary>
    /// Counts a use; refused with the reason: <c>Promotions.InviteScheduled</c>, <c>InviteExpired</c>, <c>InviteExhausted</c>,
    /// <c>InvitePromotionOver</c> or <c>InviteDeleted</c>.
    /// </summary>
    public void Use(DateTime now, Promotion? promotion)
    {
        switch (StatusAt(now, promotion))
        {
            case InviteStatus.Active:
                Uses++;
                break;
            case InviteStatus.Scheduled:
                throw new RuleException("Promotions.InviteScheduled", Code, ValidFrom) { Field = "invite-code" };
            case InviteStatus.Expired:
                throw new RuleException("Promotions.InviteExpired", Code, ValidTo) { Field = "invite-code" };
            case InviteStatus.Exhausted:
                throw new RuleException("Promotions.InviteExhausted", Code, MaxUses) { Field = "invite-code" };
            case InviteStatus.PromotionOver:
                throw new RuleException("Promotions.InvitePromotionOver", Code, promotion!.Name) { Field = "invite-code" };
            default:
                throw new RuleException("Promotions.InviteDeleted", Code) { Field = "invite-code" };
        }
    }

    private static void DemandWithin(Promotion promotion, InviteTerms terms)
    {
        if (terms.ValidFrom >= promotion.To)
        {
            throw new RuleException("Promotions.InviteAfterPromotion", promotion.To) { Field = "valid-from" };
        }
    }

    private void DemandNotDeleted()
    {
        if (DeletedAt is not null)
        {
            throw new RuleException("Promotions.InviteDeleted", Code) { Field = "invite-code" };
        }
    }
}

/// <summary>What a salesperson sets about an invite code; the end is exclusive.</summary>
public sealed record InviteTerms(DateTime ValidFrom, DateTime ValidTo, int? MaxUses = null, string? Note = null);
