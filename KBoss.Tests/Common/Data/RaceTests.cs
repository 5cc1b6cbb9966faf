using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.Suppliers;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common.Data;

/// <summary>
/// Two at once, each of which has read before the other wrote, and crowds of them (docs/decisions/0018): whoever decides by what it reads finds out and
/// decides again, on either database.
/// </summary>
public sealed class RaceTests : IDisposable
{
    private static readonly CompleteTask Handover = new("203.0.113.7:22");
    private static readonly ProductFacts Server = new("弹性云主机", "云主机", "华北");
    private readonly ReadFirst queue = new();

    [Fact]
    public async Task R_ORD_1_the_last_two_tasks_of_an_order_complete_it()
    {
        await using var boss = await queue.StartAsync();
        var tasks = await TasksAsync(boss, 2);

        Assert.Equal(("", ""), await queue.TwoAsync(
            () => boss.Get<FulfilmentService>().CompleteAsync(tasks[0], Handover),
            () => boss.Get<FulfilmentService>().CompleteAsync(tasks[1], Handover)));

        await using var db = boss.Db();
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
    }

    [Fact]
    public async Task R_ORD_1_all_tasks_of_an_order_at_once_complete_it()
    {
        await using var boss = await queue.StartAsync();
        var tasks = await TasksAsync(boss, 6);

        var answers = await Ending.OfAllAsync(boss, 6, (services, i) => services.GetRequiredService<FulfilmentService>().CompleteAsync(tasks[i], Handover));

        Assert.All(answers, answer => Assert.Equal("", answer));
        await using var db = boss.Db();
        Assert.Equal((OrderStatus.Completed, 6), ((await db.Orders.SingleAsync()).Status, await db.Resources.CountAsync()));
    }

