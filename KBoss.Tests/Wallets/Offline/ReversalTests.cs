using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets.Offline;

public sealed class ReversalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R_LED_2_a_reversal_posts_the_entry_against_the_first_and_changes_none(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var entered = await world.EnterAsync(world.Form(300m, RechargeChannel.Cash));
        await using (var db = world.Boss.Db())
        {
            // What the rules say today does not matter: what was posted is taken back.
            var rule = await db.Set<PostingRuleLine>().SingleAsync(l => l.OrganizationId == world.Seller.Id && l.AccountCode == DefaultBook.Cash);
            db.Remove(rule);
            await db.SaveChangesAsync();
        }

        await world.ReverseAsync(entered.RechargeNo, "重复录入");

        Assert.Equal((0m, 0m, 0m), ((await world.WalletAsync()).Balance, await world.AccountAsync(DefaultBook.Cash), await world.AccountAsync(DefaultBook.Prepaid)));
        await using var after = world.Boss.Db();
        var entries = await after.JournalEntries.OrderBy(e => e.Id).Select(e => new { e.EventKind, e.Reference }).ToListAsync();
        Assert.Equal([(LedgerEvents.OfflineRecharge, entered.RechargeNo), ("OfflineRechargeReversal", entered.RechargeNo)], entries.Select(e => (e.EventKind, e.Reference)));
        var record = await after.CashRecords.SingleAsync(r => r.Kind == CashKind.RechargeReversal);
        Assert.Equal((-300m, 0m, entered.RechargeNo), (record.Amount, record.BalanceAfter, record.Reference));
        var recharge = await after.Recharges.SingleAsync();
        Assert.Equal((RechargeStatus.Reversed, "重复录入"), (recharge.Status, recharge.ReversalReason));
        var stored = await world.EnteredAsync(entered.RechargeNo);
        Assert.Equal((world.Finance.MemberId, "重复录入"), (stored.ReversedBy.MemberId, stored.ReversalReason));
        Assert.Equal(["RechargedOffline", "RechargeReversed"], await after.Notices.OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync());
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task R_WAL_1_a_reversal_is_refused_with_the_amounts_when_the_wallet_no_longer_holds_it_and_credit_does_not_count()
    {
        await using var world = await MoneyWorld.StartAsync();
        var entered = await world.EnterAsync(world.Form(100m));
        await world.As<CreditService>(world.Finance).GrantAsync(world.Customer.Code, 0m, 1_000m);
        await world.PayAsync(0.01m);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.ReverseAsync(entered.RechargeNo));

        Assert.Equal("Wallets.MoneySpent", refusal.Code);
        Assert.Equal([entered.RechargeNo, 100m, 99.99m], refusal.Args);
        Assert.Equal(99.99m, (await world.WalletAsync()).Balance);
        Assert.Null((await world.EnteredAsync(entered.RechargeNo)).ReversedAt);
        var page = await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(entered.RechargeNo);
        Assert.Equal((true, false), (page.CanBeReversed, page.IsCovered));
        // Once the amount is there again it can be taken back.
        await world.EnterAsync(world.Form(0.01m));
        await world.ReverseAsync(entered.RechargeNo);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_recharge_is_taken_back_once_and_with_a_reason()
    {
        await using var world = await MoneyWorld.StartAsync();
        var entered = await world.EnterAsync(world.Form(70m));
        await world.EnterAsync(world.Form(70m));

        Assert.Equal("Common.TextRequired", await MoneyWorld.RefusedAsync(() => world.ReverseAsync(entered.RechargeNo, " ")));
        await world.ReverseAsync(entered.RechargeNo);
        Assert.Equal("Wallets.ReversedAlready", await MoneyWorld.RefusedAsync(() => world.ReverseAsync(entered.RechargeNo)));
        await Assert.ThrowsAsync<NotFoundException>(() => world.ReverseAsync("RC404"));

        Assert.Equal(70m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Two_who_take_one_recharge_back_at_once_take_it_back_once()
    {
        using var queue = new ReadFirst();
        await using var world = await MoneyWorld.StartAsync(boss: await queue.StartAsync());
        var entered = await world.EnterAsync(world.Form(70m));
        await world.EnterAsync(world.Form(70m));
        world.Boss.SignIn(world.Finance);
        var meanwhile = "";
        queue.Meanwhile(async () => meanwhile = await Ending.OfAsync(() => world.ReverseAsync(entered.RechargeNo)));

        var first = await Ending.OfAsync(() => world.ReverseAsync(entered.RechargeNo));

        Assert.Equal(("Wallets.ReversedAlready", ""), (first, meanwhile));
        Assert.Equal(70m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R_WAL_1_a_reversal_against_a_payment_at_the_same_moment_leaves_one_of_them_refused(bool reversalFirst)
    {
        using var queue = new ReadFirst();
        await using var world = await MoneyWorld.StartAsync(boss: await queue.StartAsync());
        var entered = await world.EnterAsync(world.Form(100m));
        var order = await world.Boss.Given.OrderAsync(world.Customer, world.Buyer, (world.Offer, 80m, 1));
        Task Reverse() => world.ReverseAsync(entered.RechargeNo);
        Task Pay() => world.As<PaymentService>(world.Buyer).PayFromWalletAsync(order.OrderNo);
        var meanwhile = "";
        queue.Meanwhile(async () => meanwhile = await Ending.OfAsync(reversalFirst ? Reverse : Pay));

        var later = await Ending.OfAsync(reversalFirst ? Pay : Reverse);

        Assert.Equal("", meanwhile);
        Assert.Equal(reversalFirst ? "Wallets.BalanceShort" : "Wallets.MoneySpent", later);
        Assert.Equal(reversalFirst ? 0m : 20m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_recharge_by_Alipay_cannot_be_taken_back_here()
    {
        await using var world = await MoneyWorld.StartAsync();
        string rechargeNo;
        await using (var db = world.Boss.Db())
        {
            var recharge = new Recharge(
                new Parties(world.Seller.Id, world.Customer.Id), world.Buyer.By, "RC2026", 10m, RechargeChannel.Alipay, null, world.Boss.Now);
            recharge.Confirm(10m, "T1", world.Boss.Now);
            rechargeNo = recharge.RechargeNo;
            db.Add(recharge);
            await db.SaveChangesAsync();
        }

        Assert.Equal("Wallets.AlipayStays", await MoneyWorld.RefusedAsync(() => world.ReverseAsync(rechargeNo)));
        var page = await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(rechargeNo);
        Assert.Equal((null, RechargeStatus.Paid, false), (page.Status, page.OnlineStatus, page.CanBeReversed));
    }
}
