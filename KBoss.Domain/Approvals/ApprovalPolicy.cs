using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals;

/// <summary>Who an approver is: one member, whoever holds a role, or the manager of the department of whoever asks.</summary>
public enum ApproverKind
{
    Member,
    Role,
    DepartmentManager,
}

/// <summary>An approver as an Admin names it: the id of a member for <see cref="ApproverKind.Member"/>, a role for <see cref="ApproverKind.Role"/>.</summary>
public sealed record ApproverTerms(ApproverKind Kind, long? MemberId = null, Role? Role = null);

/// <summary>
/// A level as an Admin writes it. It applies to an amount from <see cref="AmountFrom"/> (yuan) on, to a discount below <see cref="DiscountBelow"/>, or to a
/// margin below <see cref="MarginBelow"/> (both shares, four decimals), whichever is reached; without a threshold always. <see cref="StandInId"/> decides
/// while nobody else of the level can.
/// </summary>
public sealed record LevelTerms(
    IReadOnlyList<ApproverTerms> Approvers, decimal? AmountFrom = null, decimal? DiscountBelow = null, decimal? MarginBelow = null, long? StandInId = null);

/// <summary>
/// One version of what an organization wants consent for, in force from <see cref="EffectiveFrom"/> (inclusive) to <see cref="EffectiveTo"/> (exclusive),
/// UTC. A change is a new version and the old ones stay readable; one without levels says that the change takes effect at once.
/// </summary>
public sealed class ApprovalPolicy : Entity, IOrganizationOwned, IAuditedFromBirth
{
    public const int MaxLevels = 5;
    public const int MaxExpiryDays = 60;
    public const int DefaultExpiryDays = 7;

    private readonly List<ApprovalLevel> levels = [];

    private ApprovalPolicy()
    {
    }

    /// <summary>
    /// A version with its levels in order. Refused with <c>Approvals.TooManyLevels</c>, <c>Common.CountInvalid</c> for the days, and with what is wrong with
    /// a level: <c>Approvals.ApproverRequired</c>, <c>Approvals.ApproverTwice</c>, <c>Approvals.MeasureNotForKind</c> and the refusals of its thresholds.
    /// </summary>
    public ApprovalPolicy(
        long organizationId, ApprovalKind kind, int number, IReadOnlyList<LevelTerms> terms, int expiryDays, DateTime effectiveFrom, By by, DateTime now)
    {
        OrganizationId = organizationId;
        Kind = kind;
        Number = number;
        EffectiveFrom = Require.Utc(effectiveFrom);
        CreatedBy = by;
        CreatedAt = Require.Utc(now);
        if (terms.Count > MaxLevels)
        {
            throw new RuleException("Approvals.TooManyLevels", MaxLevels) { Field = "levels" };
        }

        var refusals = new Refusals();
        refusals.Try(() => ExpiryDays = Require.Count(expiryDays, "expiry-days", 1, MaxExpiryDays));
        foreach (var (level, place) in terms.Select((level, i) => (level, i + 1)))
        {
            refusals.Try(() => levels.Add(new ApprovalLevel(this, place, level)));
        }

        refusals.Demand();
        LevelCount = levels.Count;
    }

    public long OrganizationId { get; private set; }

    public ApprovalKind Kind { get; private set; }

    /// <summary>1 for the first version of the kind, then counting up.</summary>
    public int Number { get; private set; }

    /// <summary>After so many Shanghai days a request is closed that nobody has decided.</summary>
    public int ExpiryDays { get; private set; }

    public DateTime EffectiveFrom { get; private set; }

    /// <summary>Where the next version begins; none for the last one.</summary>
    public DateTime? EffectiveTo { get; private set; }

    public By CreatedBy { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    /// <summary>How many levels there are; none when it was turned off.</summary>
    public int LevelCount { get; private set; }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyCollection<ApprovalLevel> Levels => levels;

    public string AuditSubject => $"ApprovalPolicy {Kind}/{Number}";

    /// <summary>Whether the version is in force at an instant.</summary>
    public bool IsInForce(DateTime at) => EffectiveFrom <= at && (EffectiveTo is null || at < EffectiveTo);

    /// <summary>Ends this version where the next begins; one that had not begun yet never comes into force.</summary>
    public void EndAt(DateTime at) => EffectiveTo = at > EffectiveFrom ? Require.Utc(at) : EffectiveFrom;

    /// <summary>The levels that have to consent to a change, in order; none when it takes effect at once.</summary>
    public IReadOnlyList<ApprovalLevel> LevelsFor(ApprovalFacts facts) => [.. levels.Where(l => l.AppliesTo(facts)).OrderBy(l => l.Number)];
}

/// <summary>One step of a policy: who consents, and from when on it is asked at all. It never changes.</summary>
public sealed class ApprovalLevel : Entity, IOrganizationOwned, IAuditedFromBirth
{
    public const int MaxApprovers = 20;

