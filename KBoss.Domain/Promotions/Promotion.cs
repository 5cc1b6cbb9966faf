using KBoss.Domain.Common;

namespace KBoss.Domain.Promotions;

/// <summary>Where a promotion stands at an instant.</summary>
public enum PromotionStatus
{
    /// <summary>Only the distributor's own people see it.</summary>
    Draft,

    /// <summary>Published and not begun.</summary>
    Scheduled,

    /// <summary>Its prices count.</summary>
    Active,

    /// <summary>Its time is over, it was ended by hand, or all that it had to give has been given.</summary>
    Ended,
}

/// <summary>Who pays the prices of a promotion.</summary>
public enum Audience
{
    Everybody,

    /// <summary>Customers that have joined with an invite code.</summary>
    ByCode,
}

/// <summary>What Operations sets about a promotion; from (inclusive) to (exclusive), UTC; the budget in yuan, none for any amount.</summary>
/// <param name="Stacking">Whether its discounts are taken off the customer's own price where that is lower (折上折).</param>
public sealed record PromotionFacts(
    string Name, DateTime From, DateTime To, Audience Audience = Audience.Everybody, bool Stacking = false, decimal? Budget = null, string? Note = null);

/// <summary>
/// A distributor's sales activity: products with discounts, from (inclusive) to (exclusive), UTC, for everybody or for customers that have joined. It is a
/// draft until it is published; after that its dates alone decide where it stands, unless it is ended by hand or has given away its budget.
/// </summary>
public sealed class Promotion : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>How far ahead a promotion may end, in days.</summary>
    public const int MostDays = 3660;

    public const int MaxNo = 32;

    private Promotion()
    {
    }

    public Promotion(long organizationId, string no, By by, PromotionFacts facts, DateTime now)
    {
        OrganizationId = organizationId;
        No = no;
        By = by;
        CreatedAt = Require.Utc(now);
        Change(facts, now);
    }

    /// <summary>The distributor whose promotion it is.</summary>
    public long OrganizationId { get; private set; }

    /// <summary>The number that people see.</summary>
    public string No { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>For the distributor's own people.</summary>
    public string Note { get; private set; } = "";

    /// <summary>Inclusive, UTC.</summary>
    public DateTime From { get; private set; }

    /// <summary>Exclusive, UTC.</summary>
    public DateTime To { get; private set; }

    public Audience Audience { get; private set; }

    /// <summary>Whether its discounts are taken off the customer's own price where that is lower (折上折).</summary>
    public bool Stacking { get; private set; }

    /// <summary>Yuan that it may give away; none for any amount.</summary>
    public decimal? Budget { get; private set; }

    /// <summary>
    /// Yuan that orders have been given so far; counted for as long as there is a budget, because a sum that nobody is held to must not be a row at which
    /// all orders meet.
    /// </summary>
    [NotAudited]
    public decimal Given { get; private set; }

    public DateTime? PublishedAt { get; private set; }

    /// <summary>When it was ended by hand.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Who made it.</summary>
    public By By { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"Promotion {No}";

    /// <summary>When it is or was over (UTC): as planned, or when it was ended by hand before.</summary>
    public DateTime OverAt => EndedAt < To ? EndedAt.Value : To;

    /// <summary>What is left of the budget in yuan; none where there is no budget.</summary>
    public decimal? Left => Budget - Given;

    /// <summary>Whether all that it had to give has been given.</summary>
    public bool IsGivenAway => Given >= Budget;

    /// <summary>Where it stands at an instant (UTC).</summary>
    public PromotionStatus StatusAt(DateTime now) => this switch
    {
        { PublishedAt: null } => PromotionStatus.Draft,
        _ when now >= To || now >= EndedAt || IsGivenAway => PromotionStatus.Ended,
        _ when now < From => PromotionStatus.Scheduled,
        _ => PromotionStatus.Active,
    };

    /// <summary>
    /// Changes a draft as a whole, and of a published one whatever does not rewrite the past: <c>Promotions.BegunAlready</c> for another beginning once it
    /// has begun, <c>Promotions.BudgetTooLate</c> for a first budget then, <c>Promotions.BudgetTooLow</c> for one below what has been given,
    /// <c>Promotions.EndedAlready</c> for one that has ended. Refused with <c>Promotions.PeriodInvalid</c> when the end does not come after the beginning
    /// or, once published, after now, and with <c>Promotions.PeriodTooLong</c> when it lies more than ten years ahead.
    /// </summary>
    public void Change(PromotionFacts facts, DateTime now)
    {
        if (PublishedAt is not null)
        {
            DemandNotOver(now);
        }

        var refusals = new Refusals();
        var name = refusals.Try(() => Require.Text(facts.Name, "name", 100));
        refusals.Try(() => DemandPeriod(facts, now));
        var budget = refusals.Try(() => facts.Budget is { } b ? Require.Amount(b, "budget") : (decimal?)null);
        if (PublishedAt is not null && StatusAt(now) != PromotionStatus.Scheduled)
        {
            refusals.Try(() => DemandBeginningKept(facts));
            refusals.Try(() => DemandBudgetKept(budget));
        }

        var note = refusals.Try(() => Require.Optional(facts.Note, "note", 1000, free: true));
        refusals.Demand();
        (Name, From, To, Audience, Stacking, Budget) = (name!, facts.From, facts.To, facts.Audience, facts.Stacking, budget);
        Note = note!;
    }

    /// <summary>
    /// Lets the dates decide from now on; refused with <c>Promotions.PublishedAlready</c>, and with <c>Promotions.PeriodOver</c> when the end has passed.
    /// </summary>
    public void Publish(DateTime now)
    {
        if (PublishedAt is not null)
        {
            throw new RuleException("Promotions.PublishedAlready", Name);
        }

        if (now >= To)
        {
            throw new RuleException("Promotions.PeriodOver", Name) { Field = "to" };
        }

        PublishedAt = Require.Utc(now);
    }

    /// <summary>Ends it at once, before or after it has begun; refused with <c>Promotions.NotPublished</c> or <c>Promotions.EndedAlready</c>.</summary>
    public void End(DateTime now)
    {
        DemandPublished();
        DemandNotOver(now);
        EndedAt = Require.Utc(now);
    }

    /// <summary>
    /// Counts what an order is given (yuan); of no effect without a budget. Refused with <c>Promotions.BudgetSpent</c> when it is more than what is left.
    /// </summary>
    public void Give(decimal amount)
    {
        if (Budget is null)
        {
            return;
        }

        if (amount > Left)
        {
            throw new RuleException("Promotions.BudgetSpent", Name);
        }

        Given += amount;
    }

    /// <summary>Takes back what an order was given that comes to nothing (yuan).</summary>
    public void TakeBack(decimal amount) => Given = Budget is null ? Given : Math.Max(0, Given - amount);

    /// <summary>
    /// Goes on only when a customer may join it at an instant; otherwise <c>Promotions.NotPublished</c> or <c>Promotions.EndedAlready</c>. One that has not
    /// begun may be joined before.
    /// </summary>
    public void DemandJoinable(DateTime now)
    {
        DemandPublished();
        DemandNotOver(now);
    }

    /// <summary>Goes on only while its products may be changed; otherwise <c>Promotions.EndedAlready</c>.</summary>
    public void DemandChangeable(DateTime now)
    {
        if (PublishedAt is not null)
        {
            DemandNotOver(now);
        }
    }

    private void DemandPeriod(PromotionFacts facts, DateTime now)
    {
        if (Require.Utc(facts.To) <= Require.Utc(facts.From) || (PublishedAt is not null && facts.To <= now))
        {
            throw new RuleException("Promotions.PeriodInvalid") { Field = "to" };
        }

        if (facts.From < ChinaTime.AddDays(now, -MostDays))
        {
            throw new RuleException("Promotions.BeginsTooEarly") { Field = "from" };
        }

        if (facts.To > ChinaTime.AddDays(Require.Utc(now), MostDays))
        {
            throw new RuleException("Promotions.PeriodTooLong") { Field = "to" };
        }
    }

    private void DemandPublished()
    {
        if (PublishedAt is null)
        {
            throw new RuleException("Promotions.NotPublished", Name);
        }
    }

    private void DemandNotOver(DateTime now)
    {
        // One whose budget is spent may be given more.
        if (now >= To || now >= EndedAt)
        {
            throw new RuleException("Promotions.EndedAlready", Name);
        }
    }

    private void DemandBeginningKept(PromotionFacts facts)
    {
        if (facts.From != From)
        {
            throw new RuleException("Promotions.BegunAlready") { Field = "from" };
        }
    }

    private void DemandBudgetKept(decimal? budget)
    {
        if (Budget is null && budget is not null)
        {
            throw new RuleException("Promotions.BudgetTooLate") { Field = "budget" };
        }

        if (budget < Given)
        {
            throw new RuleException("Promotions.BudgetTooLow", Given) { Field = "budget" };
        }
    }
}
