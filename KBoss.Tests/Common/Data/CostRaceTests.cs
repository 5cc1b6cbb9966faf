using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

/// <summary>A price that is set and a cost that rises in the same moment: whoever comes second sees what the first one did.</summary>
public sealed class CostRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    public static TheoryData<string> Causes => ["sku", "import", "agreement"];

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task R_PRC_4_a_price_that_is_saved_while_the_cost_rises_above_it_is_refused(string cause)
    {
        await using var boss = await queue.StartAsync();
        var (offer, set, raise) = await StartAsync(boss, cause);
        queue.Meanwhile(raise);
        Assert.Equal("Distribution.BelowCost", (await Assert.ThrowsAsync<RuleException>(set)).Code);
        await using var db = boss.Db();
        Assert.True((await db.Offers.SingleAsync(o => o.Id == offer.Id)).PublicTerms.IsNone);
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task R_PRC_4_a_cost_that_rises_while_a_price_is_saved_below_it_is_told(string cause)
    {
        await using var boss = await queue.StartAsync();
        var (_, set, raise) = await StartAsync(boss, cause);
        queue.Meanwhile(set);
        await raise();
        await using var db = boss.Db();
        Assert.StartsWith("BelowCost", (await db.Notices.SingleAsync()).Kind, StringComparison.Ordinal);
        Assert.Equal(10m, Assert.Single((await boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows).LossPerUnit);
    }

    [Fact]
    public async Task R_PRC_4_a_loss_that_is_accepted_while_the_cost_rises_further_asks_again()
    {
        await using var boss = await queue.StartAsync();
        var (_, set, raise) = await StartAsync(boss, "sku");
        await set();
        await raise();
        var losses = boss.Get<LossQueries>();
        var shown = Assert.Single((await losses.ListAsync(Workbooks.Page())).Rows).Shown;
        var sku = await SkuAsync(boss);
        queue.Meanwhile(() => boss.Get<CatalogService>().ChangeSkuAsync(sku.Id, sku.Version, Facts(sku), 95m));
        await boss.Get<LossService>().AcceptAsync([shown]);
        Assert.Equal(LossState.Stopped, Assert.Single((await losses.ListAsync(Workbooks.Page())).Rows).State);
    }

    public void Dispose() => queue.Dispose();

    /// <summary>An offer without terms that costs 60, what sets its price to 80, and what raises its cost to 90.</summary>
    private static async Task<(Offer Offer, Func<Task> Set, Func<Task> Raise)> StartAsync(TestKBoss boss, string cause)
    {
        var root = await boss.Given.RootAsync();
        var byRate = cause == "agreement";
        var supplier = await boss.Given.SupplierAsync(root, byRate ? SalesMode.Discount : SalesMode.FloorPrice, 0.6m);
        var offer = await boss.Given.OfferAsync(root, supplier, floorPrice: 60m);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var sku = await SkuAsync(boss);
        var import = boss.Get<ImportService<ProductRow>>();
        long upload = 0;
        if (cause == "import")
        {
            var row = Workbooks.Row(sku.Code, sku.Product.Name, 100m, 90m);
            (row.Type, row.Region, row.Brief) = ("云主机", "华北", "");
            upload = await import.UploadAsync(supplier.Id, "list.xlsx", Workbooks.Of(row).ToArray());
            // Its rows are staged, so that what is left to do is the commit.
            await import.PreviewAsync(upload);
        }

        return (offer,
            () => boss.Get<TermsWorkbenchService>().ApplyAsync([offer.Id], byRate ? new TermsChange(TermsKind.Discount, 0.8m) : new TermsChange(TermsKind.Price, 80m)),
            cause switch
            {
                "sku" => () => boss.Get<CatalogService>().ChangeSkuAsync(sku.Id, sku.Version, Facts(sku), 90m),
                "import" => () => import.CommitAsync(upload, onlyValidRows: false),
                _ => () => boss.Get<SupplierService>().ChangeAgreementAsync(supplier.Id, new AgreementTerms(SalesMode.Discount, 0.9m, boss.Now)),
            });
    }

    private static SkuFacts Facts(Sku sku) => new(sku.Options, sku.Unit, sku.ListPrice, sku.Stock);

    private static async Task<Sku> SkuAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return await db.Skus.AsNoTracking().Include(s => s.Product).SingleAsync();
    }
}
