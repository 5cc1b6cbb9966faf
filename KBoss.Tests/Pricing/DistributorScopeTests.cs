using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>On which terms a distributor directly below buys: set by the one above it, at the root and below.</summary>
public sealed class DistributorScopeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Operations_sets_the_terms_of_the_distributor_directly_below_and_of_nobody_else(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.Boss.Given.MemberAsync(chain.Levels[level + 1], Role.Operations);
        await chain.SignInAsync(level);
        Assert.Equal(1, (await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.9m)).Count);
        Assert.Equal(1, (await ApplyAsync(chain, level, chain.Prices[level], TermsKind.Price, 88m)).Count);
        await using var db = chain.Boss.Db();
        Assert.Equal(0.9m, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[level + 1].Id)).CostTerms.Discount);
        Assert.Equal(88m, (await db.Offers.SingleAsync(o => o.Id == chain.Prices[level + 1].Id)).CostTerms.Price);
        Assert.Equal("SupplyTermsChanged", (await db.Notices.FirstAsync(n => n.OrganizationId == chain.Levels[level + 1].Id)).Kind);

        var row = Assert.Single(
            (await chain.Boss.Get<TermsWorkbenchQueries>().ListAsync(Scope(chain, level), OfferGrid.Discounts, Workbooks.Page(("set", "yes")))).Rows,
            r => r.OfferId == chain.Discounts[level].Id);
        Assert.Equal((0.9m, 90m), (row.Standing.Terms.Discount, row.Terms.UnitPrice));
        var history = Assert.Single(await chain.Boss.Get<TermsWorkbenchQueries>().HistoryAsync(Scope(chain, level), chain.Discounts[level].Id));
        Assert.Equal((SalesChain.DiscountCosts[level + 1] / 100, 0.9m), (history.Before.Discount, history.After.Discount));
    }

    [Fact]
    public async Task Terms_for_an_offer_that_the_distributor_does_not_have_add_it_to_its_range()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        Assert.Equal(1, (await ApplyAsync(chain, 0, chain.RootOnly, TermsKind.Discount, 0.85m)).Count);
        await using var db = chain.Boss.Db();
        var added = await db.Offers.SingleAsync(o => o.UpstreamOfferId == chain.RootOnly.Id);
        Assert.Equal((chain.Levels[1].Id, chain.RootOnly.SkuId, 0.85m), (added.OrganizationId, added.SkuId, added.CostTerms.Discount));
        Assert.Equal(3, Assert.Single((await chain.Boss.Get<DistributorQueries>().ListAsync(Workbooks.Page())).Rows, r => r.Code == chain.Levels[1].Code).Offers);
    }

    [Fact]
    public async Task R_ISO_1_only_the_one_directly_above_finds_the_distributor_and_only_its_own_offers()
    {
        await using var chain = await SalesChain.StartAsync();
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        foreach (var (level, code, offer) in new[]
        {
            (0, chain.Levels[2].Code, chain.Discounts[0]), (1, chain.Sibling.Code, chain.Discounts[1]), (1, chain.Levels[1].Code, chain.Discounts[1]),
            (1, chain.Levels[0].Code, chain.Discounts[1]), (1, chain.Levels[2].Code, chain.Discounts[0]), (0, chain.Levels[1].Code, chain.Discounts[1]),
        })
        {
            await chain.SignInAsync(level);
            await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<TermsWorkbenchService>().ApplyAsync(
                new TermsScope(TermsScopeKind.Distributor, code), TermsSelection.Of([offer.Id]), change));
        }

        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(chain.Levels[0], Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.9m));
        await Assert.ThrowsAsync<PermissionException>(() => chain.Boss.Get<DistributorQueries>().ListAsync(Workbooks.Page()));
        await using var db = chain.Boss.Db();
        Assert.Equal(SalesChain.DiscountCosts[1] / 100, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[1].Id)).CostTerms.Discount);
    }

    [Fact]
    public async Task Terms_are_changed_and_not_taken_off_and_not_of_another_kind_and_R_PRC_4_not_below_the_cost()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        Assert.Equal("Pricing.DistributorKeepsTerms", await RefusedAsync(() => ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Clear, null)));
        Assert.Equal("Distribution.BelowCost", await RefusedAsync(() => ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.71m)));
        Assert.Equal("Distribution.BelowCost", await RefusedAsync(() => ApplyAsync(chain, 0, chain.Prices[0], TermsKind.Price, 61m)));
    }

    [Fact]
    public async Task R_PRC_4_what_rises_for_the_distributor_marks_what_it_sells_for_less_and_tells_its_operations()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(1);
        var operations = await chain.Boss.Given.MemberAsync(chain.Levels[1], Role.Operations);
        await chain.SignInAsync(0);
        await ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.95m);
        await chain.Boss.Get<OutboxDispatcher>().DispatchAsync();

        chain.Boss.SignIn(operations);
        var loss = Assert.Single((await chain.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows, l => l.Kind == LossKind.Public);
        Assert.Equal((90m, 95m, LossState.Stopped), (loss.UnitPrice, loss.Cost, loss.State));
        await using var db = chain.Boss.Db();
        Assert.Equal(["BelowCostUpstream", "SupplyTermsChanged"], await db.Notices.Where(n => n.MemberId == operations.MemberId).Select(n => n.Kind).Order().ToListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_APR_2_with_a_policy_the_last_consent_writes_what_was_asked_and_a_loss_with_it(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var (operations, finance) = (
            await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Operations), await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Finance));
        await PolicyAsync(chain, level);
        chain.Boss.SignIn(operations);
        var loss = SalesChain.DiscountCosts[level] / 100 - 0.01m;
        var asked = await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, loss);
        Assert.False(asked.Asked.Done);

        chain.Boss.SignIn(finance);
        Assert.Equal(ApprovalStatus.Approved, (await chain.Boss.Get<ApprovalService>().DecideAsync(asked.Asked.RequestNo!, new DecideApproval(true))).Status);
        await using var db = chain.Boss.Db();
        Assert.Equal(loss, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[level + 1].Id)).CostTerms.Discount);
        var consent = await db.LossConsents.SingleAsync();
        Assert.Equal((chain.Levels[level + 1].Id, chain.Discounts[level].Id, finance.By), (consent.BuyerId, consent.OfferId, consent.By));
    }

    [Fact]
    public async Task R_APR_2_terms_that_others_have_set_meanwhile_make_the_request_fail()
    {
        await using var chain = await SalesChain.StartAsync();
        var finance = await chain.Boss.Given.MemberAsync(chain.Levels[0], Role.Finance);
        await PolicyAsync(chain, 0, 0.8m);
        await chain.SignInAsync(0);
        var asked = await ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.79m);
        await ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.92m);
        chain.Boss.SignIn(finance);
        var decided = await chain.Boss.Get<ApprovalService>().DecideAsync(asked.Asked.RequestNo!, new DecideApproval(true));
        Assert.Equal((ApprovalStatus.Failed, "Pricing.DistributorTermsChanged"), (decided.Status, decided.Failure?.Code));
        await using var db = chain.Boss.Db();
        Assert.Equal(0.92m, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[1].Id)).CostTerms.Discount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_APR_2_a_cost_that_has_risen_since_the_margin_was_shown_makes_the_request_fail(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var (operations, finance) = (
            await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Operations), await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Finance));
        await PolicyAsync(chain, level);
        chain.Boss.SignIn(operations);
        var asked = await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.97m);
        await using (var db = chain.Boss.Db())
        {
            await db.SupplyAgreements.Where(a => a.Mode == KBoss.Domain.Suppliers.SalesMode.Discount)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Rate, 0.96m));
            await db.Offers.Where(o => o.Id == chain.Discounts[level].Id && o.UpstreamOfferId != null)
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.CostTerms.Discount, 0.96m));
        }

        chain.Boss.SignIn(finance);
        var decided = await chain.Boss.Get<ApprovalService>().DecideAsync(asked.Asked.RequestNo!, new DecideApproval(true));
        Assert.Equal((ApprovalStatus.Failed, "Pricing.CostRisen"), (decided.Status, decided.Failure?.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Who_is_asked_sees_what_the_distributor_bought_for_itself_and_those_below_in_90_days_and_what_it_would_have_meant(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var given = chain.Boss.Given;
        var finance = await given.MemberAsync(chain.Levels[level], Role.Finance);
        await PolicyAsync(chain, level);
        foreach (var (seller, daysAgo, pays) in new[] { (level + 1, 10, true), (2, 89, true), (2, 91, true), (2, 5, false) })
        {
            var buyer = await given.CustomerAsync(chain.Levels[seller]);
            var order = await given.OrderAsync(buyer, await given.MemberAsync(buyer, Role.Buyer), (chain.Discounts[seller], 95m, 2));
            await using var write = chain.Boss.Db();
            if (pays)
            {
                (await write.Orders.SingleAsync(o => o.Id == order.Id)).Pay(By.System, chain.Boss.Now);
                await write.SaveChangesAsync();
            }

            await write.Orders.Where(o => o.Id == order.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.CreatedAt, chain.Boss.Now.AddDays(-daysAgo)));
        }

        await chain.SignInAsync(level);
        var asked = await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.9m);
        chain.Boss.SignIn(finance);
        var evidence = (await chain.Boss.Get<ApprovalQueries>().GetAsync(asked.Asked.RequestNo!)).Evidence<DistributorTermsEvidence>();

        var (then, cost) = (SalesChain.DiscountCosts[level + 1] * 4, SalesChain.DiscountCosts[level] * 4);
        var line = Assert.Single(evidence.Lines);
        Assert.Equal((4, then), (line.Units, line.Amount));
        Assert.Equal(new EvidenceEffect(then, 360m, then - cost, 360m - cost), evidence.Effect);
        Assert.Equal(ChinaTime.AddDays(chain.Boss.Now, -90), evidence.Since);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_waits_for_consent_is_not_asked_for_again_and_says_which_request_it_is(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var finance = await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Finance);
        await PolicyAsync(chain, level);
        await chain.SignInAsync(level);
        var asked = await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.9m);

        var row = Assert.Single((await chain.Boss.Get<TermsWorkbenchService>().PreviewAsync(
            Scope(chain, level), TermsSelection.Of([chain.Discounts[level].Id]), new TermsChange(TermsKind.Discount, 0.92m))).Rows);
        Assert.Equal("Pricing.RequestWaits", row.Refusal?.Code);
        Assert.Equal([chain.Discounts[0].Sku.Code, asked.Asked.RequestNo], row.Refusal!.Args);
        Assert.Equal("Pricing.RequestWaits", await RefusedAsync(() => ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.92m)));
        // Another offer of the same distributor does not wait, and nothing does once it is decided.
        Assert.NotNull((await ApplyAsync(chain, level, chain.Prices[level], TermsKind.Price, 90m)).Asked.RequestNo);
        chain.Boss.SignIn(finance);
        await chain.Boss.Get<ApprovalService>().DecideAsync(asked.Asked.RequestNo!, new DecideApproval(true));
        await chain.SignInAsync(level);
        Assert.NotNull((await ApplyAsync(chain, level, chain.Discounts[level], TermsKind.Discount, 0.92m)).Asked.RequestNo);
    }

    [Fact]
    public async Task What_has_changed_is_told_with_the_grid_in_which_it_stands()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.Boss.Given.MemberAsync(chain.Levels[1], Role.Operations);
        await chain.SignInAsync(0);
        await ApplyAsync(chain, 0, chain.Prices[0], TermsKind.Price, 88m);
        await ApplyAsync(chain, 0, chain.Discounts[0], TermsKind.Discount, 0.9m);
        await using var db = chain.Boss.Db();
        Assert.Equal(
            ["prices", "discounts"], await db.Notices.Where(n => n.Kind == "SupplyTermsChanged").OrderBy(n => n.Id).Select(n => n.Subject).ToListAsync());
    }

    private static TermsScope Scope(SalesChain chain, int level) => new(TermsScopeKind.Distributor, chain.Levels[level + 1].Code);

    private static Task<TermsApplied> ApplyAsync(SalesChain chain, int level, Offer offer, TermsKind kind, decimal? value) =>
        chain.Boss.Get<TermsWorkbenchService>().ApplyAsync(Scope(chain, level), TermsSelection.Of([offer.Id]), new TermsChange(kind, value));

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

    private static async Task PolicyAsync(SalesChain chain, int level, decimal? discountBelow = null)
    {
        await using var db = chain.Boss.Db();
        db.Add(new ApprovalPolicy(
            chain.Levels[level].Id, ApprovalKind.DistributorTerms, 1,
            [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Finance)], DiscountBelow: discountBelow)], ApprovalPolicy.DefaultExpiryDays,
            chain.Boss.Now, By.System, chain.Boss.Now));
        await db.SaveChangesAsync();
    }
}
