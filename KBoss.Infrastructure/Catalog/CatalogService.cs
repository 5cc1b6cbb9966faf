using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Another picture for a product (JPEG, PNG or WebP of at most 2 MB); without content the picture of its type is shown again.</summary>
public sealed record NewPicture(string FileName, byte[]? Content);

/// <summary>Keeps the products of a supplier and their Skus by hand; many at once come by the supplier's workbook.</summary>
public sealed class CatalogService(
    KBossDbContextFactory contexts, ICurrentActor current, ISkuOffers offers, ISupplySales sales, FileStore files)
{
    /// <summary>
    /// Adds a product to a supplier, with its picture if it has one; returns its id. Throws <c>Catalog.ProductNameTaken</c>, <c>Common.MarkdownTooDeep</c>,
    /// what the entity refuses and what <see cref="ShowImageAsync(long, string, byte[], CancellationToken)"/> refuses of a picture.
    /// </summary>
    public async Task<long> AddProductAsync(long supplierId, ProductFacts facts, NewPicture? picture = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        DemandKept(facts);
        using var drafts = files.Draft();
        var draft = await DraftAsync(drafts, picture, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var product = await AddProductAsync(db, await db.Suppliers.GetAsync("supplier", supplierId, ct), facts, ct);
            if (draft is not null)
            {
                await ShowImageAsync(db, product, draft, ct);
            }

            await db.SaveChangesAsync(ct);
            return product.Id;
        }, ct);
    }

    /// <summary>
    /// Takes over what describes a product as it was edited from <paramref name="version"/>, and its picture if there is another one.
    /// Throws <c>Catalog.NotOwned</c> when it is sold but not owned, <c>Common.ChangedMeanwhile</c>, <c>Catalog.ProductNameTaken</c>,
    /// <c>Common.MarkdownTooDeep</c>, what the entity refuses and what the lists of types and regions do.
    /// </summary>
    public async Task ChangeProductAsync(long productId, int version, ProductFacts facts, NewPicture? picture = null, CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.CatalogManage, ct);
        DemandKept(facts);
        using var drafts = files.Draft();
        var draft = await DraftAsync(drafts, picture, ct);
        await ChangeAsync(productId, version, async (db, product) =>
        {
            var before = new ProductFacts(product.Name, product.Type, product.Region);
            var refusals = new Refusals();
            var chosen = await refusals.TryAsync(() => ChosenAsync(db, product.OrganizationId, facts, before, ct));
            if (chosen is not null)
            {
                product.Change(chosen.Facts, chosen.Kind);
            }

            await refusals.TryAsync(() => RefuseTakenNameAsync(db, product.SupplierId, product.Id, facts.Name, ct));
            refusals.Demand();
            if (picture is not null)
            {
                await ShowImageAsync(db, product, draft, ct);
            }
        }, ct);
    }

    /// <summary>Puts a product on sale or takes it off.</summary>
    public Task PutOnShelfAsync(long productId, bool onShelf, CancellationToken ct = default) =>
        ChangeAsync(productId, (_, product) =>
        {
            product.PutOnShelf(onShelf);
            return Task.CompletedTask;
        }, ct);

    /// <summary>Takes a product and its Skus off sale for good, public terms and picture included; what was bought keeps working.</summary>
    public Task DeleteProductAsync(long productId, CancellationToken ct = default) =>
        ChangeAsync(productId, async (db, product) =>
        {
            await ShowImageAsync(db, product, null, ct);
            product.Delete(db.Now);
            await offers.WithdrawAsync(db, product.Id, ct);
        }, ct);

    /// <summary>
    /// Shows another picture (JPEG, PNG or WebP of at most 2 MB; otherwise <c>Common.FileTypeRefused</c>, <c>Common.FileTooLarge</c>,
    /// <c>Common.FileEmpty</c>); null shows the picture of the type. The one shown before leaves the disk.
    /// </summary>
    public async Task ShowImageAsync(long productId, string fileName, byte[]? content, CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.CatalogManage, ct);
        using var drafts = files.Draft();
        var draft = await DraftAsync(drafts, new NewPicture(fileName, content), ct);
        await ChangeAsync(productId, (db, product) => ShowImageAsync(db, product, draft, ct), ct);
    }

    /// <summary>
    /// Adds a Sku to a product with its floor price, if it has one (yuan per unit), and the offer to sell it, without public terms; returns its id.
    /// Throws <c>Catalog.NotOwned</c>, <c>Catalog.SkuCodeTaken</c>, <c>Catalog.OptionsInvalid</c>, <c>Catalog.FloorPriceMissing</c>
    /// and what the entities refuse.
    /// </summary>
    public async Task<long> AddSkuAsync(long productId, string code, SkuFacts facts, decimal? floorPrice = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var product = await Kept(db).GetAsync("product", productId, ct);
            RefuseForeign(product, me, product.Name);
            var refusals = new Refusals();
            refusals.Try(() => RefuseTypedStock(product, facts));
            var sku = await refusals.TryAsync(() => AddSkuAsync(db, product, code, facts, floorPrice, ct));
            refusals.Demand();
            await db.SaveChangesAsync(ct);
            return sku!.Id;
        }, ct);
    }

    /// <summary>As above, as part of another use case: nothing is saved, and who may do it has been asked.</summary>
    internal static async Task<Product> AddProductAsync(KBossDbContext db, Supplier supplier, ProductFacts facts, CancellationToken ct)
    {
        // Who renames the supplier at this moment is met here: the product bears its name.
        db.Touch(supplier);
        var refusals = new Refusals();
        var chosen = await refusals.TryAsync(() => ChosenAsync(db, supplier.OrganizationId, facts, null, ct));
        await refusals.TryAsync(() => RefuseTakenNameAsync(db, supplier.Id, 0, facts.Name, ct));
        refusals.Demand();
        var product = new Product(supplier, chosen!.Facts, db.Now, chosen.Kind);
        db.Products.Add(product);
        return product;
    }

    /// <summary>As above, as part of another use case.</summary>
    internal async Task<Sku> AddSkuAsync(KBossDbContext db, Product product, string code, SkuFacts facts, decimal? floorPrice, CancellationToken ct)
    {
        var refusals = new Refusals();
        var normal = refusals.Try(() => Normal(facts));
        var made = refusals.Try(() => new Sku(product.OrganizationId, product.SupplierId, code, normal ?? facts));
        await refusals.TryAsync(() => RequireFloorPriceAsync(db, product.SupplierId, made?.Code ?? code.Trim(), floorPrice, ct));
        if (made is not null && await db.Skus.AnyAsync(s => s.SupplierId == product.SupplierId && s.CodeKey == made.CodeKey, ct))
        {
            refusals.Add(new RuleException("Catalog.SkuCodeTaken", made.Code) { Field = "code" });
        }

        refusals.Demand();
        var sku = made!;
        sku.MoveTo(product);
        db.Skus.Add(sku);
        FloorPrices.Set(db, sku, null, floorPrice);
        offers.Add(db, [sku]);
        db.AfterCommit(new StorefrontChanged());
        return sku;
    }

    /// <summary>
    /// Takes over what describes a Sku, and its floor price (yuan per unit, none takes it off), as it was edited from <paramref name="version"/>.
    /// Operations is told of what it is now sold below its cost for [R-PRC-4].
    /// Throws <c>Catalog.NotOwned</c>, <c>Common.ChangedMeanwhile</c>, <c>Catalog.OptionsInvalid</c>, <c>Catalog.FloorPriceMissing</c>
    /// and what the entities refuse.
    /// </summary>
    public async Task ChangeSkuAsync(long skuId, int version, SkuFacts facts, decimal? floorPrice = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var sku = await db.Skus.Include(s => s.Product).Where(s => s.Product.DeletedAt == null).GetAsync("sku", skuId, version, ct);
            RefuseForeign(sku, me, sku.Code);
            var refusals = new Refusals();
            refusals.Try(() => RefuseTypedStock(sku.Product, facts));
            var before = await sales.LookAsync(db, me.OrganizationId, sku.SupplierId, skuId, ct);
            var normal = refusals.Try(() => Normal(facts));
            refusals.Try(() => sku.Change(normal ?? facts));
            await refusals.TryAsync(() => RequireFloorPriceAsync(db, sku.SupplierId, sku.Code, floorPrice, ct));
            refusals.Demand();
            FloorPrices.Set(db, sku, await db.SupplyPrices.FirstOrDefaultAsync(p => p.SkuId == skuId, ct), floorPrice);
            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
            await sales.TellAsync(db, before, CostCause.Sku, sku.Code, ct);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private Task ChangeAsync(long productId, Func<KBossDbContext, Product, Task> change, CancellationToken ct) => ChangeAsync(productId, null, change, ct);

    private async Task ChangeAsync(long productId, int? version, Func<KBossDbContext, Product, Task> change, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CatalogManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var product = version is { } shown
                ? await Kept(db).GetAsync("product", productId, shown, ct)
                : await Kept(db).GetAsync("product", productId, ct);
            RefuseForeign(product, me, product.Name);
            await change(db, product);
            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task<FileDraft?> DraftAsync(FileDrafts drafts, NewPicture? picture, CancellationToken ct) => picture?.Content is { } content
        ? await drafts.AddAsync(picture.FileName, UploadType.Image(content, "image"), content, ct)
        : null;

    private async Task ShowImageAsync(KBossDbContext db, Product product, FileDraft? draft, CancellationToken ct)
    {
        await files.RemoveAsync(db, product.ImageKey, ct);
        product.ShowImage(draft?.Keep(db, product.OrganizationId).Key ?? "");
    }

    private static IQueryable<Product> Kept(KBossDbContext db) => db.Products.Where(p => p.DeletedAt == null);

    /// <summary>What is counted by devices has no second number beside them.</summary>
    private static void RefuseTypedStock(Product product, SkuFacts facts)
    {
        if (product.ByDevices && facts.Stock is not null)
        {
            throw new RuleException("Catalog.StockByDevices", product.Name) { Field = "stock" };
        }
    }

    private static async Task RequireFloorPriceAsync(KBossDbContext db, long supplierId, string code, decimal? floorPrice, CancellationToken ct)
    {
        if (floorPrice is { } price)
        {
            SupplyPrice.Checked(price);
        }
        else if (await FloorPrices.RequiredAsync(db, supplierId, db.Now, ct))
        {
            throw new RuleException("Catalog.FloorPriceMissing", code) { Field = "floor-price" };
        }
    }

    private static async Task RefuseTakenNameAsync(KBossDbContext db, long supplierId, long productId, string name, CancellationToken ct)
    {
        var key = NormalText.Key(name);
        if (await db.Products.AnyAsync(p => p.SupplierId == supplierId && p.NameKey == key && p.DeletedAt == null && p.Id != productId, ct))
        {
            throw new RuleException("Catalog.ProductNameTaken", NormalText.Name(name)) { Field = "name" };
        }
    }

    /// <summary>What is wrong with the facts themselves is said together with words that are not in the lists.</summary>
    private static async Task<Chosen> ChosenAsync(KBossDbContext db, long ownerId, ProductFacts facts, ProductFacts? before, CancellationToken ct)
    {
        var refusals = new Refusals();
        refusals.Try(() => { Product.Kept(facts); });
        var chosen = await refusals.TryAsync(async () =>
        {
            var (spelled, kind) = await ProductWords.ChosenAsync(db, ownerId, facts, before, ct);
            return new Chosen(spelled, kind);
        });
        refusals.Demand();
        return chosen!;
    }

    private sealed record Chosen(ProductFacts Facts, ProductKind Kind);

    private static void DemandKept(ProductFacts facts) =>
        Refusals.All(() => Product.Kept(facts), () => MarkdownRules.Demand(facts.Description, "description"));

    // The same form as the workbook's, so that an import of the same options finds nothing changed.
    private static SkuFacts Normal(SkuFacts facts) => ProductOptions.TryParse(facts.Options, out var pairs)
        ? facts with { Options = ProductOptions.Format(pairs) }
        : throw new RuleException("Catalog.OptionsInvalid") { Field = "options" };

    private static void RefuseForeign(ISeenDownstream fact, Actor me, string name)
    {
        if (fact.OrganizationId != me.OrganizationId)
        {
            throw new RuleException("Catalog.NotOwned", name);
        }
    }
}
