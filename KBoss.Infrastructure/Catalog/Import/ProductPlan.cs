using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>What importing a supplier's workbook would do.</summary>
internal sealed class ProductPlan : ImportPlan<ProductRow>
{
    private readonly ImportUpload<ProductRow> upload;
    private readonly KnownProducts known;
    private readonly KnownWords types;
    private readonly KnownWords regions;
    private readonly HashSet<string> missing;
    private readonly Dictionary<string, (PlannedProduct Product, int Row)> products = [];
    private readonly List<PlannedSku> skus = [];
    private readonly IReadOnlyCollection<PlannedProduct> homes;

    public ProductPlan(ImportUpload<ProductRow> upload, KnownProducts known, KnownWords types, KnownWords regions)
    {
        (this.upload, this.known, this.types, this.regions) = (upload, known, types, regions);
        missing = [.. upload.File.Warnings.Where(w => w.Code == WorkbookErrors.OptionalColumnMissing).Select(w => w.Column)];
        foreach (var group in upload.File.Rows.Where(r => r.IsValid).GroupBy(r => NormalText.Key(r.Value.ProductName)))
        {
            products.Add(group.Key, (Describe(group, group.First().Number), group.First().Number));
        }

        Rows = [.. upload.File.Rows.Select(Plan)];
        homes = [.. skus.Select(s => s.Product).Distinct<PlannedProduct>(ReferenceEqualityComparer.Instance)];
    }

    public override IReadOnlyList<ImportRow<ProductRow>> Rows { get; }

    /// <summary>What the commit writes of these rows, made by the domain, which refuses what it would refuse in any other act.</summary>
    public override async Task StageAsync(KBossDbContext db, long importId, int from, int to, CancellationToken ct)
    {
        var (owner, supplierId) = (upload.Me.OrganizationId, upload.SubjectId);
        var rows = skus.Where(s => s.Number >= from && s.Number <= to).ToList();
        var described = homes.Where(p => p.Number >= from && p.Number <= to).ToList();
        await db.AddManyAsync([.. described.Select(p => new StagedProduct(owner, importId, p))], ct);
        await db.AddManyAsync([.. rows.Where(s => s.Writes).Select(s => new StagedSku(importId, s, new Sku(owner, supplierId, s.Code, s.Facts)))], ct);
        await db.AddManyAsync([.. described.SelectMany(p => p.Audit(owner, importId)), .. rows.SelectMany(s => s.Audit(owner, importId))], ct);
    }

    /// <summary>The first row of a product describes it; brief and tags may be left blank on all but one.</summary>
    private PlannedProduct Describe(IEnumerable<WorkbookRow<ProductRow>> rows, int number)
    {
        var all = rows.Select(r => r.Value).ToList();
        var before = known.Product(all[0].ProductName);
        var brief = missing.Contains(nameof(ProductRow.Brief)) ? before?.Brief ?? "" : all.Select(r => r.Brief).FirstOrDefault(b => b.Length > 0, "");
        var tags = missing.Contains(nameof(ProductRow.Tags)) ? before?.Tags ?? ProductTags.None : all.Select(TagsOf).FirstOrDefault(t => t != ProductTags.None);
        var facts = new ProductFacts(before?.Name ?? all[0].ProductName, Word(types, all[0].Type), Word(regions, all[0].Region), brief, Tags: tags);
        return new PlannedProduct(
            number, facts, before,
            before is not null && (before.Type, before.Region, before.Brief, before.Tags) != (facts.Type, facts.Region, facts.Brief, facts.Tags))
        {
            Kind = types.Find(facts.Type)?.Kind ?? ProductKind.Other,
        };
    }

    private ImportRow<ProductRow> Plan(WorkbookRow<ProductRow> row)
    {
        if (!row.IsValid)
        {
            // What is not in its list is said together with what cannot be read: a file is mended once.
            return ImportRow.Of(row.Number, row.Value, isKnown: false, [], [.. row.Errors, .. Unlisted(row, known.Product(row.Value.ProductName))]);
        }

        var (product, definedAt) = products[NormalText.Key(row.Value.ProductName)];
        var before = known.Sku(row.Value.SkuCode);
        var listed = missing.Contains(nameof(ProductRow.Stock)) ? null : before?.Count.From(row.Value.Stock, row.Value.SoldThen);
        var count = before is null ? new StockCount(row.Value.Stock, 0, 0) : listed is null ? before.Count : before.Count.With(listed);
        var facts = new SkuFacts(row.Value.Options, row.Value.Unit, row.Value.ListPrice, count.Stock);
        var floorPrice = missing.Contains(nameof(ProductRow.FloorPrice)) ? before?.FloorPrice : row.Value.FloorPrice;
        List<CellError> errors =
        [
            .. Unlisted(row, product.Known), .. Contradictions(row, product.Facts, definedAt), .. Refusal(row, facts, floorPrice), .. TypedStock(row, product.Known),
        ];
        IReadOnlyList<FieldChange> changes = errors.Count > 0 ? [] : Changes(product, before, facts, floorPrice);
        if (errors.Count == 0 && (before is null || changes.Count > 0))
        {
            skus.Add(new PlannedSku(row.Number, before?.Code ?? row.Value.SkuCode, facts, floorPrice, count.TakenWhenSet, before, product));
        }

        return ImportRow.Of(row.Number, row.Value, before is not null, changes, errors) with { Notes = errors.Count > 0 ? [] : Notes(row.Number, listed) };
    }

