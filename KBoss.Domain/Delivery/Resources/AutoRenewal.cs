using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery.Resources;

/// <summary>How the last attempt to renew by itself ended.</summary>
public enum AutoRenewalOutcome
{
    None,
    Renewed,

    /// <summary>The wallet did not hold enough.</summary>
    MoneyShort,

    /// <summary>It would have cost more than the customer allows.</summary>
    PriceRisen,

    /// <summary>It is not sold any more, or cannot be renewed.</summary>
    NotSold,
}

/// <summary>
/// A customer's wish that a resource is renewed from its wallet before it ends: by how many periods, and for how much at most. It is tried 3, 2 and 1
/// Shanghai days before the end, once a day.
/// </summary>
public sealed class AutoRenewal : Entity, IOrganizationOwned, IAudited
{
    /// <summary>So many Shanghai days before the end it is tried first.</summary>
    public const int FirstDay = 3;

    /// <summary>The most that a customer can allow the price to rise, in percent.</summary>
    public const int MostRise = 100;

    private AutoRenewal()
    {
    }

    public AutoRenewal(long organizationId, string resourceNo)
    {
        OrganizationId = organizationId;
        ResourceNo = resourceNo;
    }

    public long OrganizationId { get; private set; }

    public string ResourceNo { get; private set; } = "";

    public bool IsOn { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan: what renewing cost when it was switched on.</summary>
    public decimal ShownAmount { get; private set; }

    /// <summary>By how many percent that may rise.</summary>
    public int AllowedRise { get; private set; }

    /// <summary>Who chose it, and in whose name it orders.</summary>
    public By SetBy { get; private set; } = By.Nobody;

    /// <summary>The Shanghai day on which it was tried last.</summary>
    [NotAudited]
    public DateOnly? TriedOn { get; private set; }

    public AutoRenewalOutcome Outcome { get; private set; }

    public string AuditSubject => $"AutoRenewal {ResourceNo}";

    /// <summary>Yuan: the most that it pays for one renewal, rounded to the fen.</summary>
    public decimal Limit => Money.Amount(ShownAmount * (100 + AllowedRise) / 100);

    /// <summary>
    /// Chosen by a member who was shown an amount (yuan). Refused with <c>Delivery.AutoRenewalUnit</c> for anything but months and years.
    /// </summary>
    public void SwitchOn(BillingUnit unit, int periods, decimal shownAmount, int allowedRise, By by)
    {
        if (unit is not (BillingUnit.Month or BillingUnit.Year))
        {
            throw new RuleException("Delivery.AutoRenewalUnit", ResourceNo);
        }

        Refusals.All(
            () => Periods = Require.Count(periods, "periods", 1, CartLine.MaxPeriods),
            () => ShownAmount = Require.Amount(shownAmount, "amount"),
            () => AllowedRise = Require.Count(allowedRise, "rise", 0, MostRise));
        SetBy = by.IsMember ? by : throw new ArgumentException("A member chooses it.", nameof(by));
        IsOn = true;
        (TriedOn, Outcome) = (null, AutoRenewalOutcome.None);
    }

    public void SwitchOff() => IsOn = false;

    /// <summary>
    /// Whether it is to be tried at an instant (UTC): once on each of the three days before the end and, where it was not tried on any of them because
    /// nothing ran, as long as the resource can be renewed.
    /// </summary>
    public bool IsDue(DateTime endsAt, DateTime releasesAt, DateTime now)
    {
        var (today, last) = (ChinaTime.Day(now), ChinaTime.Day(endsAt));
        var first = ChinaTime.AddDays(last, -FirstDay);
        return IsOn && today >= first && now < releasesAt
            && (TriedOn is not { } tried || tried < first || (today < last && tried < today));
    }

    /// <summary>An attempt was made now, and ended so.</summary>
    public void Tried(AutoRenewalOutcome outcome, DateTime now)
    {
        TriedOn = ChinaTime.Day(now);
        Outcome = outcome;
    }
}
