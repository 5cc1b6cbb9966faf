using KBoss.Domain.Common;

namespace KBoss.Domain.Catalog;

/// <summary>What the supplier charges for a Sku under a floor-price agreement: a row of the distributor that buys there, which nobody else sees.</summary>
public sealed class SupplyPrice : Entity, IOrganizationOwned, IAudited
{
    private SupplyPrice()
    {
    }

    public SupplyPrice(Sku sku, decimal floorPrice)
    {
        OrganizationId = sku.OrganizationId;
        Sku = sku;
        Change(floorPrice);
    }

    public long OrganizationId { get; private set; }

    public long SkuId { get; private set; }

    public Sku Sku { get; private set; } = null!;

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal FloorPrice { get; private set; }

    /// <summary>The Sku, by whose code people look for its price.</summary>
    public string AuditSubject => Sku?.AuditSubject ?? $"Sku {SkuId}";

    /// <summary>Takes over what the supplier charges now; a value that makes no sense is refused with <c>Common.PriceInvalid</c>.</summary>
    public void Change(decimal floorPrice) => FloorPrice = Checked(floorPrice);

    /// <summary>A floor price in yuan per unit that can be one; otherwise <c>Common.PriceInvalid</c>.</summary>
    public static decimal Checked(decimal floorPrice) => Require.Price(floorPrice, "floor-price");
}
