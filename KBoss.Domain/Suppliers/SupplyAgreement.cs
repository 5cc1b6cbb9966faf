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

    public SupplyAgreement(long organizationId, long supplierId, int number, AgreementTerms terms, DateTime now)
    {
        OrganizationId = organizationId;
        SupplierId = supplierId;
        Number = number;
        Mode = terms.Mode;
        Rate = terms.Mode switch
        {
            SalesMode.FloorPrice => null,
            _ => Require.Rate(terms.Rate ?? throw new RuleException("Suppliers.RateRequired") { Field = "rate" }, "rate"),
        };
        Text = Require.Optional(terms.Text, "text", LongText.MaxLength, free: true);
        SettlementCycle = terms.SettlementCycle;
        EffectiveFrom = Require.Utc(terms.EffectiveFrom);
        EffectiveTo = terms.EffectiveTo is { } end ? Require.Utc(end) : null;
        if (EffectiveTo <= EffectiveFrom)
        {
            throw new RuleException("Suppliers.PeriodInvalid") { Field = "effective-to" };
        }

        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    /// <summary>1 for the first version, then counting up.</summary>
    public int Number { get; private set; }

    public SalesMode Mode { get; private set; }

    /// <summary>Discount: the supplier's share of the list price. Commission: the share of the selling price that comes back. Both 0 &lt; r ≤ 1.</summary>
    public decimal? Rate { get; private set; }

    public string Text { get; private set; } = "";

    public SettlementCycle SettlementCycle { get; private set; }

    public DateTime EffectiveFrom { get; private set; }

    public DateTime? EffectiveTo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>What decides the cost.</summary>
    public SupplyRate SupplyRate => new(Mode, Rate);

    public string AuditSubject => $"SupplyAgreement {SupplierId}/{Number}";

    /// <summary>Whether the version is in force at an instant.</summary>
    public bool IsInForce(DateTime at) => EffectiveFrom <= at && (EffectiveTo is null || at < EffectiveTo);

    /// <summary>Ends this version where the next begins; one that had not begun yet never comes into force.</summary>
    public void EndAt(DateTime at) => EffectiveTo = at > EffectiveFrom ? Require.Utc(at) : EffectiveFrom;

}

/// <summary>What a supplier gets by an agreement: its mode and its rate.</summary>
public readonly record struct SupplyRate(SalesMode Mode, decimal? Rate)
{
    /// <summary>The seller's cost of one unit in yuan, four decimals; null where the floor price it needs is missing.</summary>
    public decimal? CostOf(decimal listPrice, decimal? floorPrice, decimal sellingPrice) => Mode switch
    {
        SalesMode.Discount => Money.UnitPrice(listPrice * Rate!.Value),
        SalesMode.FloorPrice => floorPrice,
        _ => Money.UnitPrice(sellingPrice * (1 - Rate!.Value)),
    };
}

/// <summary>The terms of an agreement as Operations writes them; times are UTC.</summary>
public sealed record AgreementTerms(
    SalesMode Mode, decimal? Rate, DateTime EffectiveFrom, DateTime? EffectiveTo = null,
    SettlementCycle SettlementCycle = SettlementCycle.Monthly, string Text = "");
