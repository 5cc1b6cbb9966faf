using KBoss.Domain.Catalog;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Catalog;

/// <summary>A product with a word of the organization's own and a picture, and price lists to be imported.</summary>
internal sealed class CatalogWorldRows : WorldRows
{
    public override int Position => 90;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Staff);
        var product = World.Offers[0].Sku.Product;
        await Boss.Get<ProductWordService>().AddAsync(WordList.Types, new WordTerms("第一机构的产品类型"));
        await Boss.Get<CatalogService>().ChangeProductAsync(product.Id, product.Version, new ProductFacts(product.Name, "第一机构的产品类型", product.Region));
        await Boss.Get<CatalogService>().ShowImageAsync(product.Id, "picture.png", AccessWorld.Picture);
        foreach (var number in Several)
        {
            Imports["/operations"] = await Boss.Get<ImportService<ProductRow>>().UploadAsync(
                World.Supplier.Id, "第一机构的价目表.xlsx",
                Workbooks.Of(Several.Select(row => Workbooks.Row($"FOREIGN-{number}-{row}", $"第一机构要导入的产品 {row}"))).ToArray());
        }

        await Boss.Get<ImportService<ProductRow>>().PreviewAsync(Imports["/operations"]);
        await using var db = Boss.Db();
        Keys["sku"] = await db.Skus.Select(s => s.Code).FirstAsync();
        Keys["image"] = await db.Products.Where(p => p.ImageKey != "").Select(p => p.ImageKey).FirstAsync();
    }
}
