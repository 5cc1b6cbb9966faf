using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>What was consented to is what was shown, and asked for by whoever may still make it.</summary>
public sealed class ConsentBasisTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_APR_2_a_margin_that_has_shrunk_since_it_was_shown_makes_the_request_fail_without_naming_the_cost(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.85m);
        await CostAsync(world, level, 0.84m);

        var decided = await world.DecideAsync(asked.Asked.RequestNo!);

        Assert.Equal((ApprovalStatus.Failed, "Pricing.CostRisen"), (decided.Status, decided.Failure?.Code));
        Assert.Equal([world.Codes[0]], decided.Failure!.Args);
        Assert.Empty(await world.RowsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_APR_2_a_cost_that_has_fallen_since_does_no_harm(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.85m);
        await CostAsync(world, level, 0.5m);

        Assert.Equal(ApprovalStatus.Approved, (await world.DecideAsync(asked.Asked.RequestNo!)).Status);
    }

    [Fact]
    public async Task R_APR_2_a_list_price_that_has_risen_makes_a_price_another_discount_than_the_one_that_was_shown()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync();
        var asked = await world.SetAsync(new TermsChange(TermsKind.Price, 85m), world.Price);
        await using (var db = world.Boss.Db())
        {
            await db.Skus.Where(s => s.Id == world.Price.SkuId).ExecuteUpdateAsync(set => set.SetProperty(s => s.ListPrice, 120m));
        }

        var decided = await world.DecideAsync(asked.Asked.RequestNo!);

        Assert.Equal((ApprovalStatus.Failed, "Pricing.BasisChanged"), (decided.Status, decided.Failure?.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_ISO_2_what_the_maker_asked_for_a_customer_that_somebody_else_serves_by_now_fails(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.85m);
        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(world.Colleague.MemberId);
            await db.SaveChangesAsync();
        }

        var decided = await world.DecideAsync(asked.Asked.RequestNo!);

        Assert.Equal((ApprovalStatus.Failed, "Pricing.CustomerMoved"), (decided.Status, decided.Failure?.Code));
        Assert.Empty(await world.RowsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_by_somebody_who_is_disabled_or_has_lost_the_right_by_now_fails(bool disabled)
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.85m);
        await using (var db = world.Boss.Db())
        {
            if (disabled)
            {
                await db.Members.Where(m => m.Id == world.Sales.MemberId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, MemberStatus.Disabled));
            }
            else
            {
                await db.Set<MemberRole>().Where(r => EF.Property<long>(r, "MemberId") == world.Sales.MemberId)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.Role, Role.Maintenance));
            }
        }

        var decided = await world.DecideAsync(asked.Asked.RequestNo!);

        Assert.Equal((ApprovalStatus.Failed, "Approvals.MakerMayNot"), (decided.Status, decided.Failure?.Code));
        Assert.Equal([world.Sales.Name], decided.Failure!.Args);
        Assert.Empty(await world.RowsAsync());
    }

    private static async Task CostAsync(OwnTermsWorld world, int level, decimal share)
    {
        await using var db = world.Boss.Db();
        if (level > 0)
        {
            await db.Offers.Where(o => o.Id == world.Offers[0].Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.CostTerms.Discount, share));
            return;
        }

        await db.SupplyAgreements.Where(a => a.Mode == SalesMode.Discount).ExecuteUpdateAsync(set => set.SetProperty(a => a.Rate, share));
    }
}