    private readonly List<ApprovalApprover> approvers = [];

    /// <summary>The version that it belongs to, for the audit log; known while it is made.</summary>
    private string? policy;

    private ApprovalLevel()
    {
    }

    internal ApprovalLevel(ApprovalPolicy policy, int number, LevelTerms terms)
    {
        this.policy = policy.AuditSubject;
        OrganizationId = policy.OrganizationId;
        Number = number;
        StandInId = terms.StandInId;
        Refusals.All(
            () => AmountFrom = Of(ApprovalMeasure.Amount, terms.AmountFrom, v => Require.Amount(v, Field("amount"))),
            () => DiscountBelow = Of(ApprovalMeasure.Discount, terms.DiscountBelow, v => Require.Rate(v, Field("discount"))),
            () => MarginBelow = Of(ApprovalMeasure.MarginRate, terms.MarginBelow, Margin),
            Approve);

        void Approve()
        {
            if (terms.Approvers.Count is 0 or > MaxApprovers)
            {
                throw new RuleException("Approvals.ApproverRequired", number, MaxApprovers) { Field = Field("approvers") };
            }

            if (terms.Approvers.Distinct().Count() < terms.Approvers.Count || terms.Approvers.Any(a => a.MemberId is { } id && id == terms.StandInId))
            {
                throw new RuleException("Approvals.ApproverTwice", number) { Field = Field("approvers") };
            }

            approvers.AddRange(terms.Approvers.Select(a => new ApprovalApprover(this, a)));
        }

        decimal? Of(ApprovalMeasure measure, decimal? value, Func<decimal, decimal> check) => value is not { } given ? null
            : policy.Kind.Measures().Contains(measure) ? check(given)
            : throw new RuleException("Approvals.MeasureNotForKind", measure, policy.Kind) { Field = Field("levels") };

        decimal Margin(decimal value) => value is >= -1 and <= 1 && decimal.Round(value, 4) == value
            ? value
            : throw new RuleException("Approvals.MarginInvalid", value) { Field = Field("margin") };
    }

    public long OrganizationId { get; private set; }

    public long PolicyId { get; private set; }

    /// <summary>Its place in the policy, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>In yuan: asked for this amount and above; null for none.</summary>
    public decimal? AmountFrom { get; private set; }

    /// <summary>A share of the list price, four decimals: asked for a discount below it; null for none.</summary>
    public decimal? DiscountBelow { get; private set; }

    /// <summary>A share of the selling price, four decimals: asked for a margin below it; null for none.</summary>
    public decimal? MarginBelow { get; private set; }

    /// <summary>Who decides while nobody else of the level can; nobody if null.</summary>
    [NamesMember]
    public long? StandInId { get; private set; }

    public IReadOnlyCollection<ApprovalApprover> Approvers => approvers;

    public string AuditSubject => $"{policy ?? "ApprovalPolicy"} level {Number}";

    /// <summary>Whether the level is asked for a change like this.</summary>
    public bool AppliesTo(ApprovalFacts facts) =>
        (AmountFrom is null && DiscountBelow is null && MarginBelow is null)
        || (AmountFrom is { } from && (facts.Amount is null || facts.Amount + facts.Earlier >= from))
        || (DiscountBelow is { } discount && (facts.Discount is null || facts.Discount < discount))
        || (MarginBelow is { } margin && (facts.MarginRate is null || facts.MarginRate < margin));

    private string Field(string name) => $"{name}-{Number}";
}

/// <summary>One approver of a level.</summary>
public sealed class ApprovalApprover : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>The level that it belongs to, for the audit log; known while it is made.</summary>
    private string? level;

    private ApprovalApprover()
    {
    }

    internal ApprovalApprover(ApprovalLevel level, ApproverTerms terms)
    {
        if ((terms.Kind == ApproverKind.Member) != terms.MemberId is not null || (terms.Kind == ApproverKind.Role) != terms.Role is not null)
        {
            throw new RuleException("Approvals.ApproverRequired", level.Number, ApprovalLevel.MaxApprovers) { Field = $"approvers-{level.Number}" };
        }

        if (terms.Role is { } role && !RolePermissions.RolesOf(OrganizationKind.Distributor).Contains(role))
        {
            throw new RuleException("Organizations.RoleNotForKind", role) { Field = $"approvers-{level.Number}" };
        }

        this.level = level.AuditSubject;
        OrganizationId = level.OrganizationId;
        (Kind, MemberId, Role) = (terms.Kind, terms.MemberId, terms.Role);
    }

    public long OrganizationId { get; private set; }

    public long LevelId { get; private set; }

    public ApproverKind Kind { get; private set; }

    [NamesMember]
    public long? MemberId { get; private set; }

    public Role? Role { get; private set; }

    public string AuditSubject => $"{level ?? "ApprovalPolicy"} approver";
}
