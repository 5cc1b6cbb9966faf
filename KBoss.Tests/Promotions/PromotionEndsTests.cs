using KBoss.Domain.Access;
using KBoss.Infrastructure.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Promotions;

/// <summary>Who is warned of promotions that end, and of which.</summary>
public sealed class PromotionEndsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_manages_promotions_is_warned_once_three_days_before_and_again_when_it_is_prolonged(bool secondLevel)
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var seller = secondLevel ? await boss.Given.DistributorAsync(root) : root;
        var operations = await boss.Given.MemberAsync(seller, Role.Operations);
        await boss.Given.MemberAsync(seller, Role.Sales);
        await boss.Given.MemberAsync(secondLevel ? root : await boss.Given.DistributorAsync(root), Role.Operations);
        var upstream = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root), 100m, discount: 0.8m);
        var offer = secondLevel ? await boss.Given.DownstreamOfferAsync(seller, upstream, costDiscount: 0.85m, discount: 0.9m) : upstream;
        var promotion = await boss.PromotionAsync(seller, to: boss.Now.AddDays(10));
        await boss.ContainsAsync(promotion, offer, 0.88m);

        Assert.Equal(0, await WarnAsync(boss));
        boss.Time.Advance(TimeSpan.FromDays(7));
        await using var scope = boss.NewScope();
        var both = await Task.WhenAll(
            Task.Run(() => WarnAsync(boss)), Task.Run(() => scope.ServiceProvider.GetRequiredService<PromotionEnds>().WarnAsync()));
        Assert.Equal((1, 0), (both.Sum(), await WarnAsync(boss)));
        await using var db = boss.Db();
        var notice = Assert.Single(await db.Notices.ToListAsync());
        Assert.Equal((operations.MemberId, "PromotionEnding", promotion.No), (notice.MemberId, notice.Kind, notice.Subject));
        Assert.Equal([promotion.Name, "2026-01-15", "1"], notice.Args.Split('\n'));

        boss.SignIn(operations);
        var shown = await boss.Get<PromotionQueries>().GetAsync(promotion.No);
        await boss.Get<PromotionService>().ChangeAsync(promotion.No, shown.Version, shown.Facts with { To = boss.Now.AddDays(20) });
        Assert.Equal(0, await WarnAsync(boss));
        boss.Time.Advance(TimeSpan.FromDays(18));
        Assert.Equal(1, await WarnAsync(boss));
    }

    [Fact]
    public async Task What_another_promotion_goes_on_with_and_what_has_no_products_is_not_warned_of()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await boss.Given.MemberAsync(root, Role.Operations);
        var supplier = await boss.Given.SupplierAsync(root);
        var (first, second) = (await boss.Given.OfferAsync(root, supplier), await boss.Given.OfferAsync(root, supplier));
        var end = boss.Now.AddDays(2);
        var ending = await boss.PromotionAsync(root, to: end);
        await boss.PromotionAsync(root, to: end);
        await boss.PromotionAsync(root, published: false, to: end);
        await boss.ContainsAsync(ending, first, 0.7m);
        var next = await boss.PromotionAsync(root, from: end, to: end.AddDays(30));
        await boss.ContainsAsync(next, first, 0.7m);
        Assert.Equal(0, await WarnAsync(boss));
        // One of its products is left alone.
        await boss.ContainsAsync(ending, second, 0.7m);
        Assert.Equal(1, await WarnAsync(boss));
        await boss.EndAsync(ending);
        Assert.Equal(0, await WarnAsync(boss));
    }

    private static Task<int> WarnAsync(TestKBoss boss) => boss.Get<PromotionEnds>().WarnAsync();
}
