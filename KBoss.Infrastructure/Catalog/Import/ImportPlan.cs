using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>What an import does with a row.</summary>
public enum ImportRowKind
{
    New,
    Changed,
    Unchanged,
    Error,
}

/// <summary>One field that an import changes, by the key of its column, with the values before and after.</summary>
public sealed record FieldChange(string Column, object? Before, object? After);

/// <summary>One row of an upload and what importing it does.</summary>
public sealed record ImportRow(int Number, ImportRowKind Kind, ProductRow Value, IReadOnlyList<FieldChange> Changes, IReadOnlyList<CellError> Errors);

/// <summary>What is known of a supplier's product before an import.</summary>
internal sealed record KnownProduct(long Id, string Name, string Type, string Region, string Brief, ProductTags Tags, bool Deleted);

/// <summary>What is known of a supplier's Sku before an import.</summary>
internal sealed record KnownSku(long Id, string Code, long ProductId, SkuFacts Facts, decimal? FloorPrice);

/// <summary>A product that good rows of the file speak of, under the name that stands in the file; <see cref="Known"/> if the supplier has it already.</summary>
internal sealed record PlannedProduct(ProductFacts Facts, KnownProduct? Known, bool Differs);

/// <summary>A good row that adds or changes a Sku.</summary>
internal sealed record PlannedSku(string Code, SkuFacts Facts, decimal? FloorPrice, KnownSku? Known, PlannedProduct Product);

/// <summary>
/// What importing a file would do, worked out without touching anything: the preview shows it and the commit carries it out.
/// Skus are matched by code whatever the letter case, products by name; a column that the file leaves out changes nothing.
/// </summary>
internal sealed class ImportPlan
{
    private readonly HashSet<string> missing;
    private readonly Dictionary<string, KnownProduct> productsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, KnownProduct> productsById;
    private readonly Dictionary<string, KnownSku> skus = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (PlannedProduct Product, int Row)> planned = new(StringComparer.Ordinal);

    public ImportPlan(WorkbookResult<ProductRow> file, IReadOnlyCollection<KnownProduct> products, IReadOnlyCollection<KnownSku> skus)
    {
        missing = [.. file.Warnings.Where(w => w.Code == WorkbookErrors.OptionalColumnMissing).Select(w => w.Column)];
        productsById = products.ToDictionary(p => p.Id);
        foreach (var product in products.Where(p => !p.Deleted))
        {
            productsByName.TryAdd(product.Name, product);
        }

        foreach (var sku in skus)
        {
            this.skus.TryAdd(sku.Code, sku);
        }

        foreach (var group in file.Rows.Where(r => r.IsValid).GroupBy(r => r.Value.ProductName, StringComparer.Ordinal))
        {
            planned.Add(group.Key, (Describe(group), group.First().Number));
        }

        Rows = [.. file.Rows.Select(Plan)];
    }

    public IReadOnlyList<ImportRow> Rows { get; }

    /// <summary>The Skus to add or change.</summary>
    public List<PlannedSku> Skus { get; } = [];

    public int Count(ImportRowKind kind) => Rows.Count(r => r.Kind == kind);

    /// <summary>The first row of a product describes it; brief and tags may be left blank on all but one.</summary>
    private PlannedProduct Describe(IEnumerable<WorkbookRow<ProductRow>> rows)
    {
        var all = rows.Select(r => r.Value).ToList();
        var known = productsByName.GetValueOrDefault(all[0].ProductName);
        var brief = missing.Contains(nameof(ProductRow.Brief)) ? known?.Brief ?? "" : all.Select(r => r.Brief).FirstOrDefault(b => b.Length > 0, "");
        var tags = missing.Contains(nameof(ProductRow.Tags)) ? known?.Tags ?? ProductTags.None : all.Select(TagsOf).FirstOrDefault(t => t != ProductTags.None);
        var facts = new ProductFacts(all[0].ProductName, all[0].Type, all[0].Region, brief, Tags: tags);
        return new PlannedProduct(facts, known, known is not null && (known.Type, known.Region, known.Brief, known.Tags) != (facts.Type, facts.Region, facts.Brief, facts.Tags));
    }

