using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>
/// A product that good rows of the file speak of, under the name that stands in the file; <see cref="Known"/> if the supplier has it already.
/// </summary>
internal sealed record PlannedProduct(ProductFacts Facts, KnownProduct? Known, bool Differs);

/// <summary>A good row that adds or changes a Sku.</summary>
internal sealed record PlannedSku(string Code, SkuFacts Facts, decimal? FloorPrice, KnownSku? Known, PlannedProduct Product, ListedNumber? Listed);

/// <summary>The number of pieces that stands in a row, and how many orders held when it was counted, if the row says so.</summary>
internal sealed record ListedNumber(int? Stock, int? TakenThen)
{
    /// <summary>What it comes to, by the stock as it stands.</summary>
    public ListedStock Against(StockCount count) => count.From(Stock, TakenThen);
}

/// <summary>What importing a supplier's workbook would do.</summary>
internal sealed class ProductPlan : ImportPlan<ProductRow>
{
    private const int SaveStep = 2_000;

    private readonly ImportUpload<ProductRow> upload;
    private readonly KnownProducts known;
    private readonly ISkuOffers offers;
    private readonly ISupplySales sales;
    private readonly HashSet<string> missing;
    private readonly Dictionary<string, (PlannedProduct Product, int Row)> products = [];
    private readonly List<PlannedSku> skus = [];

    public ProductPlan(ImportUpload<ProductRow> upload, KnownProducts known, ISkuOffers offers, ISupplySales sales)
    {
        (this.upload, this.known, this.offers, this.sales) = (upload, known, offers, sales);
        missing = [.. upload.File.Warnings.Where(w => w.Code == WorkbookErrors.OptionalColumnMissing).Select(w => w.Column)];
        foreach (var group in upload.File.Rows.Where(r => r.IsValid).GroupBy(r => NormalText.Key(r.Value.ProductName)))
        {
            products.Add(group.Key, (Describe(group), group.First().Number));
        }

        Rows = [.. upload.File.Rows.Select(Plan)];
    }

    public override IReadOnlyList<ImportRow<ProductRow>> Rows { get; }

    /// <summary>Saves two thousand Skus at a time, so that progress is seen and the change tracker stays small enough to be quick.</summary>
    public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        db.AfterCommit(new StorefrontChanged());
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var supplierId = upload.SubjectId;
        var before = skus.Exists(s => s.Known is { } sku && (sku.Facts.ListPrice, sku.FloorPrice) != (s.Facts.ListPrice, s.FloorPrice))
            ? await sales.LookAsync(db, upload.Me.OrganizationId, supplierId, null, ct)
            : null;
        var standing = skus.Exists(s => s.Product.Known is not null)
            ? await db.Products.Where(p => p.SupplierId == supplierId && p.DeletedAt == null).ToDictionaryAsync(p => p.Id, ct)
            : [];
        var changed = skus.Exists(s => s.Known is not null) ? await db.Skus.Where(s => s.SupplierId == supplierId).ToDictionaryAsync(s => s.Id, ct) : [];
        var prices = skus.Exists(s => s.Known is not null)
            ? await db.SupplyPrices.Where(p => p.Sku.SupplierId == supplierId).ToDictionaryAsync(p => p.SkuId, ct)
            : [];
        var supplier = await db.Suppliers.FirstAsync(s => s.Id == supplierId, ct);
        if (skus.Exists(s => s.Product.Known is null))
        {
            // Who renames the supplier at this moment is met here: the products bear its name.
            db.Touch(supplier);
        }

        var homes = new Dictionary<PlannedProduct, Product>(ReferenceEqualityComparer.Instance);
        for (var from = 0; from < skus.Count; from += SaveStep)
        {
            var added = new List<Sku>();
            foreach (var planned in skus.Skip(from).Take(SaveStep))
            {
                if (!homes.TryGetValue(planned.Product, out var home))
                {
                    homes.Add(planned.Product, home = HomeOf(supplier, planned.Product, standing));
                }

                if (planned.Known is null)
                {
                    var sku = new Sku(upload.Me.OrganizationId, supplierId, planned.Code, planned.Facts);
                    sku.MoveTo(home);
                    FloorPrices.Set(db, sku, null, planned.FloorPrice);
                    added.Add(sku);
                }
                else
                {
                    var sku = changed[planned.Known.Id];
                    // Counted again by the row that is changed: whoever buys in the meantime changes it too, and one of the two begins anew.
                    var stock = planned.Listed?.Against(sku.Count);
                    sku.Change(planned.Facts with { Stock = stock is null ? sku.Stock : stock.Stock }, stock?.TakenWhenCounted);
                    FloorPrices.Set(db, sku, prices.GetValueOrDefault(sku.Id), planned.FloorPrice);
                    if (planned.Known.ProductId != planned.Product.Known?.Id)
                    {
                        sku.MoveTo(home);
                    }
                }
            }

            db.Skus.AddRange(added);
            offers.Add(db, added);
            await db.SaveChangesAsync(ct);
            progress?.Report(new ImportProgress(ImportStage.Saving, Math.Min(from + SaveStep, skus.Count), skus.Count));
        }

