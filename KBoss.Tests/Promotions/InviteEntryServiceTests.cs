using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Customers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Promotions;

/// <summary>Joining a promotion with an invite code, at the root and below it: by registering, and as a customer that is there already.</summary>
public sealed class InviteEntryServiceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_ORG_2_who_registers_with_a_code_has_joined_its_promotion_and_pays_its_price_at_once(int level)
    {
        await using var world = await World.StartAsync(level);
        var boss = world.Boss;

        var made = await boss.RegisterAsync(People.Company with { InviteCode = world.Code.ToLowerInvariant() });

        await using var db = boss.Db();
        var member = await db.PromotionMembers.SingleAsync();
        Assert.Equal(
            (world.Seller.Id, made.OrganizationId, world.Promotion.Id, world.Code), (member.SellerId, member.BuyerId, member.PromotionId, member.InviteCode));
        var use = await db.InviteUses.SingleAsync();
        Assert.Equal((InviteUseKind.Registered, made.OrganizationId, world.Promotion.Id), (use.Kind, use.BuyerId, use.PromotionId!.Value));
        Assert.Equal(world.Sales.MemberId, (await db.Customers.SingleAsync(c => c.BuyerId == made.OrganizationId)).SalespersonId);
        Assert.Equal(75m, await world.PriceAsync(made.OrganizationId));
        Assert.Equal(90m, await world.PriceAsync(world.Buyer.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRM_1_an_existing_customer_enters_a_code_once_and_keeps_its_salesperson(int level)
    {
        await using var world = await World.StartAsync(level);
        var boss = world.Boss;

        var joined = await boss.EnterAsync(world.Member, $" {world.Code[..4].ToLowerInvariant()}-{world.Code[4..]} ");
        var again = await Assert.ThrowsAsync<RuleException>(() => boss.EnterAsync(world.Member, world.Code));
        var other = await boss.InviteAsync(world.Sales, world.Promotion);
        var byAnother = await Assert.ThrowsAsync<RuleException>(() => boss.EnterAsync(world.Member, other));

        Assert.Equal((world.Promotion.No, world.Promotion.Name), (joined.No, joined.Name));
        Assert.Equal(("Promotions.AlreadyJoined", "invite-code"), (again.Code, again.Field));
        Assert.Equal(("Promotions.AlreadyJoined", "invite-code"), (byAnother.Code, byAnother.Field));
        await using var db = boss.Db();
        Assert.Equal((1, 0), (await InviteUsesOf(db, world.Code), await InviteUsesOf(db, other)));
        Assert.Equal((InviteUseKind.Entered, world.Buyer.Id), await db.InviteUses.Select(u => ValueTuple.Create(u.Kind, u.BuyerId)).SingleAsync());
        Assert.Null((await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).SalespersonId);
        Assert.Equal(75m, await world.PriceAsync(world.Buyer.Id));

        static Task<int> InviteUsesOf(KBoss.Infrastructure.Common.Data.KBossDbContext db, string code) =>
            db.InviteCodes.Where(i => i.Code == code).Select(i => i.Uses).SingleAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_ISO_1_a_code_of_another_distributor_is_refused_as_one_that_does_not_exist(int level)
    {
        await using var world = await World.StartAsync(level);
        var boss = world.Boss;
        var stranger = await boss.Given.DistributorAsync(world.Root);
        var code = await boss.InviteAsync(await boss.Given.MemberAsync(stranger, Role.Sales), await boss.PromotionAsync(stranger));

        var foreign = await Assert.ThrowsAsync<RuleException>(() => boss.EnterAsync(world.Member, code));
        var wrong = await Assert.ThrowsAsync<RuleException>(() => boss.EnterAsync(world.Member, "NOSUCHCODE"));

        Assert.Equal((wrong.Code, wrong.Field, code), (foreign.Code, foreign.Field, foreign.Args[0]));
        Assert.Equal("Promotions.InviteUnknown", wrong.Code);
        await using var db = boss.Db();
        Assert.False(await db.PromotionMembers.AnyAsync() || await db.InviteUses.AnyAsync() || await db.InviteCodes.AnyAsync(i => i.Uses > 0));
    }

    [Fact]
    public async Task R_PRM_1_a_code_that_gives_nothing_is_refused_with_the_reason()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var service = boss.Get<InviteService>();
        var old = await boss.OldInviteAsync(world.Sales, "OLDCODE2");
        var exhausted = await boss.InviteAsync(world.Sales, world.Promotion, Campaigns.Terms(boss) with { MaxUses = 1 });
        await boss.EnterAsync(await boss.Given.MemberAsync(await boss.Given.CustomerAsync(world.Seller), Role.Buyer), exhausted);
        var deleted = await boss.InviteAsync(world.Sales, world.Promotion);
        await service.DeleteAsync(deleted);
        var later = await boss.InviteAsync(world.Sales, world.Promotion, Campaigns.Terms(boss) with { ValidFrom = boss.Now.AddHours(1) });
        var expired = await boss.InviteAsync(world.Sales, world.Promotion, Campaigns.Terms(boss) with { ValidTo = boss.Now.AddMinutes(1) });
        var over = await boss.PromotionAsync(world.Seller, to: boss.Now.AddMinutes(1));
        var ofOver = await boss.InviteAsync(world.Sales, over);
        boss.Time.Advance(TimeSpan.FromMinutes(1));

        foreach (var (code, reason) in new[]
        {
            (old, "InviteWithoutPromotion"), (exhausted, "InviteExhausted"), (deleted, "InviteDeleted"), (later, "InviteScheduled"), (expired, "InviteExpired"),
            (ofOver, "InvitePromotionOver"),
        })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.EnterAsync(world.Member, code));
            Assert.Equal(($"Promotions.{reason}", "invite-code"), (refusal.Code, refusal.Field));
        }

        await using var db = boss.Db();
        Assert.False(await db.PromotionMembers.AnyAsync(m => m.BuyerId == world.Buyer.Id));
    }

    [Fact]
    public async Task A_promotion_that_has_not_begun_can_be_joined_and_counts_from_its_first_moment()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var soon = await boss.PromotionAsync(world.Seller, from: boss.Now.AddHours(2));
        await boss.ContainsAsync(soon, world.Offer, 0.5m);

        await boss.EnterAsync(world.Member, await boss.InviteAsync(world.Sales, soon));

        Assert.Equal(90m, await world.PriceAsync(world.Buyer.Id));
        boss.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.Equal(90m, await world.PriceAsync(world.Buyer.Id));
        boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(50m, await world.PriceAsync(world.Buyer.Id));
    }

    [Fact]
    public async Task A_promotion_that_ends_between_the_form_and_its_sending_registers_nobody()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var proof = await boss.ProveAsync(People.Company.Phone!);
        await boss.EndAsync(world.Promotion);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<KBoss.Infrastructure.Organizations.Registration.RegistrationService>()
            .RegisterAsync(People.Company with { InviteCode = world.Code }, proof));

        Assert.Equal(("Promotions.InvitePromotionOver", "invite-code"), (refusal.Code, refusal.Field));
        await using var db = boss.Db();
        Assert.False(await db.InviteUses.AnyAsync() || await db.Members.AnyAsync(m => m.Phone == People.Company.Phone));
    }

    [Fact]
    public async Task Only_who_places_orders_enters_a_code_and_who_sees_the_wallet_sees_what_was_joined()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var admin = await boss.Given.MemberAsync(world.Buyer, Role.Admin);

        await Assert.ThrowsAsync<PermissionException>(() => boss.EnterAsync(admin, world.Code));
        await Assert.ThrowsAsync<PermissionException>(() => boss.EnterAsync(world.Sales, world.Code));
        await boss.EnterAsync(world.Member, world.Code);

        boss.SignIn(admin);
        Assert.Single(await boss.Get<MyPromotionQueries>().ListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_was_joined_says_until_when_how_many_products_what_it_saved_and_an_example(int level)
    {
        await using var world = await World.StartAsync(level);
        var boss = world.Boss;
        await boss.EnterAsync(world.Member, world.Code);
        await boss.Given.MoneyAsync(world.Buyer, 1000m);
        var orderNo = await boss.Get<OrderService>().PlaceAsync(new PlaceOrder("my-order", [new OrderWish(world.Offer.Id, 2, 1, 75m)], FromCart: false));
        var before = Assert.Single(await boss.Get<MyPromotionQueries>().ListAsync());
        await boss.Get<PaymentService>().PayFromWalletAsync(orderNo);

        var mine = Assert.Single(await boss.Get<MyPromotionQueries>().ListAsync());

        Assert.Equal(0m, before.Saved);
        Assert.Equal(
            (world.Promotion.No, PromotionStatus.Active, world.Promotion.To, 1, 30m, world.Code), (mine.No, mine.Status, mine.To, mine.Products, mine.Saved, mine.Code));
        var example = Assert.Single(mine.Examples);
        Assert.Equal((90m, 75m), (example.PublicPrice, example.UnitPrice));
        boss.Time.Advance(TimeSpan.FromDays(31));
        var over = Assert.Single(await boss.Get<MyPromotionQueries>().ListAsync());
        Assert.Equal((PromotionStatus.Ended, 30m, 0), (over.Status, over.Saved, over.Examples.Count));
    }

    [Fact]
    public async Task R_ISO_2_staff_see_by_which_code_a_customer_came_and_what_it_has_joined()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var made = await boss.RegisterAsync(People.Company with { InviteCode = world.Code });
        var second = await boss.PromotionAsync(world.Seller);
        var buyer = new Actor(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "联系人", new HashSet<Role> { Role.Buyer });
        await boss.EnterAsync(buyer, await boss.InviteAsync(world.Sales, second));

        boss.SignIn(world.Sales);
        var came = await boss.Get<InviteQueries>().CameByAsync(made.OrganizationCode);
        var joined = (await boss.Get<InviteQueries>().OfCustomerAsync(made.OrganizationCode, SalesTeam.All)).Rows;

        Assert.Equal((world.Code, world.Promotion.Name, world.Sales.Name), (came!.Code, came.PromotionName, came.Salesperson));
        Assert.Equal([(second.No, false), (world.Promotion.No, true)], joined.Select(j => (j.PromotionNo, j.Registered)));
        boss.SignIn(await boss.Given.MemberAsync(world.Seller, Role.Sales));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<InviteQueries>().CameByAsync(made.OrganizationCode));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<InviteQueries>().OfCustomerAsync(made.OrganizationCode, SalesTeam.All));
    }

    [Fact]
    public async Task A_customer_that_came_by_a_code_and_never_bought_can_be_deleted_with_what_it_joined()
    {
        await using var world = await World.StartAsync(0);
        var boss = world.Boss;
        var made = await boss.RegisterAsync(People.Company with { InviteCode = world.Code });

        boss.SignIn(world.Sales);
        await boss.Get<CustomerRemoval>().DeleteAsync(made.OrganizationCode);

        await using var db = boss.Db();
        Assert.False(await db.InviteUses.AnyAsync() || await db.PromotionMembers.AnyAsync());
        Assert.Equal(1, await db.InviteCodes.SumAsync(i => i.Uses));
    }

    /// <summary>A distributor at a level below the root, with a salesperson, a customer, an offer at 90 and a promotion by code that asks 75 for it.</summary>
    private sealed class World : IAsyncDisposable
    {
        public TestKBoss Boss { get; private init; } = null!;

        public Organization Root { get; private init; } = null!;

        public Organization Seller { get; private init; } = null!;

        public Actor Sales { get; private init; } = null!;

        public Organization Buyer { get; private init; } = null!;

        public Actor Member { get; private init; } = null!;

        public Offer Offer { get; private init; } = null!;

        public Promotion Promotion { get; private init; } = null!;

        public string Code { get; private init; } = "";

        public static async Task<World> StartAsync(int level)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var seller = root;
            var offer = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root, rate: 0.5m), 100m, discount: 0.9m);
            for (var i = 0; i < level; i++)
            {
                seller = await boss.Given.DistributorAsync(seller);
                offer = await boss.Given.DownstreamOfferAsync(seller, offer, costDiscount: 0.6m, discount: 0.9m);
            }

            var sales = await boss.Given.MemberAsync(seller, Role.Sales);
            var buyer = await boss.Given.CustomerAsync(seller);
            var promotion = await boss.PromotionAsync(seller);
            await boss.ContainsAsync(promotion, offer, 0.75m);
            return new World
            {
                Boss = boss,
                Root = root,
                Seller = seller,
                Sales = sales,
                Buyer = buyer,
                Member = await boss.Given.MemberAsync(buyer, Role.Buyer),
                Offer = offer,
                Promotion = promotion,
                Code = await boss.InviteAsync(sales, promotion),
            };
        }

        public async Task<decimal> PriceAsync(long buyerId)
        {
            await using var db = Boss.Db();
            return (await Boss.Get<PricingQueries>().QuoteAsync(db, Seller.Id, buyerId, [Offer.Id], Boss.Now))[Offer.Id].Quote.UnitPrice;
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
