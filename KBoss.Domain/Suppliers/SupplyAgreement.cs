using KBoss.Domain.Common;

namespace KBoss.Domain.Suppliers;

/// <summary>What the supplier gets: a rate of the list price, a floor price, or the selling price less a commission that comes back at settlement.</summary>
public enum SalesMode
{
    Discount,
    FloorPrice,
    Commission,
}

/// <summary>How often the distributor settles with the supplier.</summary>
public enum SettlementCycle
{
    Monthly,
    Quarterly,
    Yearly,
}

/// <summary>
/// One version of the contract with a supplier, in force from <see cref="EffectiveFrom"/> (inclusive) to <see cref="EffectiveTo"/> (exclusive), UTC.
/// A change of terms is a new version; the old one stays readable.
/// </summary>
public sealed class SupplyAgreement : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private SupplyAgreement()
    {
    }

    /// <summary>A version of the terms given.</summary>
    /// <param name="before">The version that is in force until this one begins, or was the last one; none for the first.</param>
    public SupplyAgreement(long organizationId, long supplierId, int number, AgreementTerms terms, DateTime now, SupplyAgreement? before = null)
    {
        OrganizationId = organizationId;
        SupplierId = supplierId;
        Number = number;
        Mode = terms.Mode;
        ModeNumber = before is null ? 1 : before.Mode == terms.Mode ? before.ModeNumber : number;
        SettlementCycle = terms.SettlementCycle;
        EffectiveTo = terms.EffectiveTo is { } end ? Require.Utc(end) : null;
        Refusals.All(
            () => Rate = terms.Mode switch
            {
                SalesMode.FloorPrice => null,
                _ => Require.Rate(terms.Rate ?? throw new RuleException("Suppliers.RateRequired") { Field = "rate" }, "rate"),
            },
            () => EffectiveFrom = Require.Utc(terms.EffectiveFrom ?? throw new RuleException("Common.TextRequired") { Field = "effective-from" }),
            () =>
            {
                if (EffectiveTo <= terms.EffectiveFrom)
                {
                    throw new RuleException("Suppliers.PeriodInvalid") { Field = "effective-to" };
                }
            },
            () => Text = Require.Optional(terms.Text, "text", LongText.MaxLength, free: true));

        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    /// <summary>1 for the first version, then counting up.</summary>
    public int Number { get; private set; }

    public SalesMode Mode { get; private set; }

    /// <summary>
    /// The number of the version with which the sales mode began, 1 for the first: versions of one mode that follow each other share it, and what was agreed with customers
    /// under another one no longer holds [R-SUP-1].
    /// </summary>
    public int ModeNumber { get; private set; }

    /// <summary>Discount: the supplier's share of the list price. Commission: the share of the selling price that comes back. Both 0 &lt; r ≤ 1.</summary>
    public decimal? Rate { get; private set; }

    public string Text { get; private set; } = "";

    public SettlementCycle SettlementCycle { get; private set; }

    public DateTime EffectiveFrom { get; private set; }

    public DateTime? EffectiveTo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>What decides the cost.</summary>
    public SupplyRate SupplyRate => new(Mode, Rate);

    /// <summary>When Operations was told that the version is going to begin; null while it was not.</summary>
    [NotAudited]
    public DateTime? ToldAheadAt { get; private set; }

    /// <summary>When Operations was told that the version has begun; null while it was not.</summary>
    [NotAudited]
    public DateTime? ToldBegunAt { get; private set; }

    /// <summary>Whether the sales mode is another one than before.</summary>
    public bool ChangesMode => Number > 1 && ModeNumber == Number;

    public string AuditSubject => $"SupplyAgreement {SupplierId}/{Number}";

    /// <summary>Whether the version is in force at an instant.</summary>
    public bool IsInForce(DateTime at) => EffectiveFrom <= at && (EffectiveTo is null || at < EffectiveTo);

    /// <summary>Ends this version where the next begins; one that had not begun yet never comes into force.</summary>
    public void EndAt(DateTime at) => EffectiveTo = at > EffectiveFrom ? Require.Utc(at) : EffectiveFrom;

    /// <summary>Operations has been told what begins with the version, or that there is nothing to tell.</summary>
    public void TellAhead(DateTime now) => ToldAheadAt ??= Require.Utc(now);

    /// <summary>Operations has been told what began with the version, or that there is nothing to tell.</summary>
    public void TellBegun(DateTime now) => ToldBegunAt ??= Require.Utc(now);
}

/// <summary>What a supplier gets by an agreement: its mode and its rate.</summary>
public readonly record struct SupplyRate(SalesMode Mode, decimal? Rate)
{
    /// <summary>The seller's cost of one unit in yuan, four decimals; null where the floor price it needs is missing.</summary>
    public decimal? CostOf(decimal listPrice, decimal? floorPrice, decimal sellingPrice) => Mode == SalesMode.Commission
        ? Money.UnitPrice(sellingPrice * (1 - Rate!.Value))
        : FixedCost(listPrice, floorPrice);

    /// <summary>
    /// What one unit costs whatever it is sold for, in yuan, four decimals; null for a commission, which is a share of every price and never more than it,
    /// and where the floor price is missing.
    /// </summary>
    public decimal? FixedCost(decimal listPrice, decimal? floorPrice) => Mode switch
    {
        SalesMode.Discount => Money.UnitPrice(listPrice * Rate!.Value),
        SalesMode.FloorPrice => floorPrice,
        _ => null,
    };
}

/// <summary>The terms of an agreement as Operations writes them, what is missing too; times are UTC.</summary>
public sealed record AgreementTerms(
    SalesMode Mode, decimal? Rate, DateTime? EffectiveFrom, DateTime? EffectiveTo = null,
    SettlementCycle SettlementCycle = SettlementCycle.Monthly, string Text = "");