        await db.SaveChangesAsync(ct);
        if (before is not null)
        {
            await sales.TellAsync(db, before, CostCause.Import, supplier.Name, ct);
            await db.SaveChangesAsync(ct);
        }

        return Counts;
    }

    private Product HomeOf(Supplier supplier, PlannedProduct planned, Dictionary<long, Product> standing)
    {
        if (planned.Known is not { } before)
        {
            return new Product(supplier, planned.Facts, upload.Now);
        }

        var product = standing[before.Id];
        if (planned.Differs)
        {
            // The workbook has no description; the one written by hand stays.
            product.Change(planned.Facts with { Description = product.Description });
        }

        return product;
    }

    /// <summary>The first row of a product describes it; brief and tags may be left blank on all but one.</summary>
    private PlannedProduct Describe(IEnumerable<WorkbookRow<ProductRow>> rows)
    {
        var all = rows.Select(r => r.Value).ToList();
        var before = known.Product(all[0].ProductName);
        var brief = missing.Contains(nameof(ProductRow.Brief)) ? before?.Brief ?? "" : all.Select(r => r.Brief).FirstOrDefault(b => b.Length > 0, "");
        var tags = missing.Contains(nameof(ProductRow.Tags)) ? before?.Tags ?? ProductTags.None : all.Select(TagsOf).FirstOrDefault(t => t != ProductTags.None);
        var facts = new ProductFacts(before?.Name ?? all[0].ProductName, all[0].Type, all[0].Region, brief, Tags: tags);
        return new PlannedProduct(
            facts, before,
            before is not null && (before.Type, before.Region, before.Brief, before.Tags) != (facts.Type, facts.Region, facts.Brief, facts.Tags));
    }

    private ImportRow<ProductRow> Plan(WorkbookRow<ProductRow> row)
    {
        if (!row.IsValid)
        {
            return ImportRow.Of(row.Number, row.Value, isKnown: false, [], row.Errors);
        }

        var (product, definedAt) = products[NormalText.Key(row.Value.ProductName)];
        var before = known.Sku(row.Value.SkuCode);
        var listed = missing.Contains(nameof(ProductRow.Stock)) ? null : new ListedNumber(row.Value.Stock, row.Value.SoldThen);
        var stock = before is null ? null : listed?.Against(before.Count);
        var facts = new SkuFacts(
            row.Value.Options, row.Value.Unit, row.Value.ListPrice, stock is not null ? stock.Stock : listed is null ? before?.Facts.Stock : listed.Stock);
        var floorPrice = missing.Contains(nameof(ProductRow.FloorPrice)) ? before?.FloorPrice : row.Value.FloorPrice;
        var errors = Contradictions(row, product.Facts, definedAt).Concat(Refusal(row, facts, floorPrice)).ToList();
        IReadOnlyList<FieldChange> changes = errors.Count > 0 ? [] : Changes(product, before, facts, floorPrice);
        if (errors.Count == 0 && (before is null || changes.Count > 0))
        {
            skus.Add(new PlannedSku(row.Value.SkuCode, facts, floorPrice, before, product, listed));
        }

        return ImportRow.Of(row.Number, row.Value, before is not null, changes, errors) with { Notes = errors.Count > 0 ? [] : Notes(row.Number, stock) };
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
        var refusal = RuleException.Of(() =>
        {
            _ = new Sku(0, 0, row.Value.SkuCode, facts);
            _ = floorPrice is { } price ? SupplyPrice.Checked(price) : 0;
        });
        if (refusal is not { } refused)
        {
            yield break;
        }

        var column = refused.Field switch
        {
            "code" => nameof(ProductRow.SkuCode),
            "options" => nameof(ProductRow.Options),
            "list-price" => nameof(ProductRow.ListPrice),
            "floor-price" => nameof(ProductRow.FloorPrice),
            "stock" => nameof(ProductRow.Stock),
            _ => "",
        };
        yield return new CellError(row.Number, column, refused.Code, [.. refused.Args]);
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
