using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>
/// A distributor, the root or one two levels below, on 10 February: with a customer that has bought in January and in February, another that has nothing, and
/// one of the pool; and beside it others, whose business is nobody's here.
/// </summary>
internal sealed record HomeWorld(
    TestKBoss Boss, Organization Seller, IReadOnlyDictionary<Role, Actor> Staff, Organization Customer, Actor Buyer, Offer Offer) : IAsyncDisposable
{
    /// <summary>The homes of staff: at which level, and of which role.</summary>
    public static TheoryData<int, Role> Homes { get; } = new(
        from level in new[] { 0, 2 }
        from role in RolePermissions.RolesOf(OrganizationKind.Distributor)
        select (level, role));

    public static async Task<HomeWorld> StartAsync(int level)
    {
        var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        var upstream = await boss.Given.OfferAsync(root, supplier, 100m, discount: 0.8m);
        // Customers do not see it: it has no public terms.
        var hidden = await boss.Given.OfferAsync(root, supplier, 60m);
        var keeper = await boss.Given.MemberAsync(root, Role.Maintenance);
        var (seller, offer) = (root, upstream);
        if (level > 0)
        {
            var first = await boss.Given.DistributorAsync(root);
            var firstOffer = await boss.Given.DownstreamOfferAsync(first, upstream, 0.75m, 0.8m);
            seller = await boss.Given.DistributorAsync(first);
            offer = await boss.Given.DownstreamOfferAsync(seller, firstOffer, 0.78m, 0.8m);
            await boss.Given.DownstreamOfferAsync(seller, await boss.Given.DownstreamOfferAsync(first, hidden, 0.75m), 0.78m);
        }

        var other = await boss.Given.DistributorAsync(root);
        var otherOffer = await boss.Given.DownstreamOfferAsync(other, upstream, 0.75m, 0.8m);
        var staff = new Dictionary<Role, Actor>();
        foreach (var role in RolePermissions.RolesOf(OrganizationKind.Distributor))
        {
            staff[role] = await boss.Given.MemberAsync(seller, role);
        }

        var customer = await ServedAsync(seller, staff[Role.Sales]);
        await ServedAsync(seller, staff[Role.Sales]);
        await boss.Given.CustomerAsync(seller);
        var stranger = await ServedAsync(other, await boss.Given.MemberAsync(other, Role.Sales));
        var world = new HomeWorld(boss, seller, staff, customer, await boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer), offer);
        var strangers = world with
        {
            Seller = other,
            Customer = stranger,
            Buyer = await boss.Given.MemberAsync(stranger, Role.Admin, Role.Buyer),
            Offer = otherOffer,
            Staff = new Dictionary<Role, Actor> { [Role.Finance] = await boss.Given.MemberAsync(other, Role.Finance) },
        };
        foreach (var (each, times) in new[] { (world, 1), (strangers, 3) })
        {
            await boss.Given.MoneyAsync(each.Customer, 1000m * times);
            await each.PayAsync(times);
        }

        // What was bought is handed over a week later, and ends a month after that.
        boss.Time.Advance(TimeSpan.FromDays(7));
        boss.SignIn(keeper);
        foreach (var task in await world.TasksAsync())
        {
            await boss.Get<FulfilmentService>().CompleteAsync(task, new CompleteTask("203.0.113.7:22"));
        }

        boss.Time.Advance(TimeSpan.FromDays(29));
        foreach (var (each, times) in new[] { (world, 1), (strangers, 3) })
        {
            await boss.Given.MoneyAsync(each.Customer, 500m * times);
            await each.PayAsync(2 * times);
            await each.PlanAsync();
            await boss.Given.OwnTermsAsync(each.Offer, each.Customer, 0.79m, from: boss.Now.AddDays(-1), to: boss.Now.AddDays(10));
            await boss.Given.OrderAsync(each.Customer, each.Buyer, (each.Offer, 80m, 1));
            boss.SignIn(each.Buyer);
            await boss.Get<TicketService>().OpenAsync(new OpenTicket("打不开的主机", "从昨晚起连不上"));
            boss.SignIn(each.Staff[Role.Finance]);
            await boss.Get<OfflineRechargeService>().EnterAsync(new EnterRecharge(
                Guid.NewGuid().ToString("N"), each.Customer.Code,
                new ReceivedOffline(100m * times, RechargeChannel.Bank, Guid.NewGuid().ToString("N")[..12], ChinaTime.Day(boss.Now), null)));
        }

        await using (var db = boss.Db())
        {
            foreach (var member in new[] { staff[Role.Admin], staff[Role.Sales], strangers.Staff[Role.Finance] })
            {
                db.Add(new AuditEntry(member.OrganizationId, member.By, SignInService.Audited, $"Member {member.MemberId}", "", "", boss.Now));
            }

            await db.SaveChangesAsync();
        }

        return world;

        async Task<Organization> ServedAsync(Organization distributor, Actor salesperson)
        {
            var made = await boss.Given.CustomerAsync(distributor);
            await using var db = boss.Db();
            (await db.Customers.SingleAsync(c => c.BuyerId == made.Id)).AssignTo(salesperson.MemberId);
            await db.SaveChangesAsync();
            return made;
        }
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();

    public T As<T>(Actor actor)
        where T : notnull
    {
        Boss.SignIn(actor);
        return Boss.Get<T>();
    }

    /// <summary>So many pieces at 80 yuan, paid from the wallet.</summary>
    public async Task PayAsync(int quantity)
    {
        var order = await Boss.Given.OrderAsync(Customer, Buyer, (Offer, 80m, quantity));
        await As<PaymentService>(Buyer).PayFromWalletAsync(order.OrderNo);
    }

    private async Task<IReadOnlyList<string>> TasksAsync()
    {
        await using var db = Boss.Db();
        var lines = db.OrderLines.Where(l => l.BuyerId == Customer.Id).Select(l => l.Id);
        return await db.FulfilmentTasks.Where(t => lines.Contains(t.OrderLineId)).OrderBy(t => t.Id).Select(t => t.TaskNo).ToListAsync();
    }

    /// <summary>A talk that is planned for today.</summary>
    private async Task PlanAsync()
    {
        await using var db = Boss.Db();
        var customer = await db.Customers.SingleAsync(c => c.BuyerId == Customer.Id);
        db.Add(new FollowUp(customer, Buyer.By, new FollowUpFacts(FollowUpWay.Phone, "续约", "再打一次", ChinaTime.Start(ChinaTime.Day(Boss.Now))), Boss.Now));
        await db.SaveChangesAsync();
    }
}
