using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>
/// A product that was made from a configuration of own devices: a kind and the values that its devices must have. What it has in stock are the devices that are
/// loaded into it and free; no number is typed.
/// </summary>
public sealed class DeviceProduct : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private DeviceProduct()
    {
    }

    public DeviceProduct(Product product, DeviceKind kind)
    {
        (OrganizationId, ProductId, KindId) = (product.OrganizationId, product.Id, kind.Id);
    }

    public long OrganizationId { get; private set; }

    public long ProductId { get; private set; }

    public long KindId { get; private set; }

    /// <summary>Operations is told when fewer are free than this; null tells nobody.</summary>
    public int? LowStock { get; private set; }

    /// <summary>Since when fewer are free (UTC); Operations was told then, and is told again only after there were enough.</summary>
    [NotAudited]
    public DateTime? LowSince { get; private set; }

    public string AuditSubject => $"DeviceProduct {ProductId}";

    /// <summary>Says below how many free devices Operations is told.</summary>
    public void Warn(int? lowStock) => LowStock = LowStockOf(lowStock);

    /// <summary>A number below which Operations is told; <c>Common.CountInvalid</c> for one that makes no sense.</summary>
    public static int? LowStockOf(int? lowStock) => lowStock is { } count ? Require.Count(count, "low-stock", 1, 100_000) : null;

    /// <summary>Looks at how many are free, and says whether Operations has to be told: once for each fall.</summary>
    public bool Falls(int free, DateTime now)
    {
        var isLow = free < LowStock;
        var falls = isLow && LowSince is null;
        LowSince = isLow ? LowSince ?? Require.Utc(now) : null;
        return falls;
    }
}

/// <summary>What every device of a product must have for an attribute.</summary>
public sealed class DeviceProductValue : Entity, IOrganizationOwned
{
    private DeviceProductValue()
    {
    }

    public DeviceProductValue(DeviceProduct product, DeviceAttribute attribute, string value)
    {
        (OrganizationId, ProductId, AttributeId) = (product.OrganizationId, product.ProductId, attribute.Id);
        (Value, ValueKey) = (value, NormalText.Key(value));
    }

    public long OrganizationId { get; private set; }

    public long ProductId { get; private set; }

    public long AttributeId { get; private set; }

    public string Value { get; private set; } = "";

    /// <summary>What the value of a device is compared with.</summary>
    public string ValueKey { get; private set; } = "";
}
