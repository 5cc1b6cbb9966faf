using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Reports;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Reports.Attribution;
using KBoss.Tests.Customers;
using KBoss.Tests.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>What invite codes have brought, against a slow count of the same made by the test while it makes the orders.</summary>
public sealed class AttributionTests
{
    private static readonly string[] Bys = ["Promotion", "Code", "Salesperson", "Department"];
    private static readonly string[] Presets = ["", "Days7", "Days90", "ThisMonth", "LastMonth", "ThisYear", "Always"];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public async Task Every_figure_is_what_a_slow_count_of_all_orders_comes_to_and_what_stands_behind_it_adds_up_to_it(int level, int seed)
    {
        await using var world = await World.StartAsync(level, new Random(seed));
        world.Boss.SignIn(world.Operations);

        foreach (var preset in Presets)
        {
            foreach (var by in Bys)
            {
                var asked = SalesTeam.Ask(("by", by), ("period", preset));
                var report = await world.Boss.Get<AttributionQueries>().ReportAsync(asked);
                var expected = world.Expected(by, report.Period);
                Assert.Equal(expected.OrderBy(r => r.Key, StringComparer.Ordinal), report.Rows.Select(Plain).OrderBy(r => r.Key, StringComparer.Ordinal));
                Assert.Equal(world.ExpectedTotal(report.Period), Plain(report.Total));
                Assert.Equal(
                    Plain(report.Total) with { Payback = null },
                    new Figures(
                        "", report.Rows.Sum(r => r.SignUps), report.Rows.Sum(r => r.FirstOrders), report.Rows.Sum(r => r.Revenue), report.Rows.Sum(r => r.Given),
                        report.Rows.Sum(r => r.Margin ?? 0), null, report.Rows.Sum(r => r.Entered), report.Rows.Sum(r => r.EnteredRevenue),
                        report.Rows.Sum(r => r.EnteredGiven)));
                foreach (var row in preset is "Days90" or "Always" ? report.Rows.Append(report.Total) : [])
                {
                    await BehindAddsUpAsync(world.Boss, asked, row);
                }
            }
        }
    }

    [Fact]
    public async Task Sales_count_their_own_codes_and_the_customers_that_they_still_serve_without_margin()
    {
        await using var world = await World.StartAsync(0, new Random(7));
        var boss = world.Boss;
        var own = world.Sales[0];
        boss.SignIn(own);
        var before = await boss.Get<AttributionQueries>().ReportAsync(SalesTeam.Ask(("period", "Always"), ("by", "Salesperson")));
        var row = Assert.Single(before.Rows);
        Assert.Equal(own.MemberId.ToString(CultureInfo.InvariantCulture), row.Key);
        Assert.Null(row.Margin);
        Assert.Null(row.Payback);
        Assert.False(before.WithMargin);
        var behind = await boss.Get<AttributionQueries>().BehindAsync(SalesTeam.Ask(("period", "Always"), ("figure", "Orders")));
        Assert.All(behind.Orders, o => Assert.Null(o.Margin));
        var exported = await boss.Get<AttributionQueries>().ExportAsync(SalesTeam.Ask(("period", "Always")));
        Assert.DoesNotContain(Workbooks.Rows(exported.Content), r => r.Count > 9);

        var moved = (await boss.Get<AttributionQueries>().BehindAsync(SalesTeam.Ask(("period", "Always"), ("figure", "SignUps")))).Customers[0];
        boss.SignIn(world.Operations);
        await boss.Get<AssignmentService>().TransferAsync([moved.CustomerCode], own.MemberId, world.Sales[1].MemberId, "调整");

        boss.SignIn(own);
        Assert.Equal(row.SignUps - 1, (await boss.Get<AttributionQueries>().ReportAsync(SalesTeam.Ask(("period", "Always")))).Total.SignUps);
        var left = await boss.Get<AttributionQueries>().BehindAsync(SalesTeam.Ask(("period", "Always"), ("figure", "Orders")));
        Assert.DoesNotContain(left.Orders, o => o.CustomerCode == moved.CustomerCode);
    }

