using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>A customer prolongs what it has at the price of now, at the root and at a distributor below it.</summary>
public sealed class RenewalTests
{
    [Fact]
    public async Task What_is_shown_is_ordered_paid_and_posted_and_the_end_moves_once_whatever_the_supplier_answers()
    {
        var faults = Gen.OneOf(
            Gen.Const(Fault.None), Gen.Const(Fault.Fails), Gen.Const(Fault.Silent), Gen.Const(Fault.LosesAnswer));
        var cases = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 24], Gen.Decimal[0.0101m, 0.9999m], Gen.Bool, faults.Array[0, 6]);
        await cases.SampleAsync(async c =>
        {
            var (pieces, periods, discount, secondLevel, wrong) = c;
            await using var shop = await RenewShop.StartAsync(secondLevel);
            var no = (await shop.DeliveredAsync(pieces))[0];
            await shop.Boss.Given.OwnTermsAsync(shop.Offer, shop.Customer, discount: Math.Max(0.86m, decimal.Round(discount, 4)));
            var (before, end) = (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt!.Value);
            var shown = await shop.ShownAsync(no, periods);
            shop.Supplier.Next(wrong);

            var orderNo = await shop.RenewAsync(no, periods);
            await shop.DispatchAsync();
            await shop.LaterAsync(TimeSpan.FromMinutes(11), ResourceTask.MaxTries);

            await using var db = shop.Boss.Db();
            var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.OrderNo == orderNo);
            var entry = await db.JournalEntries.Include(e => e.Lines).SingleAsync(e => e.OrganizationId == shop.Seller.Id && e.Reference == orderNo);
            Assert.Equal((shown.Amount, shown.Amount), (order.Total, before - await shop.BalanceAsync()));
            Assert.Equal(entry.Lines.Sum(l => l.Debit), entry.Lines.Sum(l => l.Credit));
            Assert.Equal(shown.Amount, entry.Lines.Where(l => l.Debit > 0).Max(l => l.Debit));
            Assert.Equal(secondLevel ? 2 : 1, await db.JournalEntries.CountAsync(e => e.Reference == orderNo));
            Assert.Equal(ChinaTime.AddMonths(end, periods), (await shop.GetAsync(no)).EndsAt);
            var task = Assert.Single(await shop.TasksAsync(ResourceTaskKind.Renew));
            Assert.Equal((ResourceTaskState.Done, shop.Root.Id), (task.State, task.OrganizationId));
            var asked = Assert.Single(shop.Supplier.Renewed);
            Assert.Equal((task.TaskNo, periods), (asked.Key, asked.Value.Periods));
            Assert.Equal(OrderStatus.Completed, order.Status);
            Assert.NotNull((await db.Renewals.SingleAsync()).ConfirmedAt);
        }, iter: 12, threads: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_price_that_has_changed_is_asked_again_and_no_other_amount_is_paid(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var no = (await shop.DeliveredAsync())[0];
        var shown = await shop.ShownAsync(no);
        await shop.ChangeOfferAsync(o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.95m, null)));
        var (before, end) = (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt);

        var refused = await Assert.ThrowsAsync<LinesChangedException>(() => shop.Renewals.RenewAsync(new("key", [new(no, shown)], true)));

        Assert.Equal("Orders.PriceChanged", refused.Code);
        Assert.Equal((before, end), (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt));
        await shop.Renewals.RenewAsync(new("key", [new(no, await shop.ShownAsync(no))], true));
        Assert.Equal(before - 95m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task The_same_confirmation_renews_once_and_two_windows_that_both_confirm_renew_twice()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        var (before, end, shown) = (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt!.Value, await shop.ShownAsync(no));
        string[] keys = ["one", "one", "two", "two"];

        var orders = await Task.WhenAll(keys.Select(key => Task.Run(() => shop.Renewals.RenewAsync(new(key, [new(no, shown)], true)))));

        Assert.Equal(2, orders.Distinct().Count());
        Assert.Equal((before - 160m, ChinaTime.AddMonths(end, 2)), (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt));
        await using var db = shop.Boss.Db();
        Assert.Equal(2, await db.Renewals.CountAsync());
    }

    [Fact]
    public async Task Several_are_renewed_with_one_order_and_take_nothing_from_the_stock()
    {
        await using var shop = await RenewShop.StartAsync();
        var nos = await shop.DeliveredAsync(3);
        await using (var db = shop.Boss.Db())
        {
            var sku = await db.Skus.SingleAsync(s => s.Id == shop.Offer.SkuId);
            sku.Change(new SkuFacts(sku.Options, sku.Unit, sku.ListPrice, 0));
            await db.SaveChangesAsync();
        }

        var previews = await shop.Renewals.PreviewAsync([.. nos.Select((no, i) => (no, i + 1))]);
        var before = await shop.BalanceAsync();
        var orderNo = await shop.Renewals.RenewAsync(new("key", [.. previews.Select(p => new RenewLine(p.ResourceNo, p.Line!))], true));

        Assert.Equal(before - 80m - 160m - 240m, await shop.BalanceAsync());
        foreach (var preview in previews)
        {
            Assert.Equal(preview.NewEnd, (await shop.GetAsync(preview.ResourceNo)).EndsAt);
        }

        await using (var db = shop.Boss.Db())
        {
            Assert.Equal(0, (await db.Skus.SingleAsync(s => s.Id == shop.Offer.SkuId)).Stock);
            Assert.Equal(nos, (await db.Orders.Include(o => o.Lines).SingleAsync(o => o.OrderNo == orderNo)).Lines.Select(l => l.Renews!));
        }
    }

    [Fact]
    public async Task It_can_be_renewed_until_it_is_released_and_an_order_for_it_cannot_be_paid_after_that()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await shop.MoveToEndAsync(no, -TimeSpan.FromDays(7) + TimeSpan.FromMinutes(10));
        var shown = await shop.ShownAsync(no);
        var orderNo = await shop.Renewals.RenewAsync(new("key", [new(no, shown)], FromWallet: false));
        var before = await shop.BalanceAsync();
        shop.Boss.Time.Advance(TimeSpan.FromMinutes(11));

        var payment = shop.Boss.Get<PaymentService>();
        Assert.Equal("Delivery.ResourceReleased", (await Assert.ThrowsAsync<RuleException>(() => payment.PayFromWalletAsync(orderNo))).Code);
        Assert.Equal("Delivery.ResourceReleased", (await Assert.ThrowsAsync<RuleException>(() => payment.StartAlipayAsync(orderNo))).Code);
        Assert.Equal("Delivery.ResourceReleased", (await Assert.ThrowsAsync<RuleException>(() => shop.Renewals.RenewAsync(new("b", [new(no, shown)], true)))).Code);
        Assert.Equal("Delivery.ResourceReleased", (await shop.Renewals.PreviewAsync([(no, 1)]))[0].Refusal!.Code);
        Assert.Equal(before, await shop.BalanceAsync());
    }

    [Fact]
    public async Task What_is_not_sold_any_more_is_not_renewed_and_the_reason_says_what_to_do()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        var shown = await shop.ShownAsync(no);
        await shop.ChangeOfferAsync(o => o.Sku.Product.PutOnShelf(false));

        Assert.Equal("Delivery.OfferGone", (await shop.Renewals.PreviewAsync([(no, 1)]))[0].Refusal!.Code);
        Assert.Equal("Delivery.OfferGone", (await Assert.ThrowsAsync<RuleException>(() => shop.Renewals.RenewAsync(new("k", [new(no, shown)], true)))).Code);
    }

    [Fact]
    public async Task Too_little_money_orders_nothing_and_the_order_can_wait_for_its_payment_instead()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await using (var db = shop.Boss.Db())
        {
            var wallet = await db.Wallets.SingleAsync(w => w.BuyerId == shop.Customer.Id);
            wallet.Charge(wallet.Balance - 1m, KBoss.Domain.Wallets.CashKind.OrderPayment, "spent", shop.Boss.Now);
            await db.SaveChangesAsync();
        }

        Assert.Equal("Wallets.BalanceShort", (await Assert.ThrowsAsync<RuleException>(() => shop.RenewAsync(no, key: "k"))).Code);
        await using (var db = shop.Boss.Db())
        {
            Assert.Equal(1, await db.Orders.CountAsync());
        }

        var orderNo = await shop.Renewals.RenewAsync(new("k", [new(no, await shop.ShownAsync(no))], FromWallet: false));
        var end = (await shop.GetAsync(no)).EndsAt!.Value;
        await shop.Boss.Given.MoneyAsync(shop.Customer, 100m);
        await shop.Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);
        Assert.Equal(ChinaTime.AddMonths(end, 1), (await shop.GetAsync(no)).EndsAt);
    }

    [Fact]
    public async Task Where_there_is_no_interface_Maintenance_renews_and_the_order_is_complete_with_that()
    {
        await using var shop = await RenewShop.StartAsync(more: ConnectorAbilities.None);
        var no = (await shop.DeliveredAsync())[0];
        var orderNo = await shop.RenewAsync(no);
        var task = Assert.Single(await shop.TasksAsync(ResourceTaskKind.Renew));
        await shop.Boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal((ResourceTaskState.ByHand, 1), (task.State, await shop.NoticesAsync("ResourceTaskRenew")));

        var service = shop.Boss.Get<ResourceTaskService>();
        await Assert.ThrowsAsync<PermissionException>(() => service.FinishAsync(task.TaskNo, ""));
        shop.Boss.SignIn(shop.Keeper);
        Assert.Equal("Delivery.NotFailed", (await Assert.ThrowsAsync<RuleException>(() => service.RetryAsync(task.TaskNo))).Code);
        await service.FinishAsync(task.TaskNo, "合同已续");

        Assert.Equal("Delivery.TaskNotOpen", (await Assert.ThrowsAsync<RuleException>(() => service.FinishAsync(task.TaskNo, ""))).Code);
        Assert.Equal("合同已续", (await service.ListAsync(Workbooks.Page(("done", "yes")))).Rows.Single().Note);
        await using var db = shop.Boss.Db();
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync(o => o.OrderNo == orderNo)).Status);
    }

    [Fact]
    public async Task A_supplier_that_refuses_is_for_Maintenance_who_asks_again_and_sees_an_end_that_is_another()
    {
        await using var shop = await RenewShop.StartAsync(secondLevel: true);
        var no = (await shop.DeliveredAsync())[0];
        var orderNo = await shop.RenewAsync(no);
        var paid = (await shop.GetAsync(no)).EndsAt;
        shop.Supplier.Next(Fault.Refuses);
        shop.Supplier.SaysItEnds = paid!.Value.AddDays(-2);
        await shop.DispatchAsync();

        shop.Boss.SignIn(shop.Keeper);
        var service = shop.Boss.Get<ResourceTaskService>();
        var failed = (await service.ListAsync(Workbooks.Page())).Rows.Single();
        Assert.Equal((ResourceTaskState.Failed, "Connectors.BalanceShort", 1), (failed.State, failed.ErrorCode, await shop.NoticesAsync("ResourceTaskFailed")));
        // The customer has paid: its end stands, and nothing of the supplier's trouble is its own.
        Assert.Equal(paid, (await shop.GetAsync(no)).EndsAt);
        await service.RetryAsync(failed.TaskNo);
        await shop.DispatchAsync();

        var done = (await service.ListAsync(Workbooks.Page(("done", "yes")))).Rows.Single();
        Assert.Equal((ResourceTaskState.Done, shop.Supplier.SaysItEnds), (done.State, done.SupplierEndsAt));
        await using var db = shop.Boss.Db();
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync(o => o.OrderNo == orderNo)).Status);
    }

    [Fact]
    public async Task A_message_that_was_lost_is_written_again()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await shop.RenewAsync(no);
        await using (var db = shop.Boss.Db())
        {
            db.OutboxMessages.RemoveRange(db.OutboxMessages.Where(m => m.Kind == ResourceStep.Kind));
            await db.SaveChangesAsync();
        }

        var tasks = shop.Boss.Get<ResourceTaskService>();
        Assert.Equal(0, await tasks.ResumeLostAsync(default));
        shop.Boss.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(1, await tasks.ResumeLostAsync(default));
        Assert.Equal(0, await tasks.ResumeLostAsync(default));
        await shop.DispatchAsync();
        Assert.Equal((1, ResourceTaskState.Done), (shop.Supplier.Renewed.Count, (await shop.TasksAsync(ResourceTaskKind.Renew))[0].State));
    }

    [Fact]
    public async Task Nobody_renews_or_sees_what_another_customer_has()
    {
        await using var shop = await RenewShop.StartAsync(secondLevel: true);
        var no = (await shop.DeliveredAsync())[0];
        var shown = await shop.ShownAsync(no);
        var sibling = await shop.Boss.Given.CustomerAsync(shop.Seller);
        var ofRoot = await shop.Boss.Given.CustomerAsync(shop.Root);
        foreach (var stranger in new[] { sibling, ofRoot })
        {
            await shop.Boss.Given.MoneyAsync(stranger, 1000m);
            shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(stranger, Role.Admin, Role.Buyer));
            var resources = shop.Boss.Get<ResourceService>();
            Assert.Empty((await resources.ListAsync(Workbooks.Page())).Rows);
            Assert.Equal(new ResourceCounts(0, 0, 0, 0, 0), await resources.CountsAsync());
            Func<Task>[] acts =
            [
                () => resources.DetailsAsync(no), () => resources.LabelAsync(no, "mine", ""), () => shop.Renewals.PreviewAsync([(no, 1)]),
                () => shop.Renewals.RenewAsync(new("k", [new(no, shown)], true)), () => shop.Auto.SwitchOnAsync(new(no, shown)), () => shop.Auto.SwitchOffAsync(no),
                () => shop.Boss.Get<DoorService>().EnterAsync(no, Door.Console),
            ];
            foreach (var act in acts)
            {
                await Assert.ThrowsAsync<NotFoundException>(act);
            }
        }

        // The seller below does not do the work, and sees nothing of the root's supplier.
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(no);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Seller, Role.Maintenance));
        Assert.Empty((await shop.Boss.Get<ResourceTaskService>().ListAsync(Workbooks.Page())).Rows);
        await Assert.ThrowsAsync<NotFoundException>(async () =>
            await shop.Boss.Get<ResourceTaskService>().FinishAsync((await shop.TasksAsync(ResourceTaskKind.Renew))[0].TaskNo, ""));
    }
}
