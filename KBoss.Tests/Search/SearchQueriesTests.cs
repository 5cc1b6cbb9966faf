using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Search;
using KBoss.Tests.Support;
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
    public async Task Whoever_has_not_signed_in_finds_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.SignIn(null);
        await Assert.ThrowsAsync<SignInException>(() => FindAsync(boss, "客户"));
    }

    private static Task<IReadOnlyList<Hit>> FindAsync(TestKBoss boss, string typed) => boss.Get<SearchQueries>().FindAsync(typed);

    private static List<string> Keys(IReadOnlyList<Hit> hits, Thing thing) => [.. hits.Where(hit => hit.Thing == thing).Select(hit => hit.Key)];
}
