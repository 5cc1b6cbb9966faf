using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>What a customer has chosen is renewed from its wallet before it ends, never for more than it allows.</summary>
public sealed class AutoRenewalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_renewed_three_days_before_its_end_once_whoever_runs_it(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var no = await SwitchedOnAsync(shop);
        var (end, before, price) = ((await shop.GetAsync(no)).EndsAt!.Value, await shop.BalanceAsync(), (await shop.ShownAsync(no)).Amount);
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(4));
        Assert.Equal(0, await shop.Auto.RunDueAsync());
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(3));

        await using var other = shop.Boss.NewScope();
        var both = await Task.WhenAll(
            Task.Run(() => shop.Auto.RunDueAsync()),
            Task.Run(() => other.ServiceProvider.GetRequiredService<AutoRenewalService>().RunDueAsync()));

        Assert.Equal((1, 0), (both.Sum(), await shop.Auto.RunDueAsync()));
        Assert.Equal((before - price, ChinaTime.AddMonths(end, 1)), (await shop.BalanceAsync(), (await shop.GetAsync(no)).EndsAt));
        Assert.Equal(1, await shop.NoticesAsync("AutoRenewed"));
        await using var db = shop.Boss.Db();
        var order = await db.Orders.Include(o => o.Changes).OrderBy(o => o.Id).LastAsync();
        Assert.Equal((shop.Buyer.MemberId, "AutoRenewal"), (order.PlacedBy.MemberId, order.Changes.Single(c => c.To == OrderStatus.Paid).By.Name));

        // And again a month later.
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(2));
        Assert.Equal(1, await shop.Auto.RunDueAsync());
    }

    [Fact]
    public async Task Too_little_money_is_told_once_a_day_to_customer_and_salesperson_until_it_is_there()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = await SwitchedOnAsync(shop);
        var sales = await shop.Boss.Given.MemberAsync(shop.Root, Role.Sales);
        await using (var db = shop.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == shop.Customer.Id)).AssignTo(sales.MemberId);
            var wallet = await db.Wallets.SingleAsync(w => w.BuyerId == shop.Customer.Id);
            wallet.Charge(wallet.Balance - 79.99m, CashKind.OrderPayment, "spent", shop.Boss.Now);
            await db.SaveChangesAsync();
        }

        await shop.MoveToEndAsync(no, TimeSpan.FromDays(3));
        Assert.Equal((0, 0), (await shop.Auto.RunDueAsync(), await shop.Auto.RunDueAsync()));
        Assert.Equal((1, 1, 79.99m), (await shop.NoticesAsync("AutoRenewalMoneyShort"), await shop.NoticesAsync("CustomerMoneyShort"), await shop.BalanceAsync()));
        Assert.Equal(AutoRenewalOutcome.MoneyShort, (await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Auto!.Outcome);

        await shop.Boss.Given.MoneyAsync(shop.Customer, 0.01m);
        shop.Boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0m), (await shop.Auto.RunDueAsync(), await shop.BalanceAsync()));
    }

    [Theory]
    [InlineData(0, 0.8001, false)]
    [InlineData(0, 0.75, true)]
    [InlineData(10, 0.88, true)]
    [InlineData(10, 0.8801, false)]
    public async Task It_never_costs_more_than_the_customer_allows(int rise, double discount, bool renewed)
    {
        await using var shop = await RenewShop.StartAsync();
        var no = await SwitchedOnAsync(shop, rise);
        await shop.ChangeOfferAsync(o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, (decimal)discount, null)));
        var before = await shop.BalanceAsync();
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(3));

        Assert.Equal(renewed ? 1 : 0, await shop.Auto.RunDueAsync());

        Assert.Equal(before - (renewed ? 100m * (decimal)discount : 0m), await shop.BalanceAsync());
        Assert.Equal(renewed ? 0 : 1, await shop.NoticesAsync("AutoRenewalPriceRisen"));
    }

    [Fact]
    public async Task It_is_off_at_any_time_and_is_switched_on_at_the_price_that_was_shown_alone()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = await SwitchedOnAsync(shop);
        var shown = await shop.ShownAsync(no, 12);
        await shop.Auto.SwitchOffAsync(no);
        await shop.Auto.SwitchOffAsync(no);
        await shop.MoveToEndAsync(no, TimeSpan.FromDays(2));
        Assert.Equal(0, await shop.Auto.RunDueAsync());
        Assert.Null((await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Auto);

        await shop.ChangeOfferAsync(o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null)));
        Assert.Equal("Orders.PriceChanged", (await Assert.ThrowsAsync<LinesChangedException>(() => shop.Auto.SwitchOnAsync(new(no, shown)))).Code);
        await shop.Auto.SwitchOnAsync(new(no, await shop.ShownAsync(no, 12), 5));
        var auto = (await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Auto!;
        Assert.Equal((12, 1080m, 1134m), (auto.Periods, auto.ShownAmount, auto.Limit));
    }

    [Fact]
    public async Task After_a_standstill_it_is_tried_once_as_long_as_it_can_be_renewed_and_what_is_not_sold_is_told()
    {
        await using var shop = await RenewShop.StartAsync();
        var (late, gone) = (await SwitchedOnAsync(shop), "");
        await shop.MoveToEndAsync(late, -TimeSpan.FromDays(5));
        await shop.EndAsync();
        Assert.Equal(1, await shop.Auto.RunDueAsync());
        Assert.Equal(KBoss.Domain.Delivery.ResourceStatus.Active, (await shop.GetAsync(late)).Status);

        gone = await SwitchedOnAsync(shop);
        await shop.Auto.SwitchOffAsync(late);
        await shop.ChangeOfferAsync(o => o.Sku.Product.PutOnShelf(false));
        await shop.MoveToEndAsync(gone, TimeSpan.FromDays(1));
        Assert.Equal((0, 1), (await shop.Auto.RunDueAsync(), await shop.NoticesAsync("AutoRenewalNotSold")));
    }

    private static async Task<string> SwitchedOnAsync(RenewShop shop, int rise = 0)
    {
        var no = (await shop.DeliveredAsync())[0];
        await shop.Auto.SwitchOnAsync(new(no, await shop.ShownAsync(no), rise));
        return no;
    }
}
