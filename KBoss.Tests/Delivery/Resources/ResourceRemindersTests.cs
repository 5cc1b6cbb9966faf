using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>Who is reminded when of resources that end.</summary>
public sealed class ResourceRemindersTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_mark_is_told_once_to_who_buys_and_at_seven_days_to_the_salesperson_and_to_nobody_else(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var no = (await shop.DeliveredAsync())[0];
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(no, 2);
        var admin = await shop.Boss.Given.MemberAsync(shop.Customer, Role.Admin);
        var sales = await ServedAsync(shop);
        var other = await shop.Boss.Given.CustomerAsync(shop.Seller);
        await shop.Boss.Given.MemberAsync(other, Role.Buyer);
        var told = 0;
        foreach (var days in Enumerable.Range(0, 33).Reverse())
        {
            await shop.MoveToEndAsync(no, TimeSpan.FromDays(days) + TimeSpan.FromMinutes(1));
            await using var scope = shop.Boss.NewScope();
            var both = await Task.WhenAll(
                Task.Run(() => RemindAsync(shop)), Task.Run(() => scope.ServiceProvider.GetRequiredService<ResourceReminders>().RemindDueAsync()));
            Assert.Equal((days is 30 or 7 or 3 or 1 ? 1 : 0, 0), (both.Sum(), await RemindAsync(shop)));
            told += both.Sum();
        }

        Assert.Equal(4, told);
        await using var db = shop.Boss.Db();
        var sent = await db.Notices.Where(n => n.Kind.StartsWith("ResourceEnding")).OrderBy(n => n.Id).ToListAsync();
        Assert.Equal(
            [.. Enumerable.Repeat((shop.Buyer.MemberId, "ResourceEnding"), 4), .. Enumerable.Repeat((admin.MemberId, "ResourceEnding"), 4)],
            sent.Where(n => n.OrganizationId == shop.Customer.Id).OrderBy(n => n.MemberId).Select(n => (n.MemberId, n.Kind)));
        var resource = await shop.GetAsync(no);
        Assert.Equal(["30", "7", "3", "1"], sent.Where(n => n.MemberId == admin.MemberId).Select(n => n.Args.Split('\n')[3]));
        var one = Assert.Single(sent, n => n.OrganizationId != shop.Customer.Id);
        Assert.Equal((sales.MemberId, shop.Customer.Code), (one.MemberId, one.Subject));
        Assert.Equal([shop.Customer.Name, resource.Sold.ProductName, no, DayOf(resource.EndsAt!.Value), "7"], one.Args.Split('\n'));
        // Four for each of the two; the salesperson has a notice alone.
        Assert.Equal(8, await db.OutboxMessages.CountAsync(m => m.Kind == SmsOutboxMessage.Kind && m.Key.Contains("ResourceEnding")));
    }

    [Fact]
    public async Task After_a_standstill_over_several_marks_only_the_one_that_fits_is_told()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(2));
        Assert.Equal((1, 0), (await RemindAsync(shop), await RemindAsync(shop)));
        await shop.MoveToEndAsync(no, TimeSpan.FromHours(1));
        Assert.Equal(1, await RemindAsync(shop));
        await shop.MoveToEndAsync(no);
        Assert.Equal((0, 2), (await RemindAsync(shop), await shop.NoticesAsync("ResourceEnding")));
        await using var db = shop.Boss.Db();
        var day = DayOf((await shop.GetAsync(no)).EndsAt!.Value);
        Assert.Equal(
            [$"ResourceEnding:{no}:{day}:1", $"ResourceEnding:{no}:{day}:3"],
            (await db.RemindersSent.Where(r => r.Cause.StartsWith("ResourceEnding")).Select(r => r.Cause).ToListAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_renewed_or_released_is_not_reminded_of_and_its_new_end_is_one_of_its_own()
    {
        await using var shop = await RenewShop.StartAsync();
        var nos = await shop.DeliveredAsync(2);
        await shop.MoveToEndAsync(nos[0], TimeSpan.FromDays(7));
        // Half past eleven at night: the SMS waits for the morning.
        shop.Boss.Time.SetUtcNow(ChinaTime.Start(ChinaTime.Day(shop.Boss.Now)).AddHours(23.5));
        Assert.Equal(2, await RemindAsync(shop));
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(nos[0]);
        shop.Boss.Time.Advance(TimeSpan.FromHours(10));
        await shop.DispatchAsync();
        await using (var db = shop.Boss.Db())
        {
            var texts = await db.TextMessages.Where(m => m.Key.Contains("ResourceEnding")).ToListAsync();
            var dropped = texts.Single(t => t.Key.Contains(nos[0], StringComparison.Ordinal));
            Assert.Equal((TextMessageState.Refused, "NoLonger"), (dropped.State, dropped.Code));
            Assert.NotEqual("NoLonger", texts.Single(t => t.Key.Contains(nos[1], StringComparison.Ordinal)).Code);
        }

        await shop.MoveToEndAsync(nos[1], TimeSpan.FromDays(3));
        Assert.Equal(1, await RemindAsync(shop));
        await shop.MoveToEndAsync(nos[0], TimeSpan.FromDays(7));
        await shop.EndAsync();
        Assert.Equal((1, 0), (await RemindAsync(shop), await RemindAsync(shop)));
    }

    [Fact]
    public async Task What_renews_by_itself_is_reminded_of_while_the_money_is_short_alone_and_not_beside_the_attempts()
    {
        await using var shop = await RenewShop.StartAsync();
        var nos = await shop.DeliveredAsync(2);
        shop.Boss.SignIn(shop.Buyer);
        foreach (var no in nos)
        {
            await shop.Auto.SwitchOnAsync(new(no, await shop.ShownAsync(no)));
        }

        await shop.MoveToEndAsync(nos[0], TimeSpan.FromDays(7));
        Assert.Equal(0, await RemindAsync(shop));
        // Enough for one of them is not enough for both.
        await using (var db = shop.Boss.Db())
        {
            var wallet = await db.Wallets.SingleAsync(w => w.BuyerId == shop.Customer.Id);
            db.Add(wallet.Charge(wallet.Balance - 159.99m, CashKind.OrderPayment, "spent", shop.Boss.Now));
            await db.SaveChangesAsync();
        }

        Assert.Equal((2, 0), (await RemindAsync(shop), await RemindAsync(shop)));
        Assert.Equal((2, 0), (await shop.NoticesAsync("ResourceEndingAuto"), await shop.NoticesAsync("ResourceEnding")));
        await shop.MoveToEndAsync(nos[0], TimeSpan.FromDays(3));
        Assert.Equal(0, await RemindAsync(shop));
    }

    private static Task<int> RemindAsync(RenewShop shop) => shop.Boss.Get<ResourceReminders>().RemindDueAsync();

    private static string DayOf(DateTime end) => $"{ChinaTime.Day(end):yyyy-MM-dd}";

    private static async Task<Actor> ServedAsync(RenewShop shop)
    {
        var sales = await shop.Boss.Given.MemberAsync(shop.Seller, Role.Sales);
        await shop.Boss.Given.MemberAsync(shop.Seller, Role.Sales);
        await using var db = shop.Boss.Db();
        (await db.Customers.SingleAsync(c => c.BuyerId == shop.Customer.Id)).AssignTo(sales.MemberId);
        await db.SaveChangesAsync();
        return sales;
    }
}
