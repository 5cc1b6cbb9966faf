using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets;

/// <summary>Who is reminded when of a balance that has fallen low.</summary>
public sealed class LowBalanceTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public async Task However_the_balance_walks_each_fall_below_is_told_once(bool secondLevel, int seed)
    {
        await using var world = await World.StartAsync(secondLevel);
        var random = new Random(seed);
        var (balance, falls, told, seen) = (0m, 0, 0, 0);
        Assert.Equal(0, await world.RemindAsync());
        for (var step = 0; step < 60; step++)
        {
            var amount = random.Next(1, 8000) / 100m;
            amount = amount <= balance && (balance > 160m || random.Next(2) == 0) ? -amount : amount;
            await world.MoveAsync(amount);
            falls += balance >= 100m && balance + amount < 100m ? 1 : 0;
            balance += amount;
            // Now and then nobody looks, so that it may fall and rise unseen.
            if (random.Next(3) == 0)
            {
                continue;
            }

            var due = balance < 100m && falls > seen;
            Assert.Equal((step, due ? 1 : 0, 0), (step, await world.RemindAsync(), await world.RemindAsync()));
            (told, seen) = due ? (told + 1, falls) : (told, seen);
        }

        await using var db = world.Boss.Db();
        Assert.Equal((told, told), (
            await db.Notices.CountAsync(n => n.MemberId == world.Buyer.MemberId), await db.Notices.CountAsync(n => n.MemberId == world.Sales.MemberId)));
        Assert.Equal(3 * told, await db.Notices.CountAsync());
        Assert.True(told > 2, "The walk never fell.");
    }

    [Fact]
    public async Task It_is_told_when_it_falls_and_again_only_after_it_was_above_to_buyers_admins_and_the_salesperson()
    {
        await using var world = await World.StartAsync();
        await world.MoveAsync(50m);
        Assert.Equal(0, await world.RemindAsync());
        await world.MoveAsync(50m);
        await world.MoveAsync(-0.01m);
        await using var scope = world.Boss.NewScope();
        var both = await Task.WhenAll(
            Task.Run(world.RemindAsync), Task.Run(() => scope.ServiceProvider.GetRequiredService<LowBalanceReminders>().RemindDueAsync()));
        Assert.Equal(1, both.Sum());
        await world.MoveAsync(-20m);
        await world.MoveAsync(20m);
        Assert.Equal(0, await world.RemindAsync());
        await world.MoveAsync(0.01m);
        Assert.Equal(0, await world.RemindAsync());
        await world.MoveAsync(-1000m, credit: 2000m);
        Assert.Equal((1, 0), (await world.RemindAsync(), await world.RemindAsync()));

        await using var db = world.Boss.Db();
        var notices = await db.Notices.OrderBy(n => n.Id).ToListAsync();
        Assert.Equal(
            new HashSet<(long, string, string, string)>
            {
                (world.Buyer.MemberId, "LowBalance", "", "99.99"), (world.Admin.MemberId, "LowBalance", "", "99.99"),
                (world.Sales.MemberId, "LowBalanceCustomer", world.Customer.Code, $"{world.Customer.Name}\n99.99"),
                (world.Buyer.MemberId, "LowBalance", "", "-900.00"), (world.Admin.MemberId, "LowBalance", "", "-900.00"),
                (world.Sales.MemberId, "LowBalanceCustomer", world.Customer.Code, $"{world.Customer.Name}\n-900.00"),
            },
            notices.Select(n => (n.MemberId, n.Kind, n.Subject, n.Args)).ToHashSet());
        Assert.Equal(6, notices.Count);
        Assert.Equal(4, await db.OutboxMessages.CountAsync(m => m.Kind == SmsOutboxMessage.Kind));
    }

    [Fact]
    public async Task Each_seller_has_a_threshold_of_its_own()
    {
        await using var world = await World.StartAsync(secondLevel: true);
        await world.MoveAsync(500m);
        await world.MoveAsync(-350m);
        Assert.Equal(0, await world.RemindAsync());
        await world.ThresholdAsync(world.Root, "1000");
        Assert.Equal(0, await world.RemindAsync());
        await world.ThresholdAsync(world.Seller, "200");
        Assert.Equal((1, 0), (await world.RemindAsync(), await world.RemindAsync()));
    }

    [Fact]
    public async Task Who_recharged_overnight_gets_no_sms_in_the_morning()
    {
        await using var world = await World.StartAsync();
        // Half past eleven at night in Shanghai.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 31, 15, 30, 0, TimeSpan.Zero));
        await world.MoveAsync(200m);
        await world.MoveAsync(-150m);
        Assert.Equal(1, await world.RemindAsync());
        await world.MoveAsync(60m);
        world.Boss.Time.Advance(TimeSpan.FromHours(10));
        await world.Boss.Get<OutboxDispatcher>().DispatchAsync();
        await using var db = world.Boss.Db();
        Assert.All(await db.OutboxMessages.ToListAsync(), m => Assert.Equal("", m.LastError));
        Assert.All(await db.TextMessages.ToListAsync(), t => Assert.Equal((TextMessageState.Refused, "NoLonger"), (t.State, t.Code)));
        Assert.Equal(2, await db.TextMessages.CountAsync());
    }

    private sealed class World : IAsyncDisposable
    {
        private int count;

        public required TestKBoss Boss { get; init; }

        public required Organization Root { get; init; }

        public required Organization Seller { get; init; }

        public required Organization Customer { get; init; }

        public required Actor Buyer { get; init; }

        public required Actor Admin { get; init; }

        public required Actor Sales { get; init; }

        public static async Task<World> StartAsync(bool secondLevel = false)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var seller = secondLevel ? await boss.Given.DistributorAsync(root) : root;
            var customer = await boss.Given.CustomerAsync(seller);
            var sales = await boss.Given.MemberAsync(seller, Role.Sales);
            await boss.Given.MemberAsync(seller, Role.Sales);
            // Another customer of the same seller has nothing to do with it, and no money moved.
            await boss.Given.MemberAsync(await boss.Given.CustomerAsync(seller), Role.Buyer);
            await using (var db = boss.Db())
            {
                (await db.Customers.SingleAsync(c => c.BuyerId == customer.Id)).AssignTo(sales.MemberId);
                await db.SaveChangesAsync();
            }

            return new World
            {
                Boss = boss,
                Root = root,
                Seller = seller,
                Customer = customer,
                Buyer = await boss.Given.MemberAsync(customer, Role.Buyer),
                Admin = await boss.Given.MemberAsync(customer, Role.Admin),
                Sales = sales,
            };
        }

        public Task<int> RemindAsync() => Boss.Get<LowBalanceReminders>().RemindDueAsync();

        public async Task MoveAsync(decimal amount, decimal credit = 0m)
        {
            await using var db = Boss.Db();
            var wallet = await db.Wallets.SingleAsync(w => w.BuyerId == Customer.Id);
            wallet.GrantCredit(credit);
            db.Add(amount > 0
                ? wallet.Credit(amount, CashKind.Recharge, $"M{++count}", Boss.Now) : wallet.Charge(-amount, CashKind.OrderPayment, $"M{++count}", Boss.Now));
            await db.SaveChangesAsync();
        }

        public Task ThresholdAsync(Organization seller, string amount) =>
            Boss.Given.SettingAsync(seller, ThresholdSettings.Section, ("lowbalance", amount));

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
