using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>A change replayed before it is made: for a distributor below, and in how many queries.</summary>
public sealed class WhatIfTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_change_for_a_distributor_is_replayed_over_what_it_bought_for_customers_at_any_depth_below_it(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        var (seller, buyer) = (chain.Levels[level], chain.Levels[level + 1]);
        await SoldAsync(chain, 2, quantity: 3, daysAgo: 10);
        await SoldAsync(chain, 2, quantity: 1, daysAgo: 60);
        await chain.PublishAsync(level + 1);
        await SoldAsync(chain, level + 1, quantity: 2, daysAgo: 5);
        await SoldAsync(chain, 2, quantity: 7, daysAgo: 4, paid: false);
        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(seller, Role.Operations));
        var scope = new TermsScope(TermsScopeKind.Distributor, buyer.Code);
        var change = new TermsChange(TermsKind.Discount, 0.85m);
        var selection = TermsSelection.Of([chain.Discounts[level].Id]);

        var whatIf = await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(scope, selection, change, 30);

        var (paid, cost) = (SalesChain.DiscountCosts[level + 1], SalesChain.DiscountCosts[level]);
        Assert.Equal((true, 30, 2, 2, 5 * paid), (whatIf.Below, whatIf.Days, whatIf.Lines, whatIf.Touched, whatIf.Paid));
        Assert.Equal((5 * paid, 425m), (whatIf.Before.Revenue, whatIf.After.Revenue));
        Assert.Equal((5 * (paid - cost), 425m - (5 * cost)), (whatIf.Before.Margin, whatIf.After.Margin));
        Assert.Equal(
            (buyer.Code, buyer.Name, 2, 5 * paid, 425m), Assert.Single(whatIf.Customers) is var c ? (c.Code, c.Name, c.Lines, c.Before, c.After) : default);
        Assert.Equal(3, (await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(scope, selection, change, 90)).Lines);

        await using (var db = chain.Boss.Db())
        {
            Assert.Equal(paid / 100, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[level + 1].Id)).CostTerms.Discount);
        }

        var refused = await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(scope, selection, new TermsChange(TermsKind.Clear), 30);
        Assert.Equal((1, 0, whatIf.Before.Revenue), (refused.Refused, refused.Touched, refused.After.Revenue));
    }

    [Fact]
    public async Task Only_the_one_directly_above_replays_a_distributors_terms_and_costs_are_for_who_may_see_them()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        await SoldAsync(chain, 2, quantity: 3, daysAgo: 10);
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        var selection = TermsSelection.Of([chain.Discounts[0].Id]);
        await chain.SignInAsync(0);
        await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<WhatIfQueries>().OfTermsAsync(
            new TermsScope(TermsScopeKind.Distributor, chain.Levels[2].Code), selection, change, 30));
        await chain.SignInAsync(chain.Sibling);
        await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<WhatIfQueries>().OfTermsAsync(
            new TermsScope(TermsScopeKind.Distributor, chain.Levels[2].Code), selection, change, 30));
        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(chain.Levels[0], Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => chain.Boss.Get<WhatIfQueries>().OfTermsAsync(
            new TermsScope(TermsScopeKind.Distributor, chain.Levels[1].Code), selection, change, 30));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 5)]
    public async Task A_change_of_public_terms_is_replayed_in_few_queries_whatever_is_asked_about(int level, int most)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        var seller = chain.Levels[level];
        await SoldAsync(chain, level, quantity: 3, daysAgo: 10);
        await PromotionsAsync(chain, level, 1);
        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(seller, Role.Operations));
        var change = new TermsChange(TermsKind.Discount, 0.95m);
        await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(TermsScope.Public, TermsSelection.Of([chain.Discounts[level].Id]), change, 30);

        using var counted = new CommandCount(chain.Boss);
        await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(TermsScope.Public, TermsSelection.Of([chain.Discounts[level].Id]), change, 30);
        var few = counted.Commands.Count;
        Assert.InRange(few, 1, most);

        var others = await OffersAsync(chain, level, 1_200);
        await SoldAsync(chain, level, quantity: 1, daysAgo: 5);
        await PromotionsAsync(chain, level, 20);
        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(seller, Role.Operations));
        var before = counted.Commands.Count;
        var many = await chain.Boss.Get<WhatIfQueries>().OfTermsAsync(TermsScope.Public, TermsSelection.Of([chain.Discounts[level].Id, .. others]), change, 30);
        Assert.Equal((1_201, 2), (many.Offers, many.Lines));
        Assert.Equal(few, counted.Commands.Count - before);
    }

    /// <summary>An order at 80 a unit by a customer of a level, paid some days ago.</summary>
    private static async Task SoldAsync(SalesChain chain, int level, int quantity, int daysAgo, bool paid = true)
    {
        var given = chain.Boss.Given;
        var customer = await given.CustomerAsync(chain.Levels[level]);
        var order = await given.OrderAsync(customer, await given.MemberAsync(customer, Role.Buyer), (chain.Discounts[level], 80m, quantity));
        if (paid)
        {
            await using var db = chain.Boss.Db();
            (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(new By(null, "测试"), chain.Boss.Now.AddDays(-daysAgo));
            await db.SaveChangesAsync();
        }
    }

    private static async Task PromotionsAsync(SalesChain chain, int level, int count)
    {
        await using var db = chain.Boss.Db();
        var there = await db.Promotions.CountAsync();
        for (var i = 0; i < count; i++)
        {
            var promotion = new Promotion(
                chain.Levels[level].Id, $"PM{there + i:D6}", new By(null, "运营"),
                new PromotionFacts($"活动 {i}", chain.Boss.Now.AddDays(-1), chain.Boss.Now.AddDays(9), i % 2 == 0 ? Audience.ByCode : Audience.Everybody),
                chain.Boss.Now.AddDays(-2));
            promotion.Publish(chain.Boss.Now.AddDays(-1));
            db.Add(promotion);
            await db.SaveChangesAsync();
            db.Add(new PromotionProduct(promotion, chain.Discounts[level].Id, 0.88m));
            await db.SaveChangesAsync();
        }
    }

    /// <summary>Many more offers of a level, each bought from the one above it.</summary>
    private static async Task<IReadOnlyList<long>> OffersAsync(SalesChain chain, int level, int count)
    {
        await using var db = chain.Boss.Db();
        var product = new Product(chain.Discounting, new ProductFacts("很多规格", "云主机", "华北"), chain.Boss.Now);
        List<Offer> offers = [];
        for (var i = 0; i < count; i++)
        {
            var sku = new Sku(chain.Levels[0].Id, chain.Discounting.Id, $"MANY-{i:D5}", new SkuFacts("CPU=16核", BillingUnit.Month, 100m));
            sku.MoveTo(product);
            offers.Add(new Offer(chain.Levels[0].Id, sku));
        }

        db.AddRange(offers);
        await db.SaveChangesAsync();
        for (var below = 1; below <= level; below++)
        {
            offers = [.. offers.Select(o => Offer.Downstream(chain.Levels[below].Id, o, Terms.Of(SalesChain.DiscountCosts[below] / 100, null)))];
            db.AddRange(offers);
            await db.SaveChangesAsync();
        }

        return [.. offers.Select(o => o.Id)];
    }
}
