using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets.Offline;

/// <summary>A distributor, the root or two levels below it, with its Finance, an Admin, a customer and something to buy for 80 yuan.</summary>
internal sealed record MoneyWorld(
    TestKBoss Boss, Organization Root, Organization Seller, Actor Finance, Actor Admin, Organization Customer, Actor Buyer, Offer Offer) : IAsyncDisposable
{
    public static async Task<MoneyWorld> StartAsync(bool below = false, TestKBoss? boss = null)
    {
        boss ??= await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        var offer = await boss.Given.OfferAsync(root, supplier, 100m, discount: 0.8m);
        var seller = root;
        if (below)
        {
            var first = await boss.Given.DistributorAsync(root);
            var firstOffer = await boss.Given.DownstreamOfferAsync(first, offer, 0.75m, 0.8m);
            seller = await boss.Given.DistributorAsync(first);
            offer = await boss.Given.DownstreamOfferAsync(seller, firstOffer, 0.78m, 0.8m);
        }

        var customer = await boss.Given.CustomerAsync(seller);
        return new MoneyWorld(
            boss, root, seller, await boss.Given.MemberAsync(seller, Role.Finance), await boss.Given.MemberAsync(seller, Role.Admin), customer,
            await boss.Given.MemberAsync(customer, Role.Buyer), offer);
    }

    public T As<T>(Actor actor)
        where T : notnull
    {
        Boss.SignIn(actor);
        return Boss.Get<T>();
    }

    /// <summary>What Finance enters, unless said otherwise for the customer of this world, by bank, with a reference of its own, today.</summary>
    public EnterRecharge Form(
        decimal amount = 100m, RechargeChannel way = RechargeChannel.Bank, string? reference = null, DateOnly? day = null, string? key = null, Upload? slip = null,
        Organization? customer = null, IReadOnlyList<string>? known = null, bool longAgo = false, string? note = null) => new(
            key ?? Guid.NewGuid().ToString("N"), (customer ?? Customer).Code,
            new ReceivedOffline(
                amount, way, reference ?? (way == RechargeChannel.Bank ? Guid.NewGuid().ToString("N")[..12] : ""), day ?? ChinaTime.Day(Boss.Now), note),
            slip, known, longAgo);

    public Task<EnteredRecharge> EnterAsync(EnterRecharge? form = null) => As<OfflineRechargeService>(Finance).EnterAsync(form ?? Form());

    public Task ReverseAsync(string rechargeNo, string? reason = "录错客户") => As<OfflineRechargeService>(Finance).ReverseAsync(rechargeNo, reason);

    /// <summary>An order of so many pieces at so much, paid by the buyer from the wallet.</summary>
    public async Task PayAsync(decimal price, int quantity = 1)
    {
        var order = await Boss.Given.OrderAsync(Customer, Buyer, (Offer, price, quantity));
        await As<PaymentService>(Buyer).PayFromWalletAsync(order.OrderNo);
    }

    /// <summary>A policy that asks these levels from now on.</summary>
    public async Task PolicyAsync(params LevelTerms[] levels)
    {
        await using var db = Boss.Db();
        db.Add(new ApprovalPolicy(Seller.Id, ApprovalKind.OfflineRecharge, 1, levels, ApprovalPolicy.DefaultExpiryDays, Boss.Now, Admin.By, Boss.Now));
        await db.SaveChangesAsync();
    }

    public async Task<Wallet> WalletAsync()
    {
        await using var db = Boss.Db();
        return await db.Wallets.AsNoTracking().SingleAsync(w => w.BuyerId == Customer.Id);
    }

    public async Task<OfflineRecharge> EnteredAsync(string rechargeNo)
    {
        await using var db = Boss.Db();
        return await db.OfflineRecharges.AsNoTracking().SingleAsync(r => r.RechargeNo == rechargeNo);
    }

    /// <summary>The balance of an account of the seller's book, on its own side.</summary>
    public async Task<decimal> AccountAsync(string code)
    {
        await using var db = Boss.Db(Seller.Id);
        var lines = await db.JournalLines.Include(l => l.Account).Where(l => l.OrganizationId == Seller.Id && l.Account.Code == code).ToListAsync();
        return lines.Sum(l => l.Account.Balance(l.Debit, l.Credit));
    }

    /// <summary>That wallet, prepaid account and cash records say the same, and the book balances [R-LED-1] [R-LED-3].</summary>
    public async Task AssertBooksAsync()
    {
        await using var db = Boss.Db(Seller.Id);
        var result = await BookVerification.RunAsync(db, Seller.Id, Boss.Now, default);
        Assert.True(result.Proven, string.Join(", ", result.Mismatches));
        var records = await db.CashRecords.Where(r => r.SellerId == Seller.Id).OrderBy(r => r.Id).ToListAsync();
        foreach (var wallet in await db.Wallets.Where(w => w.SellerId == Seller.Id).ToListAsync())
        {
            var own = records.Where(r => r.BuyerId == wallet.BuyerId).ToList();
            Assert.Equal(wallet.Balance, own.Sum(r => r.Amount));
            Assert.Equal(wallet.Balance, own.LastOrDefault()?.BalanceAfter ?? 0);
        }
    }

    public static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
