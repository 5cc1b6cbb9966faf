using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Search;
using KBoss.Tests.Orders;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Search;

/// <summary>One box over the things of all modules: what is found by what, and by whom [R-ISO-2].</summary>
public sealed class SearchQueriesTests
{
    [Fact]
    public async Task Numbers_are_found_by_their_beginning_however_they_are_typed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var beginning = order.OrderNo[..10];
        boss.SignIn(shop.Member);

        foreach (var typed in new[] { beginning, beginning.ToLowerInvariant(), $" {beginning[..6]} {beginning[6..]} ", beginning[2..], $"{beginning[..2]}-{beginning[2..]}" })
        {
            Assert.Equal([order.OrderNo], Keys(await FindAsync(boss, typed), Thing.Order));
        }

        Assert.Empty(await FindAsync(boss, "KB9"));
        Assert.Empty(await FindAsync(boss, beginning[2..9] + "8888"));
    }

    [Fact]
    public async Task Everybody_finds_what_their_lists_would_show_and_nothing_else()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        var below = await boss.Given.DistributorAsync(shop.Root);
        var finder = order.OrderNo[..10];
        var (first, second) = (await boss.Given.MemberAsync(shop.Root, Role.Sales), await boss.Given.MemberAsync(shop.Root, Role.Sales));
        string task;
        await using (var db = boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == shop.Buyer.Id)).AssignTo(first.MemberId);
            db.Add(new Ticket(
                new Parties(shop.Root.Id, shop.Buyer.Id), shop.Buyer.Name, "TK00000001", "控制台打不开", null, new TicketAuthor(TicketSide.Customer, shop.Member.By), boss.Now));
            await db.SaveChangesAsync();
            task = await db.FulfilmentTasks.Select(t => t.TaskNo).SingleAsync();
        }

        Assert.Equal([order.OrderNo], Keys(await As(first, finder), Thing.Order));
        Assert.Empty(await As(second, finder));
        Assert.Equal([shop.Buyer.Code], Keys(await As(first, shop.Buyer.Name), Thing.Customer));
        Assert.Empty(Keys(await As(second, shop.Buyer.Name), Thing.Customer));
        Assert.Equal(["TK00000001"], Keys(await As(first, "打不开"), Thing.Ticket));
        Assert.Empty(await As(second, "打不开"));
        Assert.Equal(["TK00000001"], Keys(await As(shop.Member, "tk0000"), Thing.Ticket));

        // Who sees the money of customers and not the customers finds them too, by their wallets.
        var finance = await boss.Given.MemberAsync(shop.Root, Role.Finance);
        Assert.Equal([shop.Buyer.Code], Keys(await As(finance, shop.Buyer.Name), Thing.Customer));

        var maintenance = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        Assert.Equal([task], Keys(await As(maintenance, task[2..]), Thing.Task));
        Assert.Empty(await As(first, task));

        foreach (var foreign in new[] { await boss.Given.MemberAsync(below, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]),
            await boss.Given.MemberAsync(await boss.Given.CustomerAsync(below), Role.Admin, Role.Buyer) })
        {
            foreach (var typed in new[] { finder, shop.Buyer.Name, shop.Buyer.Code, "打不开", task, shop.Supplier.Name, first.Name })
            {
                Assert.DoesNotContain(await As(foreign, typed), hit =>
                    hit.Key == order.OrderNo || hit.Key == shop.Buyer.Code || hit.Key == "TK00000001" || hit.Key == task
                    || hit.Name == shop.Supplier.Name || hit.Name == first.Name);
            }
        }

        Task<IReadOnlyList<Hit>> As(Actor who, string typed)
        {
            boss.SignIn(who);
            return FindAsync(boss, typed);
        }
    }

    [Fact]
    public async Task A_phone_is_found_when_it_is_whole_and_never_by_a_part()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var buyer = await boss.Given.CustomerAsync(root);
        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        string phone;
        await using (var db = boss.Db())
        {
            phone = await db.Customers.Where(c => c.BuyerId == buyer.Id).Select(c => c.Phone).SingleAsync();
        }

        boss.SignIn(admin);
        Assert.Equal([buyer.Code], Keys(await FindAsync(boss, phone), Thing.Customer));
        Assert.Equal([buyer.Code], Keys(await FindAsync(boss, $"+86 {phone[..3]} {phone[3..7]} {phone[7..]}"), Thing.Customer));
        Assert.Empty(Keys(await FindAsync(boss, phone[..10]), Thing.Customer));
        Assert.Empty(Keys(await FindAsync(boss, phone[1..]), Thing.Customer));
    }

    [Fact]
    public async Task Wildcards_stand_for_themselves_and_what_is_too_short_or_too_long_finds_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await boss.Given.CustomerAsync(root);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin, Role.Operations));

        Assert.NotEmpty(await FindAsync(boss, "客户"));
        foreach (var typed in new[] { "", " ", "客", "%%", "__", "[a]", "' OR 1=1 --", new string('客', 101) })
        {
            Assert.Empty(await FindAsync(boss, typed));
        }
    }

    [Fact]
    public async Task One_question_of_the_database_whatever_is_typed_and_few_of_each_kind()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        for (var i = 0; i < 2 * SearchQueries.MostOfAKind; i++)
        {
            await boss.Given.CustomerAsync(root);
        }

        boss.SignIn(await boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]));
        foreach (var typed in new[] { "客户", "13800000001", "KB2026", "20260105", "设备 A" })
        {
            using var commands = new CommandCount(boss);
            await FindAsync(boss, typed);
            Assert.Single(commands.Commands);
        }

        Assert.Equal(SearchQueries.MostOfAKind, Keys(await FindAsync(boss, "客户"), Thing.Customer).Count);
    }

    [Fact]
    public async Task What_begins_with_what_is_typed_stands_before_what_only_contains_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var names = Enumerable.Range(1, SearchQueries.MostOfAKind + 1).Select(i => $"{i} 号示例").Append("示例科技");
        await using (var db = boss.Db())
        {
            foreach (var name in names)
            {
                db.Add(new Supplier(root.Id, new SupplierFacts(name, SupplierKind.Product), boss.Now));
            }

            await db.SaveChangesAsync();
        }

        boss.SignIn(await boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]));

        Assert.Equal(["示例科技", "1 号示例"], (await FindAsync(boss, "示例")).Where(hit => hit.Thing == Thing.Supplier).Select(hit => hit.Name).Take(2));
    }

    [Fact]
    public async Task A_customer_finds_products_of_its_shop_by_name_type_and_Sku()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var (id, name, type, code) = await ProductAsync(shop, offer);

        foreach (var typed in new[] { name, name[..2], $" {type} " })
        {
            Assert.Equal(new Hit(Thing.ShopProduct, id, name, type, ""), Assert.Single(await FindAsync(shop.Boss, typed)));
        }

        foreach (var typed in new[] { code, code.ToLowerInvariant(), code[..^1] })
        {
            Assert.Equal(new Hit(Thing.ShopProduct, id, name, code, code), Assert.Single(await FindAsync(shop.Boss, typed)));
        }

        Assert.Equal($"/products/{id}?sku={code}", PageLinks.Of(shop.Buyer, new ThingRef(Thing.ShopProduct, id, name, code)));
        Assert.Empty(await FindAsync(shop.Boss, shop.Supplier.Name));
        Assert.Single((await shop.Storefront.ListAsync(new(Text: code))).Cards);
    }

    [Fact]
    public async Task R_PRC_1_a_customer_never_finds_what_its_shop_does_not_show()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var (_, name, type, code) = await ProductAsync(shop, offer);
        var foreign = await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(await shop.Boss.Given.DistributorAsync(shop.Root)), Role.Admin, Role.Buyer);

        // The shop of a distributor that does not sell it, and the own shop once it is not sold any more.
        Assert.Equal((1, 0), (await CountAsync(shop.Buyer), await CountAsync(foreign)));
        await shop.ChangeAsync(offer, o => o.ClearPublicTerms());
        Assert.Equal((0, 0), (await CountAsync(shop.Buyer), await CountAsync(foreign)));

        async Task<int> CountAsync(Actor who)
        {
            shop.Boss.SignIn(who);
            var found = new HashSet<string>();
            foreach (var typed in new[] { name, type, code })
            {
                found.UnionWith(Keys(await FindAsync(shop.Boss, typed), Thing.ShopProduct));
            }

            return found.Count;
        }
    }

    [Fact]
    public async Task Products_that_are_called_so_stand_before_those_that_only_have_it_and_no_keystroke_reads_the_shop_anew()
    {
        await using var shop = await OpenShop.OpenAsync();
        var sku = await ProductAsync(shop, await shop.OfferAsync());
        for (var i = 0; i < 2 * SearchQueries.MostOfAKind; i++)
        {
            await shop.OfferAsync();
        }

        Assert.Equal(SearchQueries.MostOfAKind, Keys(await FindAsync(shop.Boss, sku.Name[..2]), Thing.ShopProduct).Count);
        Assert.Equal(sku.Id, Keys(await FindAsync(shop.Boss, sku.Name), Thing.ShopProduct)[0]);

        using var commands = new CommandCount(shop.Boss);
        await FindAsync(shop.Boss, sku.Code);
        Assert.InRange(commands.Commands.Count, 1, 3);
        Assert.DoesNotContain(commands.Commands, sql => sql.Contains("\"Skus\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_not_signed_in_finds_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(null);
        await Assert.ThrowsAsync<SignInException>(() => FindAsync(boss, "客户"));
    }

    private static async Task<(string Id, string Name, string Type, string Code)> ProductAsync(OpenShop shop, Offer offer)
    {
        await using var db = shop.Boss.Db();
        var sku = await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => new { s.ProductId, s.Product.Name, s.Product.Type, s.Code }).SingleAsync();
        return (sku.ProductId.ToString(CultureInfo.InvariantCulture), sku.Name, sku.Type, sku.Code);
    }

    private static Task<IReadOnlyList<Hit>> FindAsync(TestKBoss boss, string typed) => boss.Get<SearchQueries>().FindAsync(typed);

    private static List<string> Keys(IReadOnlyList<Hit> hits, Thing thing) => [.. hits.Where(hit => hit.Thing == thing).Select(hit => hit.Key)];
}
