using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Catalog;

/// <summary>Marks by which the storefront sets products off.</summary>
[Flags]
public enum ProductTags
{
    None = 0,
    New = 1,
    Star = 2,
    Recommended = 4,
}

/// <summary>
/// What a customer browses; its Skus are the configurations that can be bought. A deleted product disappears from sale, what was bought keeps working.
/// It belongs to the distributor that buys it from the supplier; whoever sells it further down sees it.
/// </summary>
public sealed class Product : Entity, ISeenDownstream, IAudited
{
    private Product()
    {
    }

    public Product(Supplier supplier, ProductFacts facts, DateTime now, ProductKind? kind = null)
    {
        OrganizationId = supplier.OrganizationId;
        SupplierId = supplier.Id;
        NameSupplier(supplier);
        OnShelf = true;
        Change(facts, kind);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    /// <summary>What the supplier is called, for all who see the product; whatever else is known of the supplier stays with the owner.</summary>
    [NotAudited]
    public string SupplierName { get; private set; } = "";

    /// <summary>Unique per supplier among products that are not deleted, by <see cref="NameKey"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the name is compared by.</summary>
    [Compared]
    [NotAudited]
    public string NameKey { get; private set; } = "";

    /// <summary>A word of its owner's list of types, as it is spelled there.</summary>
    public string Type { get; private set; } = "";

    /// <summary>What its type is, whatever that is called; kept beside it for those who see the product and not the list.</summary>
    [NotAudited]
    public ProductKind Kind { get; private set; }

    /// <summary>A word of its owner's list of regions.</summary>
    public string Region { get; private set; } = "";

    public string Brief { get; private set; } = "";

    /// <summary>Markdown.</summary>
    public string Description { get; private set; } = "";

    public ProductTags Tags { get; private set; }

    /// <summary>The key of the stored picture; empty shows the picture of the type.</summary>
    public string ImageKey { get; private set; } = "";

    public bool OnShelf { get; private set; }

    /// <summary>Whether its stock are own devices that are loaded into it: the free ones are counted, and no Sku of it holds a number.</summary>
    public bool ByDevices { get; private set; }

    /// <summary>Within how many days it is delivered where more is ordered than is free; null lets nobody order more than that.</summary>
    public int? DeliveryDays { get; private set; }

    public DateTime? DeletedAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"Product {Name}";

    /// <summary>Takes over what Operations wrote; without a kind, that of the usual type of the name.</summary>
    public void Change(ProductFacts facts, ProductKind? kind = null)
    {
        (Name, Type, Region, Brief, Description, Tags) = Kept(facts);
        Kind = kind ?? ProductTypes.KindOf(Type);
        NameKey = NormalText.Key(Name);
    }

    /// <summary>What describes a product in the form in which it is kept; what cannot be kept is refused.</summary>
    public static ProductFacts Kept(ProductFacts facts)
    {
        var refusals = new Refusals();
        var (name, type) = (refusals.Try(() => Require.Text(facts.Name, "name", 200)), refusals.Try(() => Require.Text(facts.Type, "type", 50)));
        var region = refusals.Try(() => Require.Text(facts.Region, "region", 50));
        var brief = refusals.Try(() => Require.Optional(facts.Brief, "brief", 500, free: true));
        var description = refusals.Try(() => Require.Optional(facts.Description, "description", LongText.MaxLength, free: true));
        refusals.Demand();
        return new ProductFacts(name!, type!, region!, brief!, description!, facts.Tags);
    }

    /// <summary>Takes over what its supplier is called.</summary>
    public void NameSupplier(Supplier supplier) => SupplierName = supplier.Name;

    /// <summary>Shows another picture.</summary>
    public void ShowImage(string key) => ImageKey = Require.Optional(key, "image", 100);

    /// <summary>Puts the product on sale or takes it off.</summary>
    public void PutOnShelf(bool onShelf) => OnShelf = onShelf;

    /// <summary>Its stock are the devices that are loaded into it from now on.</summary>
    public void CountDevices() => ByDevices = true;

    /// <summary>
    /// Lets more be ordered than there is, delivered within so many days; null ends it. Only what is counted by devices can wait for one:
    /// <c>Catalog.DeliveryDaysOfDevices</c>.
    /// </summary>
    public void Promise(int? deliveryDays) => DeliveryDays = deliveryDays is null || ByDevices ? DeliveryDaysOf(deliveryDays)
        : throw new RuleException("Catalog.DeliveryDaysOfDevices") { Field = "delivery-days" };

    /// <summary>Days within which more is delivered; <c>Common.CountInvalid</c> for a number that makes no sense.</summary>
    public static int? DeliveryDaysOf(int? deliveryDays) => deliveryDays is { } days ? Require.Count(days, "delivery-days", 1, 365) : null;

    /// <summary>Takes the product off sale for good.</summary>
    public void Delete(DateTime now) => DeletedAt ??= Require.Utc(now);
}

/// <summary>What describes a product, from the form or the supplier's workbook.</summary>
public sealed record ProductFacts(string Name, string Type, string Region, string Brief = "", string Description = "", ProductTags Tags = ProductTags.None);