    [Fact]
    public async Task A_user_name_is_given_once_though_two_organizations_give_it()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var (one, two) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Admin));
        Task Add(Actor admin, string phone)
        {
            boss.SignIn(admin);
            return boss.Get<MemberService>().AddAsync(new AddMember("twin", "双", phone, []));
        }

        Assert.Equal(("Organizations.UserNameTaken", ""), await queue.TwoAsync(() => Add(one, "13700000001"), () => Add(two, "13700000002")));
        Assert.Equal("Organizations.UserNameTaken", await Ending.OfAsync(() => Add(one, "13700000003")));

        var answers = await Ending.OfAllAsync(boss, 6, (services, i) => services.GetRequiredService<MemberService>().AddAsync(
            new AddMember("crowd", "众", $"1360000000{i}", [])));
        Assert.Equal(["", .. Enumerable.Repeat("Organizations.UserNameTaken", 5)], answers.Order(StringComparer.Ordinal));
        await using var db = boss.Db();
        Assert.Equal(1, await db.Members.CountAsync(m => m.UserName == "twin"));
    }

    [Theory]
    [InlineData("order")]
    [InlineData("ticket")]
    public async Task A_customer_that_does_business_meanwhile_is_not_deleted(string business)
    {
        await using var boss = await queue.StartAsync();
        var (shop, sales) = await CustomerAsync(boss);

        Assert.Equal(("Customers.HasTraded", ""), await queue.TwoAsync(
            () => As<CustomerRemoval>(boss, sales).DeleteAsync(shop.Buyer.Code), () => DoBusinessAsync(boss, shop, business)));

        await using var db = boss.Db();
        Assert.Equal(1, await db.Customers.CountAsync());
        Assert.Equal(1, await db.Orders.CountAsync() + await db.Tickets.CountAsync());
    }

    [Theory]
    [InlineData("order")]
    [InlineData("ticket")]
    public async Task A_customer_that_is_deleted_meanwhile_does_no_business(string business)
    {
        await using var boss = await queue.StartAsync();
        var (shop, sales) = await CustomerAsync(boss);

        Assert.Equal(("Common.SignInNeeded", ""), await queue.TwoAsync(
            () => DoBusinessAsync(boss, shop, business), () => As<CustomerRemoval>(boss, sales).DeleteAsync(shop.Buyer.Code)));

        await using var db = boss.Db();
        Assert.Equal(0, await db.Customers.CountAsync() + await db.Orders.CountAsync() + await db.Tickets.CountAsync());
    }

    [Fact]
    public async Task A_customer_that_orders_meanwhile_does_not_go_back_to_the_pool()
    {
        await using var boss = await queue.StartAsync();
        var (shop, _) = await CustomerAsync(boss);
        var operations = await boss.Given.MemberAsync(shop.Root, Role.Operations);

        Assert.Equal(("Customers.HasTradedPool", ""), await queue.TwoAsync(
            () => As<AssignmentService>(boss, operations).ReturnToPoolAsync([shop.Buyer.Code]), () => DoBusinessAsync(boss, shop, "order")));
    }

    [Fact]
    public async Task Nobody_is_added_to_a_customer_that_is_deleted_meanwhile()
    {
        await using var boss = await queue.StartAsync();
        var (shop, sales) = await CustomerAsync(boss);

        Assert.Equal(("Common.SignInNeeded", ""), await queue.TwoAsync(
            () => As<MemberService>(boss, shop.Member).AddAsync(new AddMember("colleague", "同事", "13700000001", [Role.Buyer])),
            () => As<CustomerRemoval>(boss, sales).DeleteAsync(shop.Buyer.Code)));

        await using var db = boss.Db();
        Assert.False(await db.Members.AnyAsync(m => m.OrganizationId == shop.Buyer.Id && m.Status == MemberStatus.Active));
    }

    [Fact]
    public async Task Nobody_waits_to_join_a_customer_that_is_deleted_meanwhile()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var made = await boss.RegisterAsync(People.Company);
        var sales = await boss.Given.MemberAsync(root, Role.Sales);
        await As<AssignmentService>(boss, await boss.Given.MemberAsync(root, Role.Operations)).AssignAsync([made.OrganizationCode], sales.MemberId);

        await boss.VerifyAsync(made.OrganizationId);
        var second = Registered.Waiting;
        var proof = await boss.ProveAsync("13911110009");
        Assert.Equal(("", ""), await queue.TwoAsync(
            async () => second = await boss.Get<RegistrationService>().RegisterAsync(
                People.Company with { Phone = "13911110009", UserName = "another", Contact = "采购二" }, proof),
            () => As<CustomerRemoval>(boss, sales).DeleteAsync(made.OrganizationCode)));

        Assert.False(second.Waits);
        await using var db = boss.Db();
        Assert.False(await db.JoinClaims.AnyAsync());
    }

    [Fact]
    public async Task A_product_name_stands_once_at_a_supplier()
    {
        await using var boss = await queue.StartAsync();
        var (supplier, _) = await SupplierAsync(boss);

        Assert.Equal(("Catalog.ProductNameTaken", ""), await queue.TwoAsync(
            () => boss.Get<CatalogService>().AddProductAsync(supplier.Id, Server), () => boss.Get<CatalogService>().AddProductAsync(supplier.Id, Server)));

        var answers = await Ending.OfAllAsync(boss, 6, (services, _) => services.GetRequiredService<CatalogService>().AddProductAsync(
            supplier.Id, Server with { Name = "裸金属" }));
        Assert.Equal(["", .. Enumerable.Repeat("Catalog.ProductNameTaken", 5)], answers.Order(StringComparer.Ordinal));
        await using var db = boss.Db();
        Assert.Equal(2, await db.Products.CountAsync());
    }

    [Fact]
    public async Task A_product_that_is_added_while_its_supplier_is_renamed_has_the_new_name()
    {
        await using var boss = await queue.StartAsync();
        var (supplier, _) = await SupplierAsync(boss);

        Assert.Equal(("", ""), await queue.TwoAsync(
            () => boss.Get<CatalogService>().AddProductAsync(supplier.Id, Server),
            () => boss.Get<SupplierService>().ChangeFactsAsync(supplier.Id, supplier.Version, new SupplierFacts("新名", SupplierKind.Product))));

        await using var db = boss.Db();
        Assert.Equal("新名", (await db.Products.SingleAsync()).SupplierName);
    }

    [Fact]
    public async Task Terms_of_a_sales_mode_that_ends_meanwhile_are_not_set()
    {
        await using var boss = await queue.StartAsync();
        var (supplier, root) = await SupplierAsync(boss);
        var offer = await boss.Given.OfferAsync(root, supplier);

        Assert.Equal(("Distribution.FloorPriceMissing", ""), await queue.TwoAsync(
            () => boss.Get<TermsWorkbenchService>().ApplyAsync([offer.Id], new TermsChange(TermsKind.Discount, 0.9m)),
            () => boss.Get<SupplierService>().ChangeAgreementAsync(supplier.Id, new AgreementTerms(SalesMode.FloorPrice, null, boss.Now))));

        await using var db = boss.Db();
        Assert.True((await db.Offers.SingleAsync()).PublicTerms.IsNone);
    }

    [Fact]
    public async Task The_last_one_is_sold_once()
    {
        await using var boss = await queue.StartAsync();
        var offer = await StockAsync(boss, 1);

        Assert.Equal(("Catalog.StockShort", ""), await queue.TwoAsync(() => OrderAsync(boss.Services, offer), () => OrderAsync(boss.Services, offer)));

        await using var db = boss.Db();
        Assert.Equal((0, 1), (await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.Stock).SingleAsync(), await db.Orders.CountAsync()));
    }

    [Fact]
    public async Task Stock_that_a_crowd_wants_is_sold_out_and_the_others_are_told_in_words()
    {
        await using var boss = await queue.StartAsync();
        var offer = await StockAsync(boss, 6);

        var answers = await Ending.OfAllAsync(boss, 24, (services, _) => OrderAsync(services, offer));

        Assert.All(answers, answer => Assert.Contains(answer, new[] { "", "Catalog.StockShort", "Common.Busy" }));
        await using var db = boss.Db();
        var sold = answers.Count(answer => answer.Length == 0);
        Assert.InRange(sold, 1, 6);
        Assert.Equal((6 - sold, sold), (await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.Stock).SingleAsync(), await db.Orders.CountAsync()));
    }

    [Fact]
    public async Task R_ORG_4_two_Admins_who_disable_each_other_leave_one()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var (one, two) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Admin));

        Assert.Equal(("Organizations.LastAdmin", ""), await queue.TwoAsync(
            () => As<MemberService>(boss, one).DisableAsync(two.MemberId), () => As<MemberService>(boss, two).DisableAsync(one.MemberId)));
    }

    [Fact]
    public async Task Who_leaves_meanwhile_is_put_into_no_department()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var person = await boss.Given.MemberAsync(root, Role.Sales);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        var department = await boss.Get<DepartmentService>().AddAsync(null, "销售");

        Assert.Equal(("Organizations.MemberDeregistered", ""), await queue.TwoAsync(
            () => boss.Get<DepartmentService>().AddMembersAsync(department, [person.MemberId]),
            () => boss.Get<MemberService>().DeregisterAsync(person.MemberId)));

        await using var db = boss.Db();
        Assert.False(await db.DepartmentMembers.AnyAsync());
    }

    [Fact]
    public async Task Two_talks_that_are_written_down_at_once_leave_one_plan()
    {
        await using var boss = await queue.StartAsync();
        var (shop, sales) = await CustomerAsync(boss);
        Task Talk(int days) => As<CustomerService>(boss, sales).AddFollowUpAsync(
            shop.Buyer.Code, new FollowUpFacts(FollowUpWay.Phone, "续费", "再谈", boss.Now.AddDays(days)));

        Assert.Equal(("", ""), await queue.TwoAsync(() => Talk(7), () => Talk(9)));

        await using var db = boss.Db();
        Assert.Equal(1, await db.FollowUps.CountAsync(f => f.NextAt != null));
    }

    [Fact]
    public async Task Two_accounts_that_want_one_phone_send_it_one_code()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var (one, two) = (await boss.Given.MemberAsync(root, Role.Sales), await boss.Given.MemberAsync(root, Role.Sales));

        Assert.Equal(("Messaging.CodeTooSoon", ""), await queue.TwoAsync(
            () => boss.Get<VerificationCodes>().IssuePairAsync(one.MemberId, "13700000009"),
            () => boss.Get<VerificationCodes>().IssuePairAsync(two.MemberId, "13700000009")));
    }

    [Fact]
    public async Task R_PRM_1_the_last_use_of_a_code_goes_to_one_and_a_customer_joins_once()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var (sales, promotion) = (await boss.Given.MemberAsync(root, Role.Sales), await boss.PromotionAsync(root));
        var one = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Buyer);
        var two = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Buyer);
        var last = await boss.InviteAsync(sales, promotion, Campaigns.Terms(boss) with { MaxUses = 1 });
        var (first, second) = (await boss.InviteAsync(sales, promotion), await boss.InviteAsync(sales, promotion));

        Assert.Equal(("Promotions.InviteExhausted", ""), await queue.TwoAsync(() => boss.EnterAsync(one, last), () => boss.EnterAsync(two, last)));
        // By two codes, so that the codes are not where they meet.
        Assert.Equal(("Promotions.AlreadyJoined", ""), await queue.TwoAsync(() => boss.EnterAsync(one, first), () => boss.EnterAsync(one, second)));

        await using var db = boss.Db();
        Assert.Equal((2, 2, 2), (await db.PromotionMembers.CountAsync(), await db.InviteUses.CountAsync(), await db.InviteCodes.SumAsync(i => i.Uses)));
    }

    [Fact]
    public async Task A_code_that_is_deleted_or_changed_while_somebody_enters_it_counts_or_refuses_and_never_both()
    {
        await using var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var (sales, promotion) = (await boss.Given.MemberAsync(root, Role.Sales), await boss.PromotionAsync(root));
        var buyer = await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Buyer);
        var code = await boss.InviteAsync(sales, promotion);

        Assert.Equal(("Promotions.InviteDeleted", ""), await queue.TwoAsync(() => boss.EnterAsync(buyer, code), () => As<InviteService>(boss, sales).DeleteAsync(code)));

        await using var db = boss.Db();
        Assert.False(await db.PromotionMembers.AnyAsync() || await db.InviteUses.AnyAsync());
    }

    public void Dispose() => queue.Dispose();

    private static T As<T>(TestKBoss boss, Actor actor)
        where T : notnull
    {
        boss.SignIn(actor);
        return boss.Get<T>();
    }

    private static async Task<IReadOnlyList<string>> TasksAsync(TestKBoss boss, int count)
    {
        var shop = await boss.Given.ShopAsync(1000m);
        var items = new List<(Offer, decimal, int)>();
        for (var i = 0; i < count; i++)
        {
            items.Add((await boss.Given.OfferAsync(shop.Root, shop.Supplier, 100m, discount: 0.8m), 80m, 1));
        }

        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, [.. items]);
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Maintenance));
        await using var db = boss.Db();
        return await db.FulfilmentTasks.Select(t => t.TaskNo).ToListAsync();
    }

    /// <summary>A customer that never did business, and its salesperson.</summary>
    private static async Task<(Shop Shop, Actor Sales)> CustomerAsync(TestKBoss boss)
    {
        var shop = await boss.Given.ShopAsync(0);
        var sales = await boss.Given.MemberAsync(shop.Root, Role.Sales);
        await using var db = boss.Db();
        (await db.Customers.SingleAsync()).AssignTo(sales.MemberId);

        await db.SaveChangesAsync();
        return (shop, sales);
    }

    private static Task DoBusinessAsync(TestKBoss boss, Shop shop, string business)
    {
        boss.SignIn(shop.Member);
        return business == "order" ? OrderAsync(boss.Services, shop.Offer) : boss.Get<TicketService>().OpenAsync(new OpenTicket("问题", "打不开"));
    }

    private static Task OrderAsync(IServiceProvider services, Offer offer) => services.GetRequiredService<OrderService>().PlaceAsync(
        new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: false));

    private static async Task<Offer> StockAsync(TestKBoss boss, int stock)
    {
        var shop = await boss.Given.ShopAsync(0);
        boss.SignIn(shop.Member);
        return await boss.Given.OfferAsync(shop.Root, shop.Supplier, discount: 0.8m, stock: stock);
    }

    /// <summary>A supplier at a share of the list price; whoever keeps it is signed in.</summary>
    private static async Task<(Supplier Supplier, Organization Root)> SupplierAsync(TestKBoss boss)
    {
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        return (supplier, root);
    }
}
