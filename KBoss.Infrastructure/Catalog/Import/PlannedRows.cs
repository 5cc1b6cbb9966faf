using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>
/// A product that good rows of the file speak of, the first of them at <paramref name="Number"/>, under the name that stands in the file;
/// <see cref="Known"/> if the supplier has it already.
/// </summary>
internal sealed record PlannedProduct(int Number, ProductFacts Facts, KnownProduct? Known, bool Differs)
{
    /// <summary>What its type is.</summary>
    public ProductKind Kind { get; init; }

    /// <summary>What the audit log says of the change, as it says of one by hand.</summary>
    public IEnumerable<StagedAuditEntry> Audit(long owner, long importId)
    {
        if (Known is { } before && Differs)
        {
            var values = new Values();
            values.Compare(nameof(Product.Brief), before.Brief, Facts.Brief);
            values.Compare(nameof(Product.Region), before.Region, Facts.Region);
            values.Compare(nameof(Product.Tags), before.Tags, Facts.Tags);
            values.Compare(nameof(Product.Type), before.Type, Facts.Type);
            yield return values.Entry(owner, importId, Number, $"Product {before.Name}");
        }
    }
}

/// <summary>
/// A good row that adds or changes a Sku, or only its product; its stock was counted when orders held <paramref name="TakenWhenSet"/> of it.
/// </summary>
internal sealed record PlannedSku(
    int Number, string Code, SkuFacts Facts, decimal? FloorPrice, int TakenWhenSet, KnownSku? Known, PlannedProduct Product)
{
    /// <summary>Whether what is known may cost something else from now on, to the distributor or to those who buy of it at a share of the list price.</summary>
    public bool ChangesCost => Known is not null && (Known.Facts.ListPrice, Known.FloorPrice) != (Facts.ListPrice, FloorPrice);

    /// <summary>Whether it adds or changes the Sku, its place or its floor price.</summary>
    public bool Writes => Known is null || Known.Facts != Facts || Known.FloorPrice != FloorPrice || Known.ProductId != Product.Known?.Id;

    /// <summary>What the audit log says of the change, as it says of one by hand; what is new is not audited.</summary>
    public IEnumerable<StagedAuditEntry> Audit(long owner, long importId)
    {
        if (Known is not { } before)
        {
            yield break;
        }

        var (sku, subject) = (new Values(), $"Sku {Code}");
        sku.Compare(nameof(Sku.ListPrice), before.Facts.ListPrice, Facts.ListPrice);
        sku.Compare(nameof(Sku.Options), before.Facts.Options, Facts.Options);
        if (Product.Known is { } home)
        {
            // The key of a product that comes with the same file is not known yet.
            sku.Compare(nameof(Sku.ProductId), before.ProductId, home.Id);
        }

        sku.Compare(nameof(Sku.Stock), before.Facts.Stock, Facts.Stock);
        sku.Compare(nameof(Sku.Unit), before.Facts.Unit, Facts.Unit);
        if (sku.Any)
        {
            yield return sku.Entry(owner, importId, Number, subject);
        }

        if (before.FloorPrice != FloorPrice)
        {
            yield return new StagedAuditEntry(
                owner, importId, Number, FloorPrice is null ? nameof(EntityState.Deleted) : nameof(EntityState.Modified), subject,
                PriceText(before.FloorPrice), PriceText(FloorPrice));
        }
    }

    private static string PriceText(decimal? price) => price is null ? "" : AuditText.Of([(nameof(SupplyPrice.FloorPrice), price)]);
}

/// <summary>The values of one row that differ, before and after.</summary>
internal sealed class Values
{
    private readonly List<(string Name, object? Value)> before = [];
    private readonly List<(string Name, object? Value)> after = [];

    public bool Any => before.Count > 0;

    public void Compare<T>(string column, T was, T becomes)
    {
        if (!EqualityComparer<T>.Default.Equals(was, becomes))
        {
            before.Add((column, was));
            after.Add((column, becomes));
        }
    }

    public StagedAuditEntry Entry(long owner, long importId, int number, string subject) =>
        new(owner, importId, number, nameof(EntityState.Modified), subject, AuditText.Of(before), AuditText.Of(after));
}
