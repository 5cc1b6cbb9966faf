using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Orders.Desk;

/// <summary>What the seller's people see of orders: by permission, at the root and below it, and never another distributor's.</summary>
public sealed class OrderDeskTests
{
    private static readonly PageRequest First = new(1, 20, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task R_ISO_2_a_salesperson_sees_the_orders_of_customers_of_their_own_and_the_rest_of_the_staff_all()
    {
        await using var world = await World.OpenAsync();
        var (mine, others) = (await world.PaidAsync(world.Mine), await world.PaidAsync(world.Other));
        var desk = world.Boss.Get<OrderDeskQueries>();

        world.Boss.SignIn(world.Sales);
        Assert.Equal([mine], await world.NumbersAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => desk.GetAsync(others));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Notes.AddAsync(others, "不是我的客户"));
        await Assert.ThrowsAsync<PermissionException>(() => desk.SalespeopleAsync());
        Assert.Equal((1, 80m), ((await desk.SumsAsync(First)).Orders, (await desk.SumsAsync(First)).Paid));

        foreach (var role in new[] { Role.Finance, Role.Operations, Role.Maintenance, Role.Admin })
        {
            world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, role));
            Assert.Equal([others, mine], await world.NumbersAsync());
            Assert.Equal(mine, (await desk.GetAsync(mine)).Order.OrderNo);
        }

        world.Boss.SignIn(world.Buyer);
        await Assert.ThrowsAsync<PermissionException>(() => desk.ListAsync(First));
        await Assert.ThrowsAsync<PermissionException>(() => desk.GetAsync(mine));
        await Assert.ThrowsAsync<PermissionException>(() => world.Notes.AddAsync(mine, "客户的文字"));
    }

    [Fact]
    public async Task R_ISO_1_a_distributor_below_sees_its_own_orders_and_neither_side_sees_those_of_the_other()
    {
        await using var world = await World.OpenAsync();
        var atRoot = await world.PaidAsync(world.Mine);
        var below = await world.BelowAsync();
        world.Boss.SignIn(below.Finance);

        Assert.Equal([below.OrderNo], await world.NumbersAsync());
        var order = await world.Desk.GetAsync(below.OrderNo);
        Assert.Equal((90m, 75m, 15m), (order.Order.Total, order.Cost, order.Margin));
        Assert.Equal((below.Distributor.Name, null), (order.Seller, Assert.Single(order.Costs!).From));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Desk.GetAsync(atRoot));
        await world.Notes.AddAsync(below.OrderNo, "下级的备注");

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Finance, Role.Maintenance, Role.Admin));
        Assert.Equal([atRoot], await world.NumbersAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => world.Desk.GetAsync(below.OrderNo));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Notes.AddAsync(below.OrderNo, "上级的备注"));
        await using var root = world.Boss.Db(world.Root.Id);
        Assert.Empty(await root.OrderNotes.ToListAsync());
        // The task of the sale below lies with the root, and says whose order it is: nothing there leads to it.
        var task = Assert.Single((await world.Boss.Get<FulfilmentQueries>().TasksAsync(First)).Rows, t => t.OrderNo == below.OrderNo);
        Assert.Equal(below.Distributor.Id, task.SellerId);
    }

    [Fact]
    public async Task Costs_payments_and_entries_are_for_those_who_may_know_them()
    {
        await using var world = await World.OpenAsync();
        var orderNo = await world.PaidAsync(world.Mine);

        var bySales = await world.AsAsync(world.Sales, orderNo);
        Assert.Equal((null, null, 0), (bySales.Costs, bySales.Margin, bySales.Entries.Count));
        Assert.Equal([80m], bySales.Payments!.Select(p => p.Amount));
        var byOperations = await world.AsAsync(await world.Boss.Given.MemberAsync(world.Root, Role.Operations), orderNo);
        Assert.Equal((50m, 30m), (byOperations.Cost, byOperations.Margin));
        Assert.Null(byOperations.Payments);
        var byMaintenance = await world.AsAsync(await world.Boss.Given.MemberAsync(world.Root, Role.Maintenance), orderNo);
        Assert.True(byMaintenance is { Costs: null, Payments: null, Entries: [] });
        var byFinance = await world.AsAsync(world.Finance, orderNo);
        var entry = Assert.Single(byFinance.Entries);
        Assert.Equal((LedgerEvents.Sale, orderNo, 80m, 50m, 30m), (entry.EventKind, entry.Reference, entry.Amount, entry.Cost, entry.Margin));

        world.Boss.SignIn(world.Sales);
        Assert.Null(Assert.Single((await world.Desk.ListAsync(First)).Rows).Cost);
        Assert.DoesNotContain(Workbooks.Rows((await world.Desk.ExportAsync(First)).Content)[0], header => header.Contains("成本", StringComparison.Ordinal));
        world.Boss.SignIn(world.Finance);
        Assert.Equal(30m, Assert.Single((await world.Desk.ListAsync(First)).Rows).Margin);
        Assert.Equal((50m, 30m), ((await world.Desk.SumsAsync(First)).Cost, (await world.Desk.SumsAsync(First)).Margin));
    }

    [Fact]
    public async Task A_list_is_found_by_number_customer_salesperson_product_day_and_status()
    {
        await using var world = await World.OpenAsync();
        var paid = await world.PaidAsync(world.Mine);
        world.Boss.Time.Advance(TimeSpan.FromDays(3));
        var unpaid = (await world.Boss.Given.OrderAsync(world.Other, world.Buyer, (world.Offer, 80m, 2))).OrderNo;
        world.Boss.SignIn(world.Finance);

        Assert.Equal([paid], await world.NumbersAsync(("q", paid[3..])));
        Assert.Equal([unpaid], await world.NumbersAsync(("customer", world.Other.Code)));
        Assert.Equal([paid], await world.NumbersAsync(("customer", world.Mine.Name)));
        Assert.Equal([paid], await world.NumbersAsync(("salesperson", $"{world.Sales.MemberId}")));
        Assert.Equal([unpaid], await world.NumbersAsync(("salesperson", "none")));
        Assert.Equal([unpaid, paid], await world.NumbersAsync(("product", "产品")));
        Assert.Empty(await world.NumbersAsync(("product", "别的")));
        Assert.Equal([unpaid], await world.NumbersAsync(("status", "Unpaid")));
        var day = ChinaTime.Day(world.Boss.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([unpaid], await world.NumbersAsync(("from", day)));
        Assert.Equal([unpaid], await world.NumbersAsync(("from", day), ("to", day)));
        var sums = await world.Desk.SumsAsync(First);
        Assert.Equal((2, 240m, 80m), (sums.Orders, sums.Total, sums.Paid));
    }

    [Fact]
    public async Task The_story_tells_everything_that_happened_by_permission()
    {
        await using var world = await World.OpenAsync();
        var orderNo = await world.PaidAsync(world.Mine);
        await world.Boss.Get<TicketService>().OpenAsync(new OpenTicket("交付要多久", "什么时候开通？", orderNo, []));
        var keeper = await world.Boss.Given.MemberAsync(world.Root, Role.Maintenance);
        world.Boss.SignIn(keeper);
        var task = Assert.Single((await world.Boss.Get<FulfilmentQueries>().TasksAsync(First)).Rows);
        await world.Boss.Get<FulfilmentService>().AssignAsync(task.TaskNo);
        await world.Boss.Get<FulfilmentService>().CompleteAsync(task.TaskNo, new CompleteTask("203.0.113.7:22", "root", "S3cret!", "", ""));
        world.Boss.SignIn(world.Sales);
        await world.Notes.AddAsync(orderNo, "已电话确认配置");

        var bySales = (await world.Desk.GetAsync(orderNo)).Story;
        Assert.Equal(
            ["Note", "Resource.Delivered", "Resource.Ends", "Step.Completed", "Step.Fulfilling", "Step.Paid", "Step.Unpaid", "Ticket.Opened", "Wallet.Paid"],
            bySales.Select(e => e.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(("已电话确认配置", world.Sales.Name), (bySales.Single(e => e.Kind == "Note").Text, bySales.Single(e => e.Kind == "Note").By.Name));
        Assert.Equal(Thing.Ticket, bySales.Single(e => e.Kind == "Ticket.Opened").About!.Thing);

        var toKeeper = (await world.AsAsync(keeper, orderNo)).Story;
        var byKeeper = toKeeper.Select(e => e.Kind).ToList();
        Assert.Contains("Task.TakenOn", byKeeper);
        // A hand-over is one line, which says who and what.
        Assert.DoesNotContain("Task.HandedOver", byKeeper);
        Assert.Equal(keeper.Name, toKeeper.Single(e => e.Kind == "Resource.Delivered").By.Name);
        Assert.Equal("", bySales.Single(e => e.Kind == "Resource.Delivered").By.Name);
        Assert.DoesNotContain("Wallet.Paid", byKeeper);
        Assert.Contains("Entry.Posted", (await world.AsAsync(world.Finance, orderNo)).Story.Select(e => e.Kind));

        world.Boss.SignIn(world.Sales);
        await world.Notes.DeleteAsync(orderNo, bySales.Single(e => e.Kind == "Note").NoteId!.Value);
        var byAdmin = (await world.AsAsync(await world.Boss.Given.MemberAsync(world.Root, Role.Admin), orderNo)).Story;
        Assert.DoesNotContain("Note", byAdmin.Select(e => e.Kind));
        Assert.Contains(byAdmin, e => e.Kind == "Audit" && e.Changes.Any(c => c.Before == "已电话确认配置" && c.After.Length == 0));
    }

    [Fact]
    public async Task A_page_of_an_order_takes_as_many_queries_for_a_long_story_as_for_a_short_one()
    {
        await using var world = await World.OpenAsync();
        var orderNo = await world.PaidAsync(world.Mine);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Admin, Role.Finance, Role.Maintenance, Role.Operations));
        var before = await CountAsync();
        for (var i = 0; i < 5; i++)
        {
            await world.Notes.AddAsync(orderNo, $"备注 {i}");
        }

        Assert.Equal(before, await CountAsync());

        async Task<int> CountAsync()
        {
            using var sql = new CommandCount(world.Boss);
            await world.Desk.GetAsync(orderNo);
            return sql.Queries.Count;
        }
    }

    [Fact]
    public async Task A_note_is_its_writers_to_delete_and_nobodys_to_leave_empty()
    {
        await using var world = await World.OpenAsync();
        var orderNo = await world.PaidAsync(world.Mine);
        world.Boss.SignIn(world.Sales);
        await world.Notes.AddAsync(orderNo, "  第一条  ");
        Assert.Equal("Common.TextRequired", (await Assert.ThrowsAsync<RuleException>(() => world.Notes.AddAsync(orderNo, " "))).Code);
        Assert.Equal("note", (await Assert.ThrowsAsync<RuleException>(() => world.Notes.AddAsync(orderNo, new string('字', OrderNote.MaxText + 1)))).Field);
        var id = (await world.Desk.GetAsync(orderNo)).Story.Single(e => e.Kind == "Note").NoteId!.Value;

        var seen = (await world.AsAsync(world.Finance, orderNo)).Story.Single(e => e.Kind == "Note");
        Assert.Equal(("第一条", null), (seen.Text, seen.NoteId));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Notes.DeleteAsync(orderNo, id));
        Assert.Equal(1, Assert.Single((await world.Desk.ListAsync(First)).Rows).Notes);
        await using var buyers = world.Boss.Db(world.Mine.Id);
        Assert.Empty(await buyers.OrderNotes.ToListAsync());
    }

    [Fact]
    public async Task The_journal_says_what_was_sold_to_whom_and_what_it_brought_and_so_does_a_reversal()
    {
        await using var world = await World.OpenAsync();
        var orderNo = await world.PaidAsync(world.Mine);
        var below = await world.BelowAsync();
        world.Boss.SignIn(world.Finance);
        var ledger = world.Boss.Get<LedgerQueries>();

        var sale = await ledger.EntryAsync(LedgerEvents.Sale, orderNo);
        Assert.Equal((80m, 50m, 30m), (sale.Entry.Amount, sale.Entry.Cost, sale.Entry.Margin));
        Assert.Equal((world.Mine.Code, world.Mine.Name), (sale.Entry.PartyCode, sale.Entry.Party));
        // Two pairs of lines: what the debits add up to is not what was sold.
        Assert.Equal(130m, sale.Entry.Lines.Sum(l => l.Debit));
        var passedOn = (await ledger.EntryAsync(LedgerEvents.SaleToDistributor, below.OrderNo)).Entry;
        Assert.Equal((75m, 50m, below.Distributor.Name, null), (passedOn.Amount, passedOn.Cost, passedOn.Party, passedOn.PartyCode));
        await Assert.ThrowsAsync<NotFoundException>(() => ledger.EntryAsync(LedgerEvents.Sale, below.OrderNo));
        Assert.Equal(1, (await ledger.JournalAsync(World.Filtered(("party", below.Distributor.Name)))).Total);

        await using var db = world.Boss.Db();
        var posted = await db.JournalEntries.Include(e => e.Lines).ThenInclude(l => l.Account).FirstAsync(e => e.Reference == orderNo);
        var back = posted.Reverse(world.Boss.Now);
        Assert.Equal((-80m, -50m, world.Mine.Id), (back.Amount, back.Cost, back.CounterpartyId));
    }

    /// <summary>A root with a customer of a salesperson, one without, and an offer that costs half its list price.</summary>
    private sealed class World : IAsyncDisposable
    {
        public required TestKBoss Boss { get; init; }

        public required Organization Root { get; init; }

        public required Organization Mine { get; init; }

        public required Organization Other { get; init; }

        public required Actor Buyer { get; init; }

        public required Actor Sales { get; init; }

        public required Actor Finance { get; init; }

        public required Offer Offer { get; init; }

        public OrderDeskQueries Desk => Boss.Get<OrderDeskQueries>();

        public OrderNoteService Notes => Boss.Get<OrderNoteService>();

        public static async Task<World> OpenAsync()
        {
            var boss = await TestKBoss.StartAsync();
            var shop = await boss.Given.ShopAsync(1000m);
            var other = await boss.Given.CustomerAsync(shop.Root);
            await boss.Given.MoneyAsync(other, 1000m);
            var sales = await boss.Given.MemberAsync(shop.Root, Role.Sales);
            boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
            await boss.Get<AssignmentService>().AssignAsync([shop.Buyer.Code], sales.MemberId);
            return new World
            {
                Boss = boss,
                Root = shop.Root,
                Mine = shop.Buyer,
                Other = other,
                Buyer = shop.Member,
                Sales = sales,
                Finance = await boss.Given.MemberAsync(shop.Root, Role.Finance),
                Offer = shop.Offer,
            };
        }

        public static PageRequest Filtered(params (string Name, string Value)[] filters) => First with { Filters = filters.ToDictionary(f => f.Name, f => f.Value) };

        /// <summary>A paid order of one piece at 80 yuan that costs 50.</summary>
        public async Task<string> PaidAsync(Organization customer, Offer? offer = null, decimal price = 80m)
        {
            var member = customer.Id == Buyer.OrganizationId ? Buyer : await Boss.Given.MemberAsync(customer, Role.Buyer);
            var order = await Boss.Given.OrderAsync(customer, member, (offer ?? Offer, price, 1));
            Boss.SignIn(member);
            await Boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
            return order.OrderNo;
        }

        /// <summary>A distributor that buys the offer at 75 yuan and has sold it at 90.</summary>
        public async Task<(Organization Distributor, Actor Finance, string OrderNo)> BelowAsync()
        {
            var distributor = await Boss.Given.DistributorAsync(Root);
            var customer = await Boss.Given.CustomerAsync(distributor);
            await Boss.Given.MoneyAsync(customer, 500m);
            var offer = await Boss.Given.DownstreamOfferAsync(distributor, Offer, 0.75m, 0.9m);
            return (distributor, await Boss.Given.MemberAsync(distributor, Role.Finance), await PaidAsync(customer, offer, 90m));
        }

        public async Task<DeskOrder> AsAsync(Actor reader, string orderNo)
        {
            Boss.SignIn(reader);
            return await Desk.GetAsync(orderNo);
        }

        public async Task<IEnumerable<string>> NumbersAsync(params (string Name, string Value)[] filters) =>
            (await Desk.ListAsync(Filtered(filters))).Rows.Select(r => r.OrderNo);

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
