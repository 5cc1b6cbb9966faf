using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Pricing;

/// <summary>
/// A seller's own terms for one customer and one offer, valid from (inclusive) to (exclusive), UTC. A row is never lost: what ends them early shortens
/// <see cref="ValidTo"/>, and they keep until when they were agreed, when that was, who did it and what took their place [R-PRC-5].
/// </summary>
public sealed class CustomerTerms : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private CustomerTerms()
    {
    }

    /// <summary>
    /// Terms for a customer and an offer; refused with <c>Distribution.TermsInvalid</c> without any, and with <c>Pricing.PeriodInvalid</c> or
    /// <c>Pricing.PeriodTooFar</c> for a period that makes no sense.
    /// </summary>
    /// <param name="modeNumber">The <see cref="SupplyAgreement.ModeNumber"/> for which they are made; they hold under this sales mode alone [R-SUP-1].</param>
    /// <param name="by">Who has agreed them.</param>
    /// <param name="madeAt">When (UTC); when they begin, if it is not said.</param>
    /// <param name="requestNo">The number of the approval by which they were agreed.</param>
    public CustomerTerms(
        long organizationId, long buyerId, long offerId, Terms terms, DateTime validFrom, DateTime? validTo, int modeNumber = 1,
        By? by = null, DateTime? madeAt = null, string? requestNo = null)
    {
        ModeNumber = modeNumber;
        OrganizationId = organizationId;
        BuyerId = buyerId;
        OfferId = offerId;
        Terms = terms.IsNone ? throw new RuleException("Distribution.TermsInvalid") : terms;
        ValidFrom = Require.Utc(validFrom);
        AgreedTo = ValidTo = validTo is { } end ? Require.Utc(end) : null;
        CheckPeriod(Valid);
        By = by ?? By.Nobody;
        MadeAt = Require.Utc(madeAt ?? validFrom);
        RequestNo = requestNo;
    }

    public long OrganizationId { get; private set; }

    public long BuyerId { get; private set; }

    public long OfferId { get; private set; }

    public Terms Terms { get; private set; }

    /// <summary>Under which sales mode they were made, as in <see cref="Offer.ModeNumber"/>.</summary>
    public int ModeNumber { get; private set; }

    public DateTime ValidFrom { get; private set; }

    /// <summary>Until when they hold; where they were ended before they began, it is when they would have begun.</summary>
    public DateTime? ValidTo { get; private set; }

    /// <summary>Until when they were agreed, whatever has ended them since.</summary>
    [NotAudited]
    public DateTime? AgreedTo { get; private set; }

    /// <summary>Who has agreed them.</summary>
    [NotAudited]
    public By By { get; private set; } = By.Nobody;

    [NotAudited]
    public DateTime MadeAt { get; private set; }

    /// <summary>The number of the approval by which they were agreed; null where none was asked for.</summary>
    public string? RequestNo { get; private set; }

    /// <summary>When somebody ended them earlier than agreed; null where nobody did.</summary>
    [NotAudited]
    public DateTime? EndedAt { get; private set; }

    /// <summary>Who ended them earlier than agreed.</summary>
    [NotAudited]
    public By EndedBy { get; private set; } = By.Nobody;

    public long? ReplacedById { get; private set; }

    /// <summary>The terms that took their place; null where they were taken off, or hold to their end.</summary>
    public CustomerTerms? ReplacedBy { get; private set; }

    public long? RestOfId { get; private set; }

    /// <summary>The terms that others have split: these are what is left of them after those others.</summary>
    public CustomerTerms? RestOf { get; private set; }

    /// <summary>When its salesperson was warned of their end.</summary>
    [NotAudited]
    public DateTime? EndWarnedAt { get; private set; }

    public string AuditSubject => $"CustomerTerms {BuyerId}/{OfferId}";

    /// <summary>When they hold.</summary>
    public Period Valid => new(ValidFrom, ValidTo);

    /// <summary>Whether they were ended before they began, and so hold at no instant.</summary>
    public bool NeverHeld => Valid.IsEmpty;

    /// <summary>
    /// Refuses a period in which terms cannot hold: <c>Pricing.PeriodInvalid</c> for one that ends before it begins, <c>Pricing.PeriodTooFar</c> for one
    /// that ends after more than <see cref="TermsChange.MostYears"/> years.
    /// </summary>
    public static void CheckPeriod(Period period)
    {
        if (period.IsEmpty)
        {
            throw new RuleException("Pricing.PeriodInvalid") { Field = "valid-to" };
        }

        if (period.To is { } end && end > ChinaTime.AddMonths(period.From, 12 * TermsChange.MostYears))
        {
            throw new RuleException("Pricing.PeriodTooFar", TermsChange.MostYears) { Field = "valid-to" };
        }
    }

    /// <summary>Notes that the customer's salesperson was told when they end.</summary>
    public void WarnOfEnd(DateTime now) => EndWarnedAt = Require.Utc(now);

    /// <summary>
    /// Makes room for others, or for none, during a period that overlaps theirs: they end where it begins. What is left of them after it is returned, null
    /// where nothing is.
    /// </summary>
    internal CustomerTerms? MakeRoom(Period taken, CustomerTerms? others, By by, DateTime now)
    {
        var rest = taken.To is { } end && !(end >= ValidTo)
            ? new CustomerTerms(OrganizationId, BuyerId, OfferId, Terms, end, ValidTo, ModeNumber, By, MadeAt, RequestNo) { RestOf = this }
            : null;
        ValidTo = taken.From > ValidFrom ? taken.From : ValidFrom;
        (EndedAt, EndedBy, ReplacedBy) = (Require.Utc(now), by, others);
        return rest;
    }
}

/// <summary>Keeps the terms of one customer for one offer free of overlaps, so that at most one of them holds at any instant [R-PRC-5].</summary>
public static class OwnTermsTimeline
{
    /// <summary>
    /// Ends and splits what stands of one customer for one offer during a period (UTC), into which others are put, or none. Returns the rows to add: the
    /// others, and what goes on after them. What lies before <paramref name="now"/> is history and is refused as <c>Pricing.PeriodBegun</c>.
    /// </summary>
    public static IReadOnlyList<CustomerTerms> Put(IEnumerable<CustomerTerms> standing, CustomerTerms? others, Period period, By by, DateTime now)
    {
        if (period.From < now)
        {
            throw new RuleException("Pricing.PeriodBegun") { Field = "valid-from" };
        }

        CustomerTerms.CheckPeriod(period);
        var added = new List<CustomerTerms>();
        if (others is not null)
        {
            added.Add(others);
        }

        foreach (var terms in standing.Where(t => t.Valid.Overlaps(period)).ToList())
        {
            if (terms.MakeRoom(period, others, by, now) is { } rest)
            {
                added.Add(rest);
            }
        }

        return added;
    }

    /// <summary>The terms that hold at an instant (UTC); null where none do.</summary>
    public static CustomerTerms? At(IEnumerable<CustomerTerms> standing, DateTime at) => standing.FirstOrDefault(t => t.Valid.Contains(at));
}