    private ImportRow Plan(WorkbookRow<ProductRow> row)
    {
        if (!row.IsValid)
        {
            return new ImportRow(row.Number, ImportRowKind.Error, row.Value, [], row.Errors);
        }

        var (product, definedAt) = planned[row.Value.ProductName];
        var known = skus.GetValueOrDefault(row.Value.SkuCode);
        var facts = FactsOf(row.Value, known);
        var floorPrice = missing.Contains(nameof(ProductRow.FloorPrice)) ? known?.FloorPrice : row.Value.FloorPrice;
        var errors = Contradictions(row, product.Facts, definedAt).Concat(Refusal(row, facts, floorPrice)).ToList();
        if (errors.Count > 0)
        {
            return new ImportRow(row.Number, ImportRowKind.Error, row.Value, [], errors);
        }

        var changes = Changes(product, known, facts, floorPrice);
        if (known is null || changes.Count > 0)
        {
            Skus.Add(new PlannedSku(row.Value.SkuCode, facts, floorPrice, known, product));
        }

        var kind = known is null ? ImportRowKind.New : changes.Count > 0 ? ImportRowKind.Changed : ImportRowKind.Unchanged;
        return new ImportRow(row.Number, kind, row.Value, changes, []);
    }

    private SkuFacts FactsOf(ProductRow row, KnownSku? known) => new(
        row.Options,
        row.Unit,
        row.ListPrice,
        missing.Contains(nameof(ProductRow.Stock)) ? known?.Facts.Stock : row.Stock);

    private static IEnumerable<CellError> Contradictions(WorkbookRow<ProductRow> row, ProductFacts product, int definedAt)
    {
        if (row.Value.Type != product.Type)
        {
            yield return Differs(nameof(ProductRow.Type));
        }

        if (row.Value.Region != product.Region)
        {
            yield return Differs(nameof(ProductRow.Region));
        }

        if (row.Value.Brief.Length > 0 && row.Value.Brief != product.Brief)
        {
            yield return Differs(nameof(ProductRow.Brief));
        }

        if (TagsOf(row.Value) is var tags && tags != ProductTags.None && tags != product.Tags)
        {
            yield return Differs(nameof(ProductRow.Tags));
        }

        CellError Differs(string column) => new(row.Number, column, "Catalog.ProductDiffers", [product.Name, definedAt]);
    }

    /// <summary>What the Sku itself would refuse, said of the row before anything is written.</summary>
    private static IEnumerable<CellError> Refusal(WorkbookRow<ProductRow> row, SkuFacts facts, decimal? floorPrice)
    {
        try
        {
            _ = new Sku(0, 0, row.Value.SkuCode, facts);
            _ = floorPrice is { } price ? SupplyPrice.Checked(price) : 0;
            return [];
        }
        catch (RuleException refused)
        {
            var column = refused.Field switch
            {
                "code" => nameof(ProductRow.SkuCode),
                "options" => nameof(ProductRow.Options),
                "list-price" => nameof(ProductRow.ListPrice),
                "floor-price" => nameof(ProductRow.FloorPrice),
                "stock" => nameof(ProductRow.Stock),
                _ => "",
            };
            return [new CellError(row.Number, column, refused.Code, [.. refused.Args])];
        }
    }

    private List<FieldChange> Changes(PlannedProduct product, KnownSku? known, SkuFacts facts, decimal? floorPrice)
    {
        var changes = new List<FieldChange>();
        if (known is not null)
        {
            var home = productsById[known.ProductId];
            if (home.Id != product.Known?.Id)
            {
                changes.Add(new FieldChange(nameof(ProductRow.ProductName), home.Deleted ? "" : home.Name, product.Facts.Name));
            }

            Compare(nameof(ProductRow.Options), known.Facts.Options, facts.Options);
            Compare(nameof(ProductRow.Unit), known.Facts.Unit, facts.Unit);
            Compare(nameof(ProductRow.ListPrice), known.Facts.ListPrice, facts.ListPrice);
            Compare(nameof(ProductRow.FloorPrice), known.FloorPrice, floorPrice);
            Compare(nameof(ProductRow.Stock), known.Facts.Stock, facts.Stock);
        }

        if (product is { Differs: true, Known: { } before })
        {
            Compare(nameof(ProductRow.Type), before.Type, product.Facts.Type);
            Compare(nameof(ProductRow.Region), before.Region, product.Facts.Region);
            Compare(nameof(ProductRow.Brief), before.Brief, product.Facts.Brief);
            Compare(nameof(ProductRow.Tags), before.Tags, product.Facts.Tags);
        }

        return changes;

        void Compare<T>(string column, T was, T becomes)
        {
            if (!EqualityComparer<T>.Default.Equals(was, becomes))
            {
                changes.Add(new FieldChange(column, was, becomes));
            }
        }
    }

    private static ProductTags TagsOf(ProductRow row) => row.Tags.Aggregate(ProductTags.None, (tags, tag) => tags | Enum.Parse<ProductTags>(tag));
}
