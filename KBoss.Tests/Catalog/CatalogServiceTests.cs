using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Catalog;

public sealed class CatalogServiceTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private static ProductFacts Product(string name = "通用节点") => new(name, "超算", "济南", "简介", "# 说明");

    private static SkuFacts Sku(string options = "CPU=16核;内存=64G") => new(options, BillingUnit.Month, 100m);

    [Fact]
    public async Task A_new_sku_comes_with_an_offer_that_nobody_sees_yet()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var sku = await world.Catalog.AddSkuAsync(product, "A-1", Sku());
        await using var db = world.Boss.Db();
        var offer = await db.Offers.SingleAsync(o => o.SkuId == sku);
        Assert.Equal((world.Root.Id, Terms.None), (offer.OrganizationId, offer.PublicTerms));
        Assert.Equal("CPU=16核; 内存=64G", (await db.Skus.SingleAsync(s => s.Id == sku)).Options);
    }

    [Fact]
    public async Task What_is_typed_by_hand_obeys_the_rules_of_the_workbook()
    {
        await using var world = await World.StartAsync();
        var name = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, Product("节\u200B点")));
        Assert.Equal(("Common.CharacterHidden", "name"), (name.Code, name.Field));
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product() with { Brief = "一\r\n二" });
        var code = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddSkuAsync(product, "A\u00AD-1", Sku()));
        Assert.Equal(("Common.CharacterHidden", "code"), (code.Code, code.Field));
        var options = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddSkuAsync(product, "A-1", Sku("CPU=16\u00A0核")));
        Assert.Equal(("Common.CharacterHidden", "options"), (options.Code, options.Field));
        await using var db = world.Boss.Db();
        Assert.Equal("一\n二", (await db.Products.SingleAsync(p => p.Id == product)).Brief);
    }

    [Theory]
    [InlineData("Abc-1", "aBC-1")]
    [InlineData("ａ-1", "ａ-1")]
    [InlineData("a-1", "Ａ－１")]
    [InlineData("a-1", "a–1")]
    [InlineData("a  1", "A　1")]
    public async Task A_code_is_taken_whatever_its_letter_case_and_width(string first, string second)
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        await world.Catalog.AddSkuAsync(product, first, Sku());
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddSkuAsync(product, second, Sku()));
        Assert.Equal(("Catalog.SkuCodeTaken", "code"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task A_description_whose_parts_stand_too_deep_is_refused_at_its_field()
    {
        await using var world = await World.StartAsync();
        var deep = Product() with { Description = new string('>', 5_000) + " text" };
        var added = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, deep));
        Assert.Equal(("Common.MarkdownTooDeep", "description"), (added.Code, added.Field));
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        await using var db = world.Boss.Db();
        var version = (await db.Products.SingleAsync()).Version;
        var changed = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.ChangeProductAsync(product, version, deep));
        Assert.Equal(("Common.MarkdownTooDeep", "description"), (changed.Code, changed.Field));
    }

    [Theory]
    [InlineData("Cloud server", "cloud SERVER")]
    [InlineData("Équipé", "Équipé")]
    [InlineData("节点（A）", "节点(Ａ)")]
    [InlineData("⼭东节点", "山东节点")]
    public async Task Two_product_names_that_look_alike_are_not_told_apart(string first, string second)
    {
        await using var world = await World.StartAsync();
        await world.Catalog.AddProductAsync(world.Supplier.Id, Product() with { Name = first });
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, Product() with { Name = second }));
        Assert.Equal(("Catalog.ProductNameTaken", "name"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task A_product_name_is_free_again_after_its_product_was_deleted()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, Product()));
        Assert.Equal("Catalog.ProductNameTaken", refusal.Code);
        await world.Catalog.DeleteProductAsync(product);
        await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
    }

    [Fact]
    public async Task Deleting_a_product_takes_its_public_terms_off_and_hides_it_from_every_list()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var sku = await world.Catalog.AddSkuAsync(product, "A-1", Sku());
        await using var db = world.Boss.Db();
        var offer = (await db.Offers.AsNoTracking().SingleAsync(o => o.SkuId == sku)).Id;
        await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([offer], new TermsChange(TermsKind.Discount, 0.9m));
        await world.Catalog.DeleteProductAsync(product);
        Assert.True((await db.Offers.AsNoTracking().SingleAsync(o => o.Id == offer)).PublicTerms.IsNone);
        Assert.Empty((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Catalog.ChangeSkuAsync(sku, 0, Sku()));
    }

    [Fact]
    public async Task Under_a_floor_price_agreement_a_sku_needs_its_floor_price()
    {
        await using var world = await World.StartAsync(SalesMode.FloorPrice);
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddSkuAsync(product, "A-1", Sku()));
        Assert.Equal(("Catalog.FloorPriceMissing", "floor-price"), (refusal.Code, refusal.Field));
        await world.Catalog.AddSkuAsync(product, "A-1", Sku(), 60m);
    }

    [Fact]
    public async Task A_floor_price_is_set_changed_and_taken_off_with_the_audit_log_and_against_a_second_editor()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var sku = await world.Catalog.AddSkuAsync(product, "A-1", Sku());
        await world.Catalog.ChangeSkuAsync(sku, 0, Sku(), 60m);
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(() => world.Catalog.ChangeSkuAsync(sku, 0, Sku(), 61m))).Code);
        var row = Assert.Single(Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows).Skus);
        Assert.Equal((1, 60m), (row.Version, row.FloorPrice!.Value));
        await world.Catalog.ChangeSkuAsync(sku, 1, Sku(), 62.5m);
        await world.Catalog.ChangeSkuAsync(sku, 2, Sku());
        await using var db = world.Boss.Db();
        Assert.Empty(await db.SupplyPrices.ToListAsync());
        var log = await db.AuditEntries.Where(a => a.Subject == "Sku A-1").OrderBy(a => a.Id).ToListAsync();
        Assert.Equal(["Modified", "Modified", "Deleted"], log.Select(a => a.Action));
        Assert.Contains("60", log[0].After, StringComparison.Ordinal);
        Assert.Contains("62.5", log[1].After, StringComparison.Ordinal);
        Assert.Contains("62.5", log[2].Before, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.00001")]
    [InlineData("9999999999999999999")]
    public async Task A_list_price_that_makes_no_sense_is_refused(string price)
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var facts = Sku() with { ListPrice = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) };
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.AddSkuAsync(product, "A-1", facts));
        Assert.Equal(("Common.PriceInvalid", "list-price"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task An_edit_that_started_from_an_older_state_is_refused()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        await world.Catalog.ChangeProductAsync(product, 0, Product("新名称"));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.ChangeProductAsync(product, 0, Product("旧窗口")));
        Assert.Equal("Common.ChangedMeanwhile", refusal.Code);
    }

    [Fact]
    public async Task A_product_and_its_picture_are_saved_together_or_not_at_all()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product(), new NewPicture("a.png", Png));
        var shown = await world.KeyOfAsync(product);
        await world.Catalog.AddProductAsync(world.Supplier.Id, Product("另一节点"));

        foreach (var (version, name, code) in new[] { (99, "新名称", "Common.ChangedMeanwhile"), (0, "另一节点", "Catalog.ProductNameTaken") })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() =>
                world.Catalog.ChangeProductAsync(product, version, Product(name), new NewPicture("b.png", [.. Png, 4])));
            Assert.Equal(code, refusal.Code);
        }

        await Assert.ThrowsAsync<RuleException>(() => world.Catalog.ChangeProductAsync(product, 0, Product("新名称"), new NewPicture("b.png", [1, 2])));
        await using (var db = world.Boss.Db())
        {
            var kept = await db.Products.SingleAsync(p => p.Id == product);
            Assert.Equal((Product().Name, shown, 0), (kept.Name, kept.ImageKey, kept.Version));
            Assert.Equal(shown, (await db.StoredFiles.SingleAsync()).Key);
        }

        await world.Catalog.ChangeProductAsync(product, 0, Product("新名称"), new NewPicture("", null));
        Assert.Equal("", await world.KeyOfAsync(product));
    }

    [Fact]
    public async Task Only_the_pictures_of_products_are_given_out()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        await world.Catalog.ShowImageAsync(product, "a.png", Png);
        var key = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows).ImageKey;
        var images = world.Boss.Get<ProductImages>();
        world.Boss.SignIn(null);
        var image = await images.ReadAsync(key);
        Assert.Equal(("image/png", Png.Length), (image.ContentType, image.Content.Length));

        using var drafts = world.Boss.Get<FileStore>().Draft();
        var licence = await drafts.AddAsync("licence.png", "image/png", Png);
        var other = await world.Boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(world.Root.Id), null, async db =>
        {
            var file = licence.Keep(db, world.Root.Id);
            await db.SaveChangesAsync();
            return file.Key;
        });

        await Assert.ThrowsAsync<NotFoundException>(() => images.ReadAsync(other));
        await Assert.ThrowsAsync<NotFoundException>(() => images.ReadAsync(""));
    }

    [Fact]
    public async Task A_picture_leaves_the_disk_when_it_is_replaced_taken_down_or_its_product_deleted()
    {
        await using var world = await World.StartAsync();
        var first = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var second = await world.Catalog.AddProductAsync(world.Supplier.Id, Product("另一节点"));
        await world.Catalog.ShowImageAsync(first, "a.png", Png);
        await world.Catalog.ShowImageAsync(second, "b.png", Png);
        var replaced = await world.KeyOfAsync(first);

        await world.Catalog.ShowImageAsync(first, "c.png", [.. Png, 4]);

        var shown = await world.KeyOfAsync(first);
        // After the commit, by the outbox, so that it is not lost when the process dies in between.
        Assert.Equal(3, world.Boss.KeysOnDisk.Count);
        await world.Boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(new[] { shown, await world.KeyOfAsync(second) }.Order(), world.Boss.KeysOnDisk.Order());
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<ProductImages>().ReadAsync(replaced));
        Assert.Equal(Png.Length + 1, (await world.Boss.Get<ProductImages>().ReadAsync(shown)).Content.Length);

        await world.Catalog.ShowImageAsync(first, "", null);
        await world.Catalog.ShowImageAsync(first, "", null);
        await world.Catalog.DeleteProductAsync(second);
        await world.Boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Empty(world.Boss.KeysOnDisk);
        await using var db = world.Boss.Db();
        Assert.False(await db.StoredFiles.AnyAsync());
        Assert.Equal(["", ""], await db.Products.Select(p => p.ImageKey).ToListAsync());
    }

    [Fact]
    public async Task A_picture_for_a_product_that_is_not_there_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => world.Catalog.ShowImageAsync(99, "a.png", Png));
        Assert.Empty(world.Boss.KeysOnDisk);
    }

    [Fact]
    public async Task A_picture_that_is_none_is_refused()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Catalog.ShowImageAsync(product, "a.png", "MZ executable"u8.ToArray()));
        Assert.Equal("Common.FileTypeRefused", refusal.Code);
    }

    [Fact]
    public async Task What_belongs_to_another_organization_is_not_found_and_other_roles_are_refused()
    {
        await using var world = await World.StartAsync();
        var product = await world.Catalog.AddProductAsync(world.Supplier.Id, Product());
        var other = await world.Boss.Given.RootAsync("other");
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(other, Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, Product()));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Catalog.AddSkuAsync(product, "A-1", Sku()));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Catalog.PutOnShelfAsync(product, false));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page()));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => world.Catalog.AddProductAsync(world.Supplier.Id, Product()));
    }

    private sealed class World(TestKBoss boss, Organization root, Supplier supplier) : IAsyncDisposable
    {
        public TestKBoss Boss { get; } = boss;

        public Organization Root { get; } = root;

        public Supplier Supplier { get; } = supplier;

        public CatalogService Catalog => Boss.Get<CatalogService>();

        public async Task<string> KeyOfAsync(long product)
        {
            await using var db = Boss.Db();
            return await db.Products.Where(p => p.Id == product).Select(p => p.ImageKey).SingleAsync();
        }

        public static async Task<World> StartAsync(SalesMode mode = SalesMode.Discount)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var supplier = await boss.Given.SupplierAsync(root, mode);
            boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
            return new World(boss, root, supplier);
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
