using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Pricing;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common.Data;

/// <summary>Two who agree terms with one customer in the same moment: whoever comes second sees what the first one did [R-PRC-5].</summary>
public sealed class OwnTermsRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_5_two_who_set_the_terms_of_one_sku_at_once_are_not_both_in_force(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level, on: await queue.StartAsync());
        queue.Meanwhile(() => SetAsync(world, 0.8m));
        Assert.Equal("Pricing.TermsChanged", (await Assert.ThrowsAnyAsync<RuleException>(() => SetAsync(world, 0.85m, StandingTerms.None))).Code);
        Assert.Equal(0.8m, Assert.Single(await world.RowsAsync()).Terms.Discount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_5_whoever_was_shown_nothing_in_particular_replaces_what_came_first(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level, on: await queue.StartAsync());
        queue.Meanwhile(() => SetAsync(world, 0.8m));
        await SetAsync(world, 0.85m);
        await OneInForceAsync(world);
        Assert.Equal(0.85m, OwnTermsTimeline.At(await world.RowsAsync(), world.Boss.Now)!.Terms.Discount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_5_a_crowd_leaves_one_in_force_and_forgets_nothing(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level, on: await queue.StartAsync());
        world.Boss.SignIn(world.Sales);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            await using var window = world.Boss.NewScope();
            await window.ServiceProvider.GetRequiredService<TermsWorkbenchService>().ApplyAsync(
                world.Scope, TermsSelection.Of([world.Offers[0].Id]),
                new TermsChange(TermsKind.Discount, 0.8m + (i / 100m), ValidTo: world.Boss.Now.AddDays(10 + i)));
        })));
        await OneInForceAsync(world);
        Assert.Equal(6, (await world.RowsAsync()).Count(t => t.RestOfId is null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_5_terms_that_are_set_while_the_last_consent_is_given_are_not_overwritten(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level, on: await queue.StartAsync());
        await world.PolicyAsync(discountBelow: 0.8m);
        var asked = await world.SetAsync(0.75m);
        queue.Meanwhile(() => SetAsync(world, 0.85m));
        var decided = await world.DecideAsync(asked.Asked.RequestNo!);
        Assert.Equal((ApprovalStatus.Failed, "Pricing.OwnTermsChanged"), (decided.Status, decided.Failure?.Code));
        Assert.Equal(0.85m, Assert.Single(await world.RowsAsync()).Terms.Discount);
    }

    [Fact]
    public async Task R_PRC_4_a_cost_that_rises_while_the_last_consent_is_given_is_seen()
    {
        await using var world = await OwnTermsWorld.StartAsync(on: await queue.StartAsync());
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.75m);
        queue.Meanwhile(async () =>
        {
            await using var db = world.Boss.Db();
            var supplier = await db.Skus.Where(s => s.Id == world.Offers[0].SkuId).Select(s => s.SupplierId).SingleAsync();
            var agreement = await db.SupplyAgreements.SingleAsync(a => a.SupplierId == supplier);
            db.Entry(agreement).Property(a => a.Rate).CurrentValue = 0.76m;
            await db.SaveChangesAsync();
        });
        Assert.Equal("Pricing.OwnBelowCost", (await world.DecideAsync(asked.Asked.RequestNo!)).Failure?.Code);
        Assert.Empty(await world.RowsAsync());
    }

    [Fact]
    public async Task A_customer_that_is_deleted_meanwhile_gets_no_terms()
    {
        await using var world = await OwnTermsWorld.StartAsync(on: await queue.StartAsync());
        queue.Meanwhile(async () =>
        {
            await using var window = world.Boss.NewScope();
            world.Boss.SignIn(world.Sales);
            await window.ServiceProvider.GetRequiredService<CustomerRemoval>().DeleteAsync(world.Buyer.Code);
        });
        await Assert.ThrowsAsync<NotFoundException>(() => SetAsync(world, 0.85m));
        Assert.Empty(await world.RowsAsync());
    }

    public void Dispose() => queue.Dispose();

    private static async Task SetAsync(OwnTermsWorld world, decimal discount, StandingTerms? shown = null)
    {
        await using var window = world.Boss.NewScope();
        world.Boss.SignIn(world.Sales);
        await window.ServiceProvider.GetRequiredService<TermsWorkbenchService>().ApplyAsync(
            world.Scope, new TermsSelection([new SelectedOffer(world.Offers[0].Id, shown)]), new TermsChange(TermsKind.Discount, discount));
    }

    private static async Task OneInForceAsync(OwnTermsWorld world)
    {
        var rows = await world.RowsAsync();
        Assert.All(rows, one => Assert.DoesNotContain(rows, other => one.Id != other.Id && one.Valid.Overlaps(other.Valid)));
        Assert.NotNull(OwnTermsTimeline.At(rows, world.Boss.Now));
    }
}
