using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Pricing.Desk;
using KBoss.Infrastructure.Search;
using KBoss.Infrastructure.Suppliers;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Things;

/// <summary>Every thing has one page with one story, told to each reader as far as that one may know it, at every level of distributors.</summary>
public sealed class ThingStoryTests
{
    /// <summary>200 yuan that the customer paid into the bank, entered by whoever is signed in; the recharge's number.</summary>
    private static async Task<string> RechargedAsync(World world) => (await world.Boss.Get<OfflineRechargeService>().EnterAsync(new EnterRecharge(
        Guid.NewGuid().ToString("N"), world.Mine.Code, new ReceivedOffline(200m, RechargeChannel.Bank, "HD0001", ChinaTime.Day(world.Boss.Now), "柜台")))).RechargeNo;

    private static readonly PageRequest First = new(1, 20, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task A_resource_tells_who_delivered_it_and_leads_to_order_task_and_supplier_by_permission()
    {
        await using var world = await World.OpenAsync();
        var (orderNo, resourceNo, taskNo) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);

        var bySales = await world.AsAsync(world.Sales, world.Resource(resourceNo));
        Assert.Equal((orderNo, world.Mine.Code, 1, null, null), (bySales.OrderNo, bySales.CustomerCode, bySales.Quantity, bySales.TaskNo, bySales.Supplier));
        Assert.Equal(["Resource.Ends", "Resource.Delivered", "Wallet.Paid", "Order.Placed"], bySales.Story.Select(e => e.Kind));
        var byKeeper = await world.AsAsync(world.Keeper, world.Resource(resourceNo));
        Assert.Equal((taskNo, world.Supplier.Name), (byKeeper.TaskNo, byKeeper.Supplier!.Name));
        Assert.Equal(["Resource.Delivered"], byKeeper.Story.Where(e => e.Kind is "Resource.Delivered" or "Task.HandedOver").Select(e => e.Kind));
        Assert.Equal(world.Keeper.Name, byKeeper.Story.Single(e => e.Kind == "Resource.Delivered").By.Name);

        var stranger = await world.Boss.Given.MemberAsync(world.Root, Role.Sales);
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(stranger, world.Resource(resourceNo)));
        world.Boss.SignIn(world.Buyer);
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<ResourceDeskQueries>().GetAsync(resourceNo));
    }

    [Fact]
    public async Task A_resource_tells_of_its_money_and_its_tickets_to_whoever_may_see_them_on_their_own_pages()
    {
        await using var world = await World.OpenAsync();
        var (orderNo, resourceNo, _) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        var ticketNo = await world.TicketAsync(world.Buyer, orderNo);

        var byCustomer = (await world.AsAsync(world.Buyer, s => s.Get<ResourceService>().DetailsAsync(resourceNo))).Story;
        Assert.Equal(
            ["Order.Placed", "Resource.Delivered", "Resource.Ends", "Ticket.Opened", "Wallet.Paid"], byCustomer.Select(e => e.Kind).Order(StringComparer.Ordinal));
        Assert.Equal((ticketNo, orderNo), (About("Ticket.Opened"), About("Wallet.Paid")));
        // Which of the seller's people did it is not for the customer.
        Assert.Equal("", byCustomer.Single(e => e.Kind == "Resource.Delivered").By.Name);
        var byOperations = (await world.AsAsync(world.Operations, world.Resource(resourceNo))).Story.Select(e => e.Kind).ToList();
        Assert.Contains("Resource.Ends", byOperations);
        Assert.Contains("Ticket.Opened", byOperations);
        Assert.DoesNotContain("Wallet.Paid", byOperations);
        Assert.Contains("Wallet.Paid", (await world.AsAsync(world.Finance, world.Resource(resourceNo))).Story.Select(e => e.Kind));
        var stranger = await world.Boss.Given.MemberAsync(await world.Boss.Given.CustomerAsync(world.Root), Role.Buyer);
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(stranger, s => s.Get<ResourceService>().DetailsAsync(resourceNo)));
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(stranger, s => s.Get<OrderQueries>().StoryAsync(orderNo)));

        string About(string kind) => byCustomer.Single(e => e.Kind == kind).About!.Key;
    }

    [Fact]
    public async Task A_task_tells_its_steps_its_changes_and_the_talk_about_its_order_but_none_of_a_distributor_below()
    {
        await using var world = await World.OpenAsync();
        var (orderNo, _, taskNo) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        var ticketNo = await world.TicketAsync(world.Buyer, orderNo);
        var below = await world.BelowAsync();
        var theirs = await world.DeliveredAsync(below.Distributor, below.Customer, below.Offer, 90m);
        await world.TicketAsync(await world.Boss.Given.MemberAsync(below.Customer, Role.Buyer), theirs.OrderNo);

        var own = await StoryAsync(taskNo);
        Assert.Equal(["Task.Created", "Task.TakenOn"], own.Select(e => e.Kind).Where(kind => kind is "Task.Created" or "Task.TakenOn").Order(StringComparer.Ordinal));
        Assert.Equal(ticketNo, own.Single(e => e.Kind == "Ticket.Opened").About!.Key);
        Assert.Contains(own.SelectMany(e => e.Changes), c => c.After.Contains(world.Keeper.Name, StringComparison.Ordinal));
        var ofBelow = await StoryAsync(theirs.TaskNo);
        Assert.Contains("Task.HandedOver", ofBelow.Select(e => e.Kind));
        Assert.DoesNotContain(ofBelow, e => Web.Common.StoryTexts.Area(e) is "Talk" or "Money");
        await Assert.ThrowsAsync<PermissionException>(() => world.AsAsync(world.Sales, s => s.Get<FulfilmentQueries>().DetailsAsync(taskNo)));
        var keeperBelow = await world.Boss.Given.MemberAsync(below.Distributor, Role.Maintenance);
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(keeperBelow, s => s.Get<FulfilmentQueries>().DetailsAsync(theirs.TaskNo)));

        async Task<IReadOnlyList<ThingEvent>> StoryAsync(string no) => (await world.AsAsync(world.Keeper, s => s.Get<FulfilmentQueries>().DetailsAsync(no))).Story;
    }

    [Fact]
    public async Task An_entry_tells_how_it_was_posted_and_of_the_order_behind_it_where_that_is_the_readers_to_see()
    {
        await using var world = await World.OpenAsync();
        var (orderNo, _, _) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        var below = await world.BelowAsync();
        var (theirs, _, _) = await world.DeliveredAsync(below.Distributor, below.Customer, below.Offer, 90m);

        var sale = await EntryAsync(world.Finance, LedgerEvents.Sale, orderNo);
        Assert.Equal(
            ["Entry.Made", "Step.Completed", "Step.Fulfilling", "Step.Paid", "Step.Unpaid", "Wallet.Paid"], sale.Select(e => e.Kind).Order(StringComparer.Ordinal));
        Assert.All(sale.Where(e => e.Kind.StartsWith("Step", StringComparison.Ordinal)), e => Assert.Equal(new ThingRef(Thing.Order, orderNo), e.About));
        // Finance above knows what it sold, and nothing of the order for which that was.
        Assert.Equal(["Entry.Made"], (await EntryAsync(world.Finance, LedgerEvents.SaleToDistributor, theirs)).Select(e => e.Kind));
        Assert.Contains("Step.Paid", (await EntryAsync(below.Finance, LedgerEvents.Sale, theirs)).Select(e => e.Kind));
        await Assert.ThrowsAsync<NotFoundException>(() => EntryAsync(below.Finance, LedgerEvents.Sale, orderNo));
        var auditor = await world.Boss.Given.MemberAsync(world.Root, Role.Finance, Role.Admin);
        world.Boss.SignIn(auditor);
        var notes = world.Boss.Get<OrderNoteService>();
        await notes.AddAsync(orderNo, "待对账");
        var note = (await world.Boss.Get<OrderDeskQueries>().GetAsync(orderNo)).Story.Single(e => e.Kind == "Note");
        await notes.DeleteAsync(orderNo, note.NoteId!.Value);
        Assert.Contains(await EntryAsync(auditor, LedgerEvents.Sale, orderNo), e => e.Changes.Any(c => c.Before == "待对账"));
        Assert.DoesNotContain(await EntryAsync(world.Finance, LedgerEvents.Sale, orderNo), e => e.Changes.Count > 0);

        Task<IReadOnlyList<ThingEvent>> EntryAsync(Actor reader, string kind, string number) =>
            world.AsAsync(reader, async s => (await s.Get<LedgerQueries>().EntryAsync(kind, number)).Story);
    }

    [Fact]
    public async Task What_happened_at_one_instant_stands_newest_first_too()
    {
        await using var world = await World.OpenAsync();
        world.Boss.SignIn(world.Finance);
        var rechargeNo = await RechargedAsync(world);
        await world.Boss.Get<OfflineRechargeService>().ReverseAsync(rechargeNo, "录错客户");
        var (orderNo, _, _) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);

        var recharge = (await world.AsAsync(world.Finance, s => s.Get<OfflineRechargeQueries>().GetAsync(rechargeNo))).Story;
        Assert.Single(recharge.Select(e => e.At).Distinct());
        Assert.Equal(
            ["Cash.RechargeReversal", "Recharge.Reversed", "Cash.OfflineRecharge", "Recharge.Entered"],
            recharge.Select(e => e.Kind).Where(kind => kind.StartsWith("Cash", StringComparison.Ordinal) || kind.StartsWith("Recharge", StringComparison.Ordinal)));
        Assert.Equal([-200m, 200m], recharge.Where(e => e.Kind == "Entry.Posted").Select(e => (decimal)e.Args[0]));
        var reversed = await world.AsAsync(world.Finance, s => s.Get<LedgerQueries>().EntryAsync(LedgerEvents.OfflineRecharge, rechargeNo));
        Assert.Equal(["Entry.Reversed", "Entry.Made"], reversed.Story.Select(e => e.Kind).Where(kind => kind.StartsWith("Entry", StringComparison.Ordinal)));
        Assert.Equal(new ThingRef(Thing.Recharge, rechargeNo), reversed.Story.Single(e => e.Kind == "Recharge.Entered").About);
        var order = await world.AsAsync(world.Buyer, s => s.Get<OrderQueries>().StoryAsync(orderNo));
        Assert.Equal(["Resource.Ends", "Step.Completed", "Resource.Delivered", "Step.Fulfilling", "Step.Paid", "Step.Unpaid"], order.Select(e => e.Kind));
        Assert.Single(order.Where(e => !e.Ahead).Select(e => e.At).Distinct());
    }

    [Fact]
    public async Task A_distributor_below_has_the_page_of_its_own_and_the_one_above_does_not()
    {
        await using var world = await World.OpenAsync();
        var below = await world.BelowAsync();
        var (_, resourceNo, _) = await world.DeliveredAsync(below.Distributor, below.Customer, below.Offer, 90m);

        var own = await world.AsAsync(below.Admin, world.Resource(resourceNo));
        Assert.Equal((below.Customer.Code, null, null), (own.CustomerCode, own.TaskNo, own.Supplier));
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(world.Keeper, world.Resource(resourceNo)));

        var sku = await world.AsAsync(below.Operations, services => services.Get<SkuDeskQueries>().GetAsync(below.Code));
        Assert.True(Assert.Single(sku.Offers).FromUpstream);
        Assert.Contains(sku.Story, e => e.Kind == "Sku.Sold" && e.About!.Thing == Thing.Order);
        var above = await world.AsAsync(world.Operations, services => services.Get<SkuDeskQueries>().GetAsync(below.Code));
        Assert.DoesNotContain(above.Story, e => e.Kind == "Sku.Sold");
    }

    [Fact]
    public async Task The_story_of_a_customer_has_money_delivery_talk_and_changes_by_permission()
    {
        await using var world = await World.OpenAsync();
        var (orderNo, resourceNo, _) = await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        world.Boss.SignIn(world.Sales);
        await world.Boss.Get<CustomerService>().AddNoteAsync(world.Mine.Code, "下季度要扩容");
        await world.Boss.Get<CustomerService>().ChangeContactAsync(world.Mine.Code, "李经理", "13912345678");

        var bySales = await world.AsAsync(world.Sales, world.Customer(world.Mine));
        Assert.Superset(
            new HashSet<string> { "Customer.Created", "Customer.Assigned", "Note", "Order.Placed", "Cash.OrderPayment", "Resource.Delivered", "Audit" },
            bySales.Select(e => e.Kind).ToHashSet());
        Assert.Equal((orderNo, resourceNo), (About("Order.Placed"), About("Resource.Delivered")));
        var change = bySales.SelectMany(e => e.Changes).Single(c => c is { Field: "Phone", Before.Length: > 0 });
        Assert.Equal("139****5678", change.After);
        Assert.DoesNotContain("Cash.OrderPayment", (await world.AsAsync(world.Operations, world.Customer(world.Mine))).Select(e => e.Kind));
        var stranger = await world.Boss.Given.MemberAsync(world.Root, Role.Sales);
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(stranger, world.Customer(world.Mine)));

        string About(string kind) => bySales.Single(e => e.Kind == kind).About!.Key;
    }

    [Fact]
    public async Task A_story_takes_as_many_queries_however_long_it_is()
    {
        await using var world = await World.OpenAsync();
        await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        var reader = await world.Boss.Given.MemberAsync(world.Root, Role.Admin, Role.Finance, Role.Maintenance, Role.Operations);
        world.Boss.SignIn(reader);
        await world.Boss.Get<CustomerService>().ChangeContactAsync(world.Mine.Code, "甲", "13912345678");
        var before = await CountAsync();
        for (var i = 0; i < 4; i++)
        {
            world.Boss.SignIn(reader);
            await world.Boss.Get<CustomerService>().AddNoteAsync(world.Mine.Code, $"备注 {i}");
            await world.Boss.Get<CustomerService>().ChangeContactAsync(world.Mine.Code, $"乙{i}", "13912345679");
            await world.DeliveredAsync(world.Root, world.Mine, world.Offer, 80m);
        }

        Assert.Equal(before, await CountAsync());
        Assert.InRange(before, 1, 20);

        async Task<int> CountAsync()
        {
            using var sql = new CommandCount(world.Boss);
            await world.AsAsync(reader, world.Customer(world.Mine));
            return sql.Queries.Count;
        }
    }

    [Fact]
    public async Task A_supplier_keeps_its_story_under_another_name()
    {
        await using var world = await World.OpenAsync();
        world.Boss.SignIn(world.Operations);
        var suppliers = world.Boss.Get<SupplierService>();
        var id = await suppliers.CreateAsync(Facts("甲供应商"), Terms);
        foreach (var name in new[] { "乙供应商", "丙供应商" })
        {
            world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
            var version = (await world.Boss.Get<SupplierQueries>().GetAsync(id)).Version;
            await suppliers.ChangeFactsAsync(id, version, Facts(name));
        }

        var story = (await world.Boss.Get<SupplierQueries>().GetAsync(id)).Story;

        Assert.Equal(
            [("乙供应商", "丙供应商"), ("甲供应商", "乙供应商"), ("", "甲供应商")],
            story.SelectMany(e => e.Changes).Where(c => c.Field == "Name").Select(c => (c.Before, c.After)));
        Assert.Contains(story, e => e.Kind == "Agreement.MadeAtRate");

        static SupplierFacts Facts(string name) => new(name, SupplierKind.Product, Connector.Manual, "王工", "02012345678", "");
    }

    [Fact]
    public async Task A_member_has_a_page_for_the_Admin_of_its_organization_alone()
    {
        await using var world = await World.OpenAsync();
        var admin = await world.Boss.Given.MemberAsync(world.Root, Role.Admin);
        world.Boss.SignIn(admin);
        var made = await world.Boss.Get<MemberService>().AddAsync(new AddMember("xiaoshou.yi", "销售一", "13700000001", [Role.Sales]));
        await world.Boss.Get<MemberService>().EditAsync(made.MemberId, new EditMember("xiaoshou.er", "销售一", "13700000001"));

        var details = await world.Boss.Get<MemberDeskQueries>().GetAsync("xiaoshou.er");

        Assert.Equal(details.Row.UserName, (await world.Boss.Get<MemberDeskQueries>().GetAsync(made.MemberId)).Row.UserName);
        Assert.Equal(("137****0001", admin.Name), (details.Row.MaskedPhone, details.Row.CreatedBy.Name));
        Assert.Equal(["Added", "Added", "Modified"], details.Story.Select(e => (string)e.Args[0]).Order(StringComparer.Ordinal));
        Assert.All(details.Story.SelectMany(e => e.Changes), c => Assert.DoesNotContain("13700000001", c.After, StringComparison.Ordinal));
        var below = await world.BelowAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(below.Admin, s => s.Get<MemberDeskQueries>().GetAsync("xiaoshou.er")));
        await Assert.ThrowsAsync<NotFoundException>(() => world.AsAsync(below.Admin, s => s.Get<MemberDeskQueries>().GetAsync(made.MemberId)));
        await Assert.ThrowsAsync<PermissionException>(() => world.AsAsync(world.Sales, s => s.Get<MemberDeskQueries>().GetAsync("xiaoshou.er")));
    }

    [Fact]
    public async Task A_recharge_tells_who_entered_it_what_it_moved_and_why_it_was_taken_back()
    {
        await using var world = await World.OpenAsync();
        world.Boss.SignIn(world.Finance);
        var rechargeNo = await RechargedAsync(world);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Boss.Get<OfflineRechargeService>().ReverseAsync(rechargeNo, "录错客户");

        var story = (await world.Boss.Get<OfflineRechargeQueries>().GetAsync(rechargeNo)).Story;

        Assert.Superset(
            new HashSet<string> { "Recharge.Entered", "Cash.OfflineRecharge", "Recharge.Reversed", "Cash.RechargeReversal", "Entry.Posted" },
            story.Select(e => e.Kind).ToHashSet());
        Assert.Equal(("录错客户", world.Finance.Name), (story.Single(e => e.Kind == "Recharge.Reversed").Text, story.Single(e => e.Kind == "Recharge.Reversed").By.Name));
        Assert.All(story.Where(e => e.Kind == "Entry.Posted"), e => Assert.Equal(rechargeNo, e.About!.Within));
    }

    [Fact]
    public async Task The_audit_log_calls_a_wallet_by_its_customer_and_finds_it_so()
    {
        await using var world = await World.OpenAsync();
        world.Boss.SignIn(world.Finance);
        await world.Boss.Get<CreditService>().GrantAsync(world.Mine.Code, 0m, 500m);
        var admin = await world.Boss.Given.MemberAsync(world.Root, Role.Admin);

        var found = await world.AsAsync(admin, s => s.Get<AuditQueries>().ListAsync(Filtered(("subject", world.Mine.Name))));

        var row = found.Rows.First(r => r.Thing.Kind == "Wallet" && r.Changes.Any(c => c.Field == "CreditLimit"));
        Assert.Equal((world.Mine.Name, new ThingRef(Thing.Customer, world.Mine.Code, world.Mine.Name)), (row.Thing.Name, Assert.Single(row.Thing.Parts).Thing));
        Assert.Equal(ValueForm.Money, row.Changes.Single(c => c.Field == "CreditLimit").Form);
        var assigned = found.Rows.SelectMany(r => r.Changes).First(c => c.Field == "SalespersonId");
        Assert.Equal(Thing.Member, assigned.AfterThing!.Thing);
        var below = await world.BelowAsync();
        var ofOthers = (await world.AsAsync(below.Admin, s => s.Get<AuditQueries>().ListAsync(First))).Rows;
        Assert.NotEmpty(ofOthers);
        Assert.DoesNotContain(ofOthers, r => r.Thing.Parts.Any(part => part.Thing?.Key == world.Mine.Code));
    }

    [Fact]
    public async Task A_book_calls_the_one_above_by_its_name()
    {
        await using var world = await World.OpenAsync();
        var below = await world.BelowAsync();
        var (orderNo, _, _) = await world.DeliveredAsync(below.Distributor, below.Customer, below.Offer, 90m);

        var sale = await world.AsAsync(below.Finance, s => s.Get<LedgerQueries>().EntryAsync(LedgerEvents.Sale, orderNo));

        Assert.Contains(sale.Entry.Lines, l => l.Counterparty == world.Root.Name && l.Thing is null);
        Assert.Contains(sale.Entry.Lines, l => l.Thing == new ThingRef(Thing.Customer, below.Customer.Code, below.Customer.Name));
        Assert.DoesNotContain(sale.Entry.Lines, l => l.Counterparty.StartsWith('#'));
    }

    [Fact]
    public async Task Distributors_are_found_by_whoever_agrees_on_prices_with_them()
    {
        await using var world = await World.OpenAsync();
        var below = await world.BelowAsync();

        var hits = await world.AsAsync(world.Operations, s => s.Get<SearchQueries>().FindAsync(below.Distributor.Name));

        Assert.Equal([below.Distributor.Code], hits.Where(h => h.Thing == Thing.Distributor).Select(h => h.Key));
        Assert.DoesNotContain(await world.AsAsync(world.Sales, s => s.Get<SearchQueries>().FindAsync(below.Distributor.Name)), h => h.Thing == Thing.Distributor);
        Assert.DoesNotContain(await world.AsAsync(below.Operations, s => s.Get<SearchQueries>().FindAsync(below.Distributor.Name)), h => h.Thing == Thing.Distributor);
    }

    private static AgreementTerms Terms { get; } = new(SalesMode.Discount, 0.7m, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    private static PageRequest Filtered(params (string Name, string Value)[] filters) => First with { Filters = filters.ToDictionary(f => f.Name, f => f.Value) };

    /// <summary>A root with a customer of a salesperson, and whoever else works there.</summary>
    private sealed class World : IAsyncDisposable
    {
        public required TestKBoss Boss { get; init; }

        public required Organization Root { get; init; }

        public required Organization Mine { get; init; }

        public required Actor Buyer { get; init; }

        public required Actor Sales { get; init; }

        public required Actor Operations { get; init; }

        public required Actor Finance { get; init; }

        public required Actor Keeper { get; init; }

        public required Supplier Supplier { get; init; }

        public required Offer Offer { get; init; }

        public static async Task<World> OpenAsync()
        {
            var boss = await TestKBoss.StartAsync();
            var shop = await boss.Given.ShopAsync(1000m);
            var (sales, operations) = (await boss.Given.MemberAsync(shop.Root, Role.Sales), await boss.Given.MemberAsync(shop.Root, Role.Operations));
            boss.SignIn(operations);
            await boss.Get<AssignmentService>().AssignAsync([shop.Buyer.Code], sales.MemberId);
            return new World
            {
                Boss = boss,
                Root = shop.Root,
                Mine = shop.Buyer,
                Buyer = shop.Member,
                Sales = sales,
                Operations = operations,
                Finance = await boss.Given.MemberAsync(shop.Root, Role.Finance),
                Keeper = await boss.Given.MemberAsync(shop.Root, Role.Maintenance),
                Supplier = shop.Supplier,
                Offer = shop.Offer,
            };
        }

        /// <summary>Asks about an order.</summary>
        public async Task<string> TicketAsync(Actor by, string orderNo)
        {
            Boss.SignIn(by);
            return await Boss.Get<TicketService>().OpenAsync(new OpenTicket("交付", "什么时候开通？", orderNo, []));
        }

        public Func<TestKBoss, Task<DeskResource>> Resource(string resourceNo) => boss => boss.Get<ResourceDeskQueries>().GetAsync(resourceNo);

        public Func<TestKBoss, Task<IReadOnlyList<ThingEvent>>> Customer(Organization customer) => boss => boss.Get<CustomerStoryQueries>().TellAsync(customer.Code);

        public async Task<T> AsAsync<T>(Actor reader, Func<TestKBoss, Task<T>> read)
        {
            Boss.SignIn(reader);
            return await read(Boss);
        }

        /// <summary>One piece that was paid and handed over by the root's Maintenance.</summary>
        public async Task<(string OrderNo, string ResourceNo, string TaskNo)> DeliveredAsync(Organization seller, Organization customer, Offer offer, decimal price)
        {
            var member = customer.Id == Buyer.OrganizationId ? Buyer : await Boss.Given.MemberAsync(customer, Role.Buyer);
            var order = await Boss.Given.OrderAsync(customer, member, (offer, price, 1));
            Boss.SignIn(member);
            await Boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
            Boss.SignIn(Keeper);
            await using var db = Boss.Db();
            var task = await db.FulfilmentTasks.Where(t => t.OrderNo == order.OrderNo).Select(t => t.TaskNo).SingleAsync();
            await Boss.Get<FulfilmentService>().AssignAsync(task);
            await Boss.Get<FulfilmentService>().CompleteAsync(task, new CompleteTask("203.0.113.7:22", "root", "S3cret!", "", ""));
            Assert.Equal(seller.Id, order.SellerId);
            return (order.OrderNo, await db.Resources.Where(r => r.OrderNo == order.OrderNo).Select(r => r.ResourceNo).SingleAsync(), task);
        }

        /// <summary>A distributor that buys the offer at 75 yuan and sells it at 90, with a customer that has money.</summary>
        public async Task<(Organization Distributor, Organization Customer, Offer Offer, string Code, Actor Admin, Actor Operations, Actor Finance)> BelowAsync()
        {
            var distributor = await Boss.Given.DistributorAsync(Root);
            var customer = await Boss.Given.CustomerAsync(distributor);
            await Boss.Given.MoneyAsync(customer, 500m);
            var offer = await Boss.Given.DownstreamOfferAsync(distributor, Offer, 0.75m, 0.9m);
            await using var db = Boss.Db();
            return (
                distributor, customer, offer, await db.Offers.Where(o => o.Id == offer.Id).Select(o => o.Sku.Code).SingleAsync(),
                await Boss.Given.MemberAsync(distributor, Role.Admin), await Boss.Given.MemberAsync(distributor, Role.Operations),
                await Boss.Given.MemberAsync(distributor, Role.Finance));
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