    [Fact]
    public async Task R_ISO_1_another_distributor_and_who_may_not_see_nothing()
    {
        await using var world = await World.StartAsync(0, new Random(3));
        var boss = world.Boss;
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.DistributorAsync(world.Root), Role.Operations, Role.Admin));
        Assert.Empty((await boss.Get<AttributionQueries>().ReportAsync(SalesTeam.Ask(("period", "Always")))).Rows);
        boss.SignIn(await boss.Given.MemberAsync(world.Root, Role.Finance, Role.Maintenance));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AttributionQueries>().ReportAsync(SalesTeam.All));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AttributionQueries>().BehindAsync(SalesTeam.All));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AttributionQueries>().ExportAsync(SalesTeam.All));
    }

    [Fact]
    public async Task It_takes_six_queries_however_much_there_is()
    {
        await using var world = await World.StartAsync(1, new Random(5));
        world.Boss.SignIn(world.Operations);
        foreach (var by in Bys)
        {
            using var sql = new CommandCount(world.Boss);
            await world.Boss.Get<AttributionQueries>().ReportAsync(SalesTeam.Ask(("period", "Always"), ("by", by)));
            Assert.InRange(sql.Queries.Count, 1, 6);
        }
    }

    [Fact]
    public async Task The_database_adds_up_and_the_workbook_says_what_the_page_says()
    {
        await using var world = await World.StartAsync(1, new Random(6));
        world.Boss.SignIn(world.Sales[0]);
        using (var sql = new CommandCount(world.Boss))
        {
            await world.Boss.Get<AttributionQueries>().ReportAsync(SalesTeam.Ask(("period", "Always"), ("by", "Code")));
            Assert.InRange(sql.Queries.Count, 1, 4);
            Assert.All(sql.Queries, query => Assert.Contains("GROUP BY", query, StringComparison.Ordinal));
        }

        world.Boss.SignIn(world.Operations);
        foreach (var by in Bys)
        {
            var asked = SalesTeam.Ask(("period", "Always"), ("by", by));
            var report = await world.Boss.Get<AttributionQueries>().ReportAsync(asked);
            var sheet = Workbooks.Rows((await world.Boss.Get<AttributionQueries>().ExportAsync(asked)).Content).TakeLast(report.Rows.Count + 1);
            Assert.Equal(
                report.Rows.Append(report.Total).Select(r => (r.SignUps, r.Revenue, r.Margin ?? 0, r.EnteredRevenue)),
                sheet.Select(row => ((int)Number(row[2]), Number(row[4]), Number(row[6]), Number(row[9]))));
        }

        static decimal Number(string cell) => decimal.Parse(cell, CultureInfo.InvariantCulture);
    }

    private static async Task BehindAddsUpAsync(TestKBoss boss, Infrastructure.Common.PageRequest asked, AttributionRow row)
    {
        var signed = (await BehindAsync(AttributionFigure.SignUps)).Customers;
        var entered = (await BehindAsync(AttributionFigure.Entered)).Customers;
        var first = (await BehindAsync(AttributionFigure.FirstOrders)).Orders;
        var orders = (await BehindAsync(AttributionFigure.Orders)).Orders;
        var later = (await BehindAsync(AttributionFigure.EnteredOrders)).Orders;
        Assert.Equal(
            (row.SignUps, row.Entered, row.FirstOrders, row.Orders, row.Revenue, row.Given, row.Margin ?? 0, row.EnteredRevenue, row.EnteredGiven),
            (signed.Count, entered.Count, first.Count, orders.Count, orders.Sum(o => o.Revenue), orders.Sum(o => o.Given), orders.Sum(o => o.Margin ?? 0),
                later.Sum(o => o.Revenue), later.Sum(o => o.Given)));

        Task<AttributionBehind> BehindAsync(AttributionFigure figure) => boss.Get<AttributionQueries>().BehindAsync(asked with
        {
            Filters = asked.Filters.Append(new("figure", figure.ToString())).Append(new("key", row.Key)).ToDictionary(),
        });
    }

    private static Figures Plain(AttributionRow r) => new(
        r.Key, r.SignUps, r.FirstOrders, r.Revenue, r.Given, r.Margin ?? 0, r.Payback, r.Entered, r.EnteredRevenue, r.EnteredGiven);

    private sealed record Figures(
        string Key, int SignUps, int FirstOrders, decimal Revenue, decimal Given, decimal Margin, Payback? Payback, int Entered, decimal EnteredRevenue,
        decimal EnteredGiven);

    /// <summary>What the test remembers of an order that it made.</summary>
    private sealed record Sold(
        long BuyerId, DateTime? PaidAt, OrderStatus Status, IReadOnlyList<(string? Promotion, decimal Amount, decimal Given, decimal Cost)> Lines, int Number)
    {
        public bool Counts => PaidAt is not null && Status is not (OrderStatus.Cancelled or OrderStatus.Refunded);

        public decimal Revenue => Lines.Sum(l => l.Amount);

        public decimal Given => Lines.Sum(l => l.Given);

        public decimal Margin => Lines.Sum(l => l.Amount - l.Cost);
    }

    private sealed record Used(long BuyerId, string Code, string? Promotion, Actor Sales, bool Registered, DateTime At);

    /// <summary>
    /// A distributor with salespeople in and out of departments, promotions, codes old and new, customers that came with one or entered one or neither, and their
    /// orders of every status over half a year.
    /// </summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly List<Used> uses = [];
        private readonly List<Sold> sold = [];
        private readonly Dictionary<long, string> departments = [];
        private readonly List<Offer> offers = [];
        private readonly List<(string Code, Promotion? Promotion, Actor Sales)> codes = [];
        private long supplierId;

        public TestKBoss Boss { get; private set; } = null!;

        public Organization Root { get; private set; } = null!;

        public Organization Seller { get; private set; } = null!;

        public Actor Operations { get; private set; } = null!;

        public List<Actor> Sales { get; } = [];

        public static async Task<World> StartAsync(int level, Random random)
        {
            var world = new World { Boss = await TestKBoss.StartAsync() };
            await world.FillAsync(level, random);
            return world;
        }

        public IEnumerable<Figures> Expected(string by, AttributionPeriod period) =>
            uses.GroupBy(u => KeyOf(by, u)).Select(g => FiguresOf(g.Key, [.. g], period))
                .Where(f => f.SignUps + f.FirstOrders + f.Entered > 0 || f.Revenue > 0 || f.EnteredRevenue > 0);

        public Figures ExpectedTotal(AttributionPeriod period) => FiguresOf("", uses, period);

        public ValueTask DisposeAsync() => Boss.DisposeAsync();

        private Figures FiguresOf(string key, IReadOnlyList<Used> mine, AttributionPeriod period)
        {
            // Nothing that happens after the period is known to it.
            var known = mine.Where(u => u.At < period.To).ToList();
            var registered = known.Where(u => u.Registered).ToList();
            var paid = sold.Where(o => o.Counts && o.PaidAt < period.To && registered.Any(u => u.BuyerId == o.BuyerId)).ToList();
            var inPeriod = paid.Where(o => o.PaidAt >= period.From).ToList();
            var firsts = registered.Select(u => paid.Where(o => o.BuyerId == u.BuyerId).OrderBy(o => o.PaidAt).ThenBy(o => o.Number).FirstOrDefault())
                .Count(o => o is not null && o.PaidAt >= period.From);
            var later =
                (from u in known.Where(u => !u.Registered)
                 from o in sold
                 where o.BuyerId == u.BuyerId && o.Counts && o.PaidAt >= u.At && o.PaidAt >= period.From && o.PaidAt < period.To
                 from l in o.Lines
                 where l.Promotion == u.Promotion
                 select l).ToList();
            return new Figures(
                key, registered.Count(u => u.At >= period.From), firsts, inPeriod.Sum(o => o.Revenue), inPeriod.Sum(o => o.Given), inPeriod.Sum(o => o.Margin),
                registered.Count == 0 ? null : Payback.Of(registered.Min(u => u.At), paid.Select(o => new Earned(o.PaidAt!.Value, o.Margin, o.Given))),
                known.Count(u => !u.Registered && u.At >= period.From), later.Sum(l => l.Amount), later.Sum(l => l.Given));
        }

        private string KeyOf(string by, Used use) => by switch
        {
            "Code" => use.Code,
            "Salesperson" => use.Sales.MemberId.ToString(CultureInfo.InvariantCulture),
            "Department" => departments.GetValueOrDefault(use.Sales.MemberId, "none"),
            _ => use.Promotion ?? "none",
        };

        private async Task FillAsync(int level, Random random)
        {
            Seller = Root = await Boss.Given.RootAsync();
            var supplier = await Boss.Given.SupplierAsync(Root);
            supplierId = supplier.Id;
            for (var i = 0; i < 3; i++)
            {
                offers.Add(await Boss.Given.OfferAsync(Root, supplier, 100m, discount: 0.9m));
            }

            for (var i = 0; i < level; i++)
            {
                Seller = await Boss.Given.DistributorAsync(Seller);
                for (var o = 0; o < offers.Count; o++)
                {
                    offers[o] = await Boss.Given.DownstreamOfferAsync(Seller, offers[o], costDiscount: 0.6m, discount: 0.9m);
                }
            }

            Operations = await Boss.Given.MemberAsync(Seller, Role.Operations);
            for (var i = 0; i < 3; i++)
            {
                Sales.Add(await Boss.Given.MemberAsync(Seller, Role.Sales));
            }

            await SeatAsync();
            Promotion[] promotions = [await Boss.PromotionAsync(Seller, to: Boss.Now.AddDays(300)), await Boss.PromotionAsync(Seller, to: Boss.Now.AddDays(300))];
            for (var i = 0; i < 6; i++)
            {
                var (promotion, sales) = (promotions[i % 2], Sales[i % 3]);
                codes.Add((await Boss.InviteAsync(sales, promotion, Campaigns.Terms(Boss) with { ValidTo = Boss.Now.AddDays(300) }), promotion, sales));
            }

            codes.Add((await Boss.OldInviteAsync(Sales[0], "OLDCODE2"), null, Sales[0]));
            for (var i = 0; i < 24; i++)
            {
                await LiveAsync(promotions, random);
            }

            Boss.Time.Advance(TimeSpan.FromDays(3));
        }

        private async Task SeatAsync()
        {
            Boss.SignIn(await Boss.Given.MemberAsync(Seller, Role.Admin));
            var service = Boss.Get<DepartmentService>();
            var (one, two) = (await service.AddAsync(null, "一部"), await service.AddAsync(null, "二部"));
            await service.AddMembersAsync(one, [Sales[0].MemberId, Sales[1].MemberId]);
            await service.AddMembersAsync(two, [Sales[1].MemberId]);
            departments[Sales[0].MemberId] = one.ToString(CultureInfo.InvariantCulture);
            // In both, with a position in the second.
            await using var db = Boss.Db();
            var seat = await db.DepartmentMembers.Include(s => s.Department).Include(s => s.Member).SingleAsync(s => s.DepartmentId == two);
            seat.Appoint(Position.Deputy, null, null);
            await db.SaveChangesAsync();
            departments[Sales[1].MemberId] = two.ToString(CultureInfo.InvariantCulture);
        }

        /// <summary>A customer more, by a code or without one, codes that it enters, and orders of everybody in the days that follow.</summary>
        private async Task LiveAsync(Promotion[] promotions, Random random)
        {
            Boss.Time.Advance(TimeSpan.FromHours(random.Next(5, 300)));
            var buyer = await Boss.Given.CustomerAsync(Seller);
            await using (var db = Boss.Db())
            {
                if (random.Next(3) > 0)
                {
                    var (code, promotion, sales) = codes[random.Next(codes.Count)];
                    await UseAsync(db, buyer, code, promotion, sales, registered: true);
                }

                if (random.Next(3) == 0)
                {
                    var (code, promotion, sales) = codes[random.Next(6)];
                    if (!uses.Any(u => u.BuyerId == buyer.Id && u.Promotion == promotion!.No))
                    {
                        await UseAsync(db, buyer, code, promotion, sales, registered: false);
                    }
                }

                await db.SaveChangesAsync();
            }

            for (var i = random.Next(4); i > 0; i--)
            {
                Boss.Time.Advance(TimeSpan.FromHours(random.Next(1, 60)));
                await BuyAsync(buyer, promotions, random);
            }
        }

        private async Task UseAsync(
            Infrastructure.Common.Data.KBossDbContext db, Organization buyer, string code, Promotion? promotion, Actor sales, bool registered)
        {
            var invite = await db.InviteCodes.SingleAsync(i => i.Code == code);
            db.Add(new InviteUse(invite, buyer.Id, registered ? InviteUseKind.Registered : InviteUseKind.Entered, Boss.Now));
            if (promotion is not null)
            {
                db.Add(new PromotionMember(new Parties(Seller.Id, buyer.Id), promotion, code, Boss.Now));
            }

            if (registered)
            {
                (await db.Customers.SingleAsync(c => c.BuyerId == buyer.Id)).AssignTo(sales.MemberId);
            }

            uses.Add(new Used(buyer.Id, code, promotion?.No, sales, registered, Boss.Now));
        }

        private async Task BuyAsync(Organization buyer, Promotion[] promotions, Random random)
        {
            var items = Enumerable.Range(0, random.Next(1, 4)).Select(i =>
            {
                var promotion = random.Next(2) == 0 ? promotions[random.Next(2)] : null;
                var (price, quantity) = (promotion is null ? 90m : 70m + random.Next(15), random.Next(1, 5));
                return (Offer: offers[i], Promotion: promotion?.No, Price: price, Quantity: quantity, Given: promotion is null ? 0 : (90m - price) * quantity,
                    Cost: Money.UnitPrice(random.Next(20, 110)));
            }).ToList();
            var order = new Order(
                new Parties(Seller.Id, buyer.Id), $"KB{sold.Count:D6}{Seller.Id}", Operations.By,
                items.Select(i => new OrderItem(
                    i.Offer.Id, i.Offer.SkuId, new SoldItem("产品", "SKU", "CPU=16核", BillingUnit.Month, i.Quantity, 1), 100m, i.Price, "[]",
                    i.Promotion is null ? PriceSource.Public : PriceSource.Promotion, i.Promotion, i.Given)), Boss.Now);
            DateTime? paidAt = null;
            switch (random.Next(6))
            {
                case 0:
                    order.Cancel(Operations.By, "", Boss.Now);
                    break;
                case 1:
                    break;
                default:
                    order.Pay(Operations.By, Boss.Now);
                    paidAt = Boss.Now;
                    break;
            }

            await using var db = Boss.Db();
            db.Add(order);
            foreach (var (line, item) in order.Lines.Zip(items))
            {
                db.Add(Seller.SellerId is null
                    ? new PurchaseLine(line, Seller.Id, supplierId, item.Cost)
                    : new SupplyLine(line, new Parties(Root.Id, Seller.Id), item.Cost));
                if (Seller.SellerId is not null)
                {
                    // What the root pays is nothing to the distributor below.
                    db.Add(new PurchaseLine(line, Root.Id, supplierId, 1m));
                }
            }

            await db.SaveChangesAsync();
            sold.Add(new Sold(
                buyer.Id, paidAt, order.Status, [.. items.Select(i => (i.Promotion, i.Price * i.Quantity, i.Given, i.Cost * i.Quantity))], sold.Count));
        }
    }
}
