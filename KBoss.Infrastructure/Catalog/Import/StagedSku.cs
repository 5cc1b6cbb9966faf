using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>A product that a commit adds or changes, with the id and version that it was compared with if it is known.</summary>
internal sealed class StagedProduct : Entity, IStaged
{
    private StagedProduct()
    {
    }

    public StagedProduct(long organizationId, long importId, PlannedProduct planned)
    {
        (OrganizationId, ImportId, Number) = (organizationId, importId, planned.Number);
        (ProductId, ProductVersion, Differs) = (planned.Known?.Id, planned.Known?.Version ?? 0, planned.Differs);
        Kind = planned.Kind;
        var facts = Product.Kept(planned.Facts);
        (Name, NameKey, Type, Region, Brief, Tags) = (facts.Name, NormalText.Key(facts.Name), facts.Type, facts.Region, facts.Brief, facts.Tags);
    }

    public long OrganizationId { get; private set; }

    public long ImportId { get; private set; }

    public int Number { get; private set; }

    public long? ProductId { get; private set; }

    public int ProductVersion { get; private set; }

    /// <summary>Whether the commit changes a product that is known.</summary>
    public bool Differs { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>That of the product, by which it is found again.</summary>
    [Compared]
    public string NameKey { get; private set; } = "";

    public string Type { get; private set; } = "";

    public ProductKind Kind { get; private set; }

    public string Region { get; private set; } = "";

    public string Brief { get; private set; } = "";

    public ProductTags Tags { get; private set; }
}

/// <summary>A Sku that a commit adds or changes, with the id and version that it was compared with if it is known, and its floor price.</summary>
internal sealed class StagedSku : Entity, IStaged
{
    private StagedSku()
    {
    }

    public StagedSku(long importId, PlannedSku planned, Sku sku)
    {
        (OrganizationId, ImportId, Number, ProductNumber) = (sku.OrganizationId, importId, planned.Number, planned.Product.Number);
        (SkuId, SkuVersion, FloorPrice) = (planned.Known?.Id, planned.Known?.Version ?? 0, planned.FloorPrice);
        (Code, CodeKey, Options, Unit, ListPrice, Stock) = (sku.Code, sku.CodeKey, sku.Options, sku.Unit, sku.ListPrice, sku.Stock);
        (TakenWhenSet, ChangesCost) = (planned.TakenWhenSet, planned.ChangesCost);
    }

    public long OrganizationId { get; private set; }

    public long ImportId { get; private set; }

    public int Number { get; private set; }

    /// <summary>The number of the staged product that it stands under.</summary>
    public int ProductNumber { get; private set; }

    public long? SkuId { get; private set; }

    public int SkuVersion { get; private set; }

    public string Code { get; private set; } = "";

    /// <summary>That of the Sku, by which it is found again.</summary>
    [Compared]
    public string CodeKey { get; private set; } = "";

    public string Options { get; private set; } = "";

    public BillingUnit Unit { get; private set; }

    public decimal ListPrice { get; private set; }

    public int? Stock { get; private set; }

    /// <summary>How many orders held when the stock was counted.</summary>
    public int TakenWhenSet { get; private set; }

    public decimal? FloorPrice { get; private set; }

    /// <summary>Whether it is known and may cost something else from now on.</summary>
    public bool ChangesCost { get; private set; }
}

internal sealed class StagedSkuConfiguration : IEntityTypeConfiguration<StagedProduct>, IEntityTypeConfiguration<StagedSku>
{
    public void Configure(EntityTypeBuilder<StagedProduct> product)
    {
        StagedConfiguration.IsStaged(product, "StagedProducts", unique: true);
        product.Property(p => p.Brief).HasMaxLength(500);
        product.Property(p => p.Tags).HasConversion<int>();
    }

    public void Configure(EntityTypeBuilder<StagedSku> sku)
    {
        StagedConfiguration.IsStaged(sku, "StagedSkus", unique: true);
        sku.Property(s => s.Options).HasMaxLength(500);
        sku.Property(s => s.ListPrice).HasPrecision(18, 4);
        sku.Property(s => s.FloorPrice).HasPrecision(18, 4);
    }
}
