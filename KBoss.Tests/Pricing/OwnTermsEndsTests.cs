using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Storefront;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>What the end of own terms does, and who is warned of it.</summary>
public sealed class OwnTermsEndsTests
{
    [Fact]
    public async Task The_salesperson_is_warned_once_seven_shanghai_days_before_and_nobody_else_is()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        // Until the end of the 1st of March, across a leap day that 2026 does not have.
        var end = ChinaTime.Start(new DateOnly(2026, 3, 2));
        await world.OwnAsync(0, 0.7m, null, end);
        await world.OwnAsync(1, 0.6m, null, end.AddDays(2));

        world.Boss.Time.SetUtcNow(new DateTimeOffset(ChinaTime.Start(new DateOnly(2026, 2, 23)).AddTicks(-1)));
        Assert.Equal(0, await world.WarnAsync());
        world.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await world.WarnAsync());
        Assert.Equal(0, await world.WarnAsync());
        var notice = Assert.Single(await world.NoticesAsync());
        Assert.Equal(("OwnTermsEnding", world.Sales.MemberId, $"discounts/{world.Buyer.Code}"), (notice.Kind, notice.MemberId, notice.Subject));
        Assert.Equal(["1", world.Buyer.Name, "2026-03-01"], notice.Args.Split('\n'));

        // The other one ends later, and its warning is one of its own.
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await world.WarnAsync());
        Assert.Equal(2, (await world.NoticesAsync()).Count);
    }

    [Fact]
    public async Task Many_that_end_together_are_one_notice_for_each_page_that_extends_them()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.OwnAsync(0, 0.7m, null, world.Boss.Now.AddDays(3));
        await world.OwnAsync(1, 0.7m, null, world.Boss.Now.AddDays(4));
        await world.Boss.Given.OwnTermsAsync(world.Price, world.Buyer, price: 70m, to: world.Boss.Now.AddDays(5));
        Assert.Equal(3, await world.WarnAsync());
        Assert.Equal(
            [$"discounts/{world.Buyer.Code}", $"prices/{world.Buyer.Code}"], (await world.NoticesAsync()).Select(n => n.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_goes_on_is_no_end()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        var end = world.Boss.Now.AddDays(3);
        await world.OwnAsync(0, 0.7m, null, end);
        await world.OwnAsync(0, 0.75m, end, null);
        await world.OwnAsync(1, 0.7m, null, null);
        Assert.Equal(0, await world.WarnAsync());

        // What followed is taken off again before it began: now it is one.
        await using (var db = world.Boss.Db())
        {
            var terms = await db.CustomerTerms.ToListAsync();
            OwnTermsTimeline.Put(terms.Where(t => t.OfferId == world.Offers[0].Id), null, new Period(end, null), By.System, world.Boss.Now);
            await db.SaveChangesAsync();
        }

        Assert.Equal(1, await world.WarnAsync());
    }

    [Fact]
    public async Task A_customer_without_a_salesperson_is_told_of_to_operations()
    {
        await using var world = await OwnTermsWorld.StartAsync(served: false);
        await world.OwnAsync(0, 0.7m, null, world.Boss.Now.AddDays(3));
        Assert.Equal(1, await world.WarnAsync());
        Assert.Equal(world.Operations.MemberId, Assert.Single(await world.NoticesAsync()).MemberId);
    }

    [Fact]
    public async Task A_salesperson_who_left_is_not_told_but_operations_are()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == world.Sales.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        await world.OwnAsync(0, 0.7m, null, world.Boss.Now.AddDays(3));
        Assert.Equal(1, await world.WarnAsync());
        Assert.Equal(world.Operations.MemberId, Assert.Single(await world.NoticesAsync()).MemberId);
    }

    [Fact]
    public async Task The_salesperson_of_a_distributor_below_is_warned_like_that_of_the_root()
    {
        await using var world = await OwnTermsWorld.StartAsync(level: 1);
        await world.OwnAsync(0, 0.95m, null, world.Boss.Now.AddDays(3));
        Assert.Equal(1, await world.WarnAsync());
        Assert.Equal(world.Sales.MemberId, Assert.Single(await world.NoticesAsync()).MemberId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_5_own_terms_hold_from_their_first_to_their_last_tick_on_every_page(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var (from, to) = (ChinaTime.Start(new DateOnly(2026, 2, 28)), ChinaTime.Start(new DateOnly(2026, 3, 1)));
        await world.OwnAsync(0, 0.85m, from, to);
        foreach (var (at, price, source) in new[]
        {
            (from.AddTicks(-1), 90m, PriceSource.Public), (from, 85m, PriceSource.Own), (to.AddTicks(-1), 85m, PriceSource.Own), (to, 90m, PriceSource.Public),
        })
        {
            world.Boss.Time.SetUtcNow(new DateTimeOffset(at));
            world.Boss.SignIn(world.Member);
            var sku = Assert.Single((await world.Boss.Get<StorefrontQueries>().GetAsync(world.Product)).Skus);
            Assert.Equal((price, source), (sku.Quote.UnitPrice, sku.Quote.Source));
            Assert.Equal(source == PriceSource.Own ? to : null, sku.Quote.Winner.Until);
            var card = Assert.Single((await world.Boss.Get<StorefrontQueries>().ListAsync(new StorefrontSearch())).Cards, c => c.Id == world.Product);
            Assert.Equal(price, card.UnitPrice);
        }
    }

    [Fact]
    public async Task Terms_that_were_replaced_before_they_began_are_no_candidate()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.OwnAsync(0, 0.7m, world.Boss.Now.AddDays(1), null);
        await using (var db = world.Boss.Db())
        {
            OwnTermsTimeline.Put(await db.CustomerTerms.ToListAsync(), null, new Period(world.Boss.Now, null), By.System, world.Boss.Now);
            await db.SaveChangesAsync();
        }

        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        world.Boss.SignIn(world.Member);
        var sku = Assert.Single((await world.Boss.Get<StorefrontQueries>().GetAsync(world.Product)).Skus);
        Assert.Equal([PriceSource.Public], sku.Quote.Candidates.Select(c => c.Source));
    }
}
