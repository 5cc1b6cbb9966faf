using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Orders;

public sealed class PaymentTests
{
    [Fact]
    public async Task R_ORD_2_paying_writes_order_wallet_book_and_task_together()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1000m);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 3));
        boss.SignIn(shop.Member);

        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);

        await using var db = boss.Db();
        Assert.Equal(OrderStatus.Paid, (await db.Orders.FirstAsync()).Status);
        Assert.Equal(760m, (await db.Wallets.FirstAsync()).Balance);
        var charge = await db.CashRecords.FirstAsync(r => r.Kind == CashKind.OrderPayment);
        Assert.Equal((-240m, 760m, order.OrderNo), (charge.Amount, charge.BalanceAfter, charge.Reference));
        var entry = await db.JournalEntries.Include(e => e.Lines).ThenInclude(l => l.Account).FirstAsync(e => e.EventKind == LedgerEvents.Sale);
        Assert.Equal(240m, entry.Lines.Single(l => l.Account.Code == DefaultBook.Prepaid).Debit);
        Assert.Equal(240m, entry.Lines.Single(l => l.Account.Code == DefaultBook.Revenue).Credit);
        Assert.Equal(150m, entry.Lines.Single(l => l.Account.Code == DefaultBook.CostOfSales).Debit);
        Assert.Equal(FulfilmentStatus.Open, (await db.FulfilmentTasks.SingleAsync()).Status);
    }

    [Theory]
    [InlineData("Orders")]
    [InlineData("Wallets")]
    [InlineData("CashRecords")]
    [InlineData("JournalEntries")]
    [InlineData("JournalLines")]
    [InlineData("FulfilmentTasks")]
    [InlineData("COMMIT")]
    public async Task R_ORD_2_a_crash_at_any_step_leaves_nothing(string step)
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1000m);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var payment = boss.Get<OrderPayment>();
        await using var all = boss.Db();
        var parties = await OrderPayment.PartiesAsync(all, order, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(parties), shop.Member, async db =>
        {
            var stored = await OrderPayment.LoadAsync(db, order.OrderNo, shop.Buyer.Id, TestContext.Current.CancellationToken);
            await payment.PayAsync(db, stored, new By(shop.Member.MemberId, "x"), boss.Now);
            if (step != "COMMIT")
            {
                // A trigger stands in for the crash: the save dies when it reaches this table, whatever was written before.
                await CrashOnAsync(boss, db, step);
            }

            await db.SaveChangesAsync();
            throw new InvalidOperationException("The process dies before the commit.");
        }));

        await using var after = boss.Db();
        Assert.Equal(OrderStatus.Unpaid, (await after.Orders.FirstAsync()).Status);
        Assert.Equal(1000m, (await after.Wallets.FirstAsync()).Balance);
        Assert.False(await after.CashRecords.AnyAsync(r => r.Kind == CashKind.OrderPayment));
        Assert.False(await after.JournalEntries.AnyAsync(e => e.EventKind == LedgerEvents.Sale));
        Assert.False(await after.FulfilmentTasks.AnyAsync());
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        Assert.Equal(920m, (await after.Wallets.AsNoTracking().FirstAsync()).Balance);
    }

    [Fact]
    public async Task R_ORD_3_eight_windows_pay_one_order_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1000m);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);

        var outcomes = await Ending.OfAllAsync<PaymentService>(boss, 8, s => s.PayFromWalletAsync(order.OrderNo));

        Assert.Equal(1, outcomes.Count(o => o.Length == 0));
        Assert.Equal(7, outcomes.Count(o => o == "Orders.NotPayable"));
        await using var db = boss.Db();
        Assert.Equal(920m, (await db.Wallets.FirstAsync()).Balance);
        Assert.Equal(1, await db.JournalEntries.CountAsync(e => e.EventKind == LedgerEvents.Sale));
        Assert.Equal(1, await db.FulfilmentTasks.CountAsync());
    }

    [Fact]
    public async Task R_ORD_4_a_wallet_spent_from_many_windows_never_goes_below_zero()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(250m);
        var orders = new List<Order>();
        for (var i = 0; i < 8; i++)
        {
            orders.Add(await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1)));
        }

        boss.SignIn(shop.Member);
        var outcomes = await Ending.OfAllAsync(boss, orders.Count, (services, i) => services.GetRequiredService<PaymentService>().PayFromWalletAsync(orders[i].OrderNo));

        Assert.Equal(3, outcomes.Count(o => o.Length == 0));
        Assert.Equal(5, outcomes.Count(o => o == "Wallets.BalanceShort"));
        await using var db = boss.Db(shop.Root.Id);
        Assert.Equal(10m, (await db.Wallets.FirstAsync()).Balance);
        Assert.True((await BookVerification.RunAsync(db, shop.Root.Id, boss.Now, default)).Proven);
    }

    [Fact]
    public async Task R_DLV_1_every_paid_line_has_exactly_one_task_and_an_unpaid_one_has_none()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(1000m);
        var second = await boss.Given.OfferAsync(shop.Root, shop.Supplier, 50m, discount: 0.9m);
        var paid = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1), (second, 45m, 2));
        await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(paid.OrderNo);

        await using var db = boss.Db();
        var tasks = await db.FulfilmentTasks.ToListAsync();
        Assert.Equal(paid.Lines.Select(l => l.Id).Order(), tasks.Select(t => t.OrderLineId).Order());
        db.FulfilmentTasks.Add(new FulfilmentTask(shop.Root.Id, "FT2", new FulfilmentOrder(
            new Parties(shop.Root.Id, shop.Buyer.Id), "客户", paid.OrderNo, paid.Lines[0].Id, paid.Lines[0].Sold), 1, default, boss.Now));
        Assert.True(KBossDbContextFactory.IsDuplicate(await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())));
    }

    [Fact]
    public async Task R_LED_4_a_sale_through_two_distributors_posts_in_all_books_at_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var child = await boss.Given.DistributorAsync(root);
        var grandchild = await boss.Given.DistributorAsync(child);
        var buyer = await boss.Given.CustomerAsync(grandchild);
        var member = await boss.Given.MemberAsync(buyer, Role.Buyer);
        var supplier = await boss.Given.SupplierAsync(root);
        var rootOffer = await boss.Given.OfferAsync(root, supplier, 100m, discount: 0.9m);
        var childOffer = await boss.Given.DownstreamOfferAsync(child, rootOffer, 0.6m, 0.9m);
        var offer = await boss.Given.DownstreamOfferAsync(grandchild, childOffer, 0.7m, 0.95m);
        await boss.Given.MoneyAsync(buyer, 500m);
        var order = await boss.Given.OrderAsync(buyer, member, (offer, 95m, 2));
        boss.SignIn(member);

        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);

        await using var db = boss.Db();
        async Task<decimal> Balance(Organization book, string account)
        {
            var lines = await db.JournalLines.Include(l => l.Account).Where(l => l.OrganizationId == book.Id && l.Account.Code == account).ToListAsync();
            return lines.Sum(l => l.Account.Balance(l.Debit, l.Credit));
        }

        Assert.Equal(190m, await Balance(grandchild, DefaultBook.Revenue));
        Assert.Equal(140m, await Balance(grandchild, DefaultBook.PayableToUpstream));
        Assert.Equal(140m, await Balance(child, DefaultBook.Receivable));
        Assert.Equal(120m, await Balance(child, DefaultBook.PayableToUpstream));
        Assert.Equal(120m, await Balance(root, DefaultBook.Receivable));
        Assert.Equal(100m, await Balance(root, DefaultBook.PayableToSuppliers));
        Assert.Equal(root.Id, (await db.FulfilmentTasks.SingleAsync()).OrganizationId);
        // Each sees its own hops and no other.
        await using var mine = boss.Db(grandchild.Id);
        Assert.Equal([child.Id], await mine.SupplyLines.Select(s => s.SellerId).ToListAsync());
        Assert.Empty(await mine.PurchaseLines.ToListAsync());
        await using var customers = boss.Db(buyer.Id);
        Assert.Empty(await customers.SupplyLines.ToListAsync());
        Assert.Empty(await customers.PurchaseLines.ToListAsync());
    }

    [Fact]
    public async Task Another_customers_order_cannot_be_paid_or_found()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var stranger = await boss.Given.CustomerAsync(shop.Root);
        boss.SignIn(await boss.Given.MemberAsync(stranger, Role.Buyer));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<PaymentService>().StartAlipayAsync(order.OrderNo));
    }

    [Fact]
    public async Task A_member_without_the_permission_cannot_pay()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(await boss.Given.MemberAsync(shop.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo));
    }

    [Fact]
    public async Task An_order_is_not_paid_after_its_thirty_minutes()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        boss.Time.Advance(Order.PayWithin);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo));
        Assert.Equal("Orders.TooLate", refusal.Code);
    }

    private static Task CrashOnAsync(TestKBoss boss, KBossDbContext db, string table)
    {
        var action = table is "Orders" or "Wallets" ? "UPDATE" : "INSERT";
        var sql = boss.Get<KBossDatabase>().IsSqlite
            ? $"CREATE TRIGGER Crash BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, 'crash'); END"
            : $"EXEC('CREATE TRIGGER Crash ON {table} AFTER {action} AS THROW 50000, ''crash'', 1')";
        return db.Database.ExecuteSqlRawAsync(sql);
    }
}