    /// <summary>What became of the listed number, wherever something was sold or given back since it was counted.</summary>
    private static IReadOnlyList<CellError> Notes(int row, ListedStock? stock)
    {
        if (stock is not { Sold: not 0, Listed: { } listed })
        {
            return [];
        }

        var code = (stock.Knowledge, stock.Sold > 0) switch
        {
            (StockKnowledge.SinceTheList, true) => "Catalog.StockSoldSinceExport",
            (StockKnowledge.SinceTheList, false) => "Catalog.StockBackSinceExport",
            (StockKnowledge.SinceItWasSet, true) => "Catalog.StockSoldSinceSet",
            (StockKnowledge.SinceItWasSet, false) => "Catalog.StockBackSinceSet",
            (_, true) => "Catalog.StockSoldUnknown",
            _ => "Catalog.StockBackUnknown",
        };
        return [new CellError(row, nameof(ProductRow.Stock), code, [listed, Math.Abs(stock.Sold), stock.Stock])];
    }

    /// <summary>What is counted by devices has no second number beside them.</summary>
    private static IEnumerable<CellError> TypedStock(WorkbookRow<ProductRow> row, KnownProduct? product) => product is { ByDevices: true } && row.Value.Stock is not null
        ? [new CellError(row.Number, nameof(ProductRow.Stock), "Catalog.StockByDevices", [product.Name])]
        : [];

    /// <summary>A word that is not in its list, with what may have been meant; what the product has already stays, though it is retired.</summary>
    private IEnumerable<CellError> Unlisted(WorkbookRow<ProductRow> row, KnownProduct? product)
    {
        var refused = new[]
        {
            (nameof(ProductRow.Type), types.Refusal(row.Value.Type, product?.Type)),
            (nameof(ProductRow.Region), regions.Refusal(row.Value.Region, product?.Region)),
        };
        return refused.Where(r => r.Item2 is not null && row.Errors.All(e => e.Column != r.Item1))
            .Select(r => new CellError(row.Number, r.Item1, r.Item2!.Code, [.. r.Item2.Args]));
    }

    /// <summary>A word as the list spells it.</summary>
    private static string Word(KnownWords words, string text) => words.Find(text)?.Name ?? text;

    private IEnumerable<CellError> Contradictions(WorkbookRow<ProductRow> row, ProductFacts product, int definedAt)
    {
        if (Word(types, row.Value.Type) != product.Type)
        {
            yield return Differs(nameof(ProductRow.Type));
        }

        if (Word(regions, row.Value.Region) != product.Region)
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
        var refusals = new Refusals();
        refusals.Try(() => { _ = new Sku(0, 0, row.Value.SkuCode, facts); });
        if (floorPrice is { } price)
        {
            refusals.Try(() => SupplyPrice.Checked(price));
        }

        return refusals.Found.Select(refused => new CellError(row.Number, refused.Field switch
        {
            "code" => nameof(ProductRow.SkuCode),
            "options" => nameof(ProductRow.Options),
            "list-price" => nameof(ProductRow.ListPrice),
            "floor-price" => nameof(ProductRow.FloorPrice),
            "stock" => nameof(ProductRow.Stock),
            _ => "",
        }, refused.Code, [.. refused.Args]));
    }

    private List<FieldChange> Changes(PlannedProduct product, KnownSku? sku, SkuFacts facts, decimal? floorPrice)
    {
        var changes = new List<FieldChange>();
        if (sku is not null)
        {
            var home = known.HomeOf(sku);
            if (home.Id != product.Known?.Id)
            {
                changes.Add(new FieldChange(nameof(ProductRow.ProductName), home.Deleted ? "" : home.Name, product.Facts.Name));
            }

            Compare(nameof(ProductRow.Options), sku.Facts.Options, facts.Options);
            Compare(nameof(ProductRow.Unit), sku.Facts.Unit, facts.Unit);
            Compare(nameof(ProductRow.ListPrice), sku.Facts.ListPrice, facts.ListPrice);
            Compare(nameof(ProductRow.FloorPrice), sku.FloorPrice, floorPrice);
            Compare(nameof(ProductRow.Stock), sku.Facts.Stock, facts.Stock);
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
