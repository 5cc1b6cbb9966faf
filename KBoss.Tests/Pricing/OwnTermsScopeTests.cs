using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Terms of one customer's own, as Sales sets them in the workbench: with and without consent, at the root and below it.</summary>
public sealed class OwnTermsScopeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sales_gives_a_customer_a_discount_for_a_time_and_it_pays_by_it_from_the_first_to_the_last_instant(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var (from, to) = (ChinaTime.Start(new DateOnly(2026, 1, 6)), ChinaTime.Start(new DateOnly(2026, 2, 1)));
        var applied = await world.SetAsync(new TermsChange(TermsKind.Discount, 0.85m, ValidFrom: from, ValidTo: to), [.. world.Offers]);
        Assert.Equal((2, true), (applied.Count, applied.Asked.Done));

        Assert.Equal(90m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
        world.Boss.Time.SetUtcNow(new DateTimeOffset(from));
        Assert.Equal((85m, PriceSource.Own), ((await world.QuoteAsync(world.Offers[0])).UnitPrice, (await world.QuoteAsync(world.Offers[0])).Source));
        world.Boss.Time.SetUtcNow(new DateTimeOffset(to.AddTicks(-1)));
        Assert.Equal(85m, (await world.QuoteAsync(world.Offers[1])).UnitPrice);
        world.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(90m, (await world.QuoteAsync(world.Offers[1])).UnitPrice);
        // Nobody else has it, and the price stands at who agreed it.
        Assert.All(await world.RowsAsync(), row => Assert.Equal((world.Buyer.Id, world.Sales.By), (row.BuyerId, row.By)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Where_prices_are_set_a_customer_gets_a_price_and_no_discount(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        Assert.Equal(1, (await world.SetAsync(new TermsChange(TermsKind.Price, 75m), world.Price)).Count);
        Assert.Equal(75m, (await world.QuoteAsync(world.Price)).UnitPrice);
        Assert.Equal("Distribution.PriceExpected", (await RefusedAsync(() => world.SetAsync(new TermsChange(TermsKind.Discount, 0.8m), world.Price))).Code);
        Assert.Equal("Distribution.DiscountExpected", (await RefusedAsync(() => world.SetAsync(new TermsChange(TermsKind.Price, 75m), world.Offers[0]))).Code);
    }

    [Fact]
    public async Task R_PRC_5_a_week_inside_standing_terms_splits_them_and_the_history_tells_who_did_what()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        var (from, to) = (world.Boss.Now.AddDays(10), world.Boss.Now.AddDays(17));
        await world.SetAsync(0.85m);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SetAsync(0.8m, from, to);

        Assert.Equal(3, (await world.RowsAsync()).Count);
        foreach (var (at, price) in new[] { (from.AddTicks(-1), 85m), (from, 80m), (to.AddTicks(-1), 80m), (to, 85m), (to.AddYears(1), 85m) })
        {
            world.Boss.Time.SetUtcNow(new DateTimeOffset(at));
            Assert.Equal(price, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
        }

        world.Boss.SignIn(world.Sales);
        var history = await world.Boss.Get<TermsWorkbenchQueries>().HistoryAsync(world.Scope, world.Offers[0].Id);
        Assert.Equal([(0.85m, 0.8m), (null, (decimal?)0.85m)], history.Select(h => (h.Before.Discount, h.After.Discount)));
        Assert.All(history, h => Assert.Equal(world.Sales.Name, h.Who));
    }

    [Fact]
    public async Task What_was_taken_off_can_be_brought_back_from_the_history()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.85m);
        await world.SetAsync(new TermsChange(TermsKind.Clear), world.Offers[0]);
        Assert.Equal(90m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);

        var history = await world.Boss.Get<TermsWorkbenchQueries>().HistoryAsync(world.Scope, world.Offers[0].Id);
        Assert.Equal([(0.85m, null), (null, (decimal?)0.85m)], history.Select(h => (h.Before.Discount, h.After.Discount)));
        await world.Terms.RestoreAsync(world.Scope, new SelectedOffer(world.Offers[0].Id), history[1].Id);
        Assert.Equal(85m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task The_grid_shows_what_the_customer_pays_and_finds_what_is_set_and_what_ends_soon()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.85m, to: world.Boss.Now.AddDays(20));
        var grid = world.Boss.Get<TermsWorkbenchQueries>();
        var row = Assert.Single((await grid.ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page(("set", "yes")))).Rows);
        Assert.Equal((world.Offers[0].Id, 90m, 85m, 0.85m), (row.OfferId, row.PublicPrice, row.Terms.UnitPrice, row.Standing.Terms.Discount));
        // Sales sees no costs.
        Assert.Equal((null, null), (row.Terms.Cost, row.Terms.Margin));
        Assert.Equal(world.Offers[1].Id, Assert.Single((await grid.ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page(("set", "no")))).Rows).OfferId);
        Assert.Single((await grid.ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page(("ends", "soon")))).Rows);
        Assert.Equal(90m, Assert.Single((await grid.ListAsync(world.Scope, OfferGrid.Prices, Workbooks.Page())).Rows).Terms.UnitPrice);

        world.Boss.SignIn(world.Operations);
        Assert.Equal(15m, Assert.Single((await grid.ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page(("set", "yes")))).Rows).Terms.Margin);
    }

    [Fact]
    public async Task R_SUP_1_own_terms_of_a_sales_mode_that_is_over_stand_as_none_and_are_replaced()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.85m);
        await using (var db = world.Boss.Db())
        {
            var old = await db.SupplyAgreements.FirstAsync(a => a.Mode == SalesMode.Discount);
            old.EndAt(world.Boss.Now);
            db.Add(new SupplyAgreement(world.Seller.Id, old.SupplierId, 2, new AgreementTerms(SalesMode.Commission, 0.3m, world.Boss.Now), world.Boss.Now, old));
            await db.SaveChangesAsync();
        }

        world.Boss.SignIn(world.Sales);
        var row = Assert.Single(
            (await world.Boss.Get<TermsWorkbenchQueries>().ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page())).Rows, r => r.OfferId == world.Offers[0].Id);
        Assert.Equal((true, 0.85m), (row.Standing.Terms.IsNone, row.Outdated.Discount));
        Assert.Equal(1, (await world.SetAsync(0.8m)).Count);
        Assert.Equal(2, (await world.RowsAsync())[^1].ModeNumber);
    }

    [Fact]
    public async Task R_ISO_2_a_colleagues_customer_is_not_found_and_operations_sees_all()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Colleague);
        var selection = TermsSelection.Of([world.Offers[0].Id]);
        var change = new TermsChange(TermsKind.Discount, 0.85m);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.ApplyAsync(world.Scope, selection, change));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.PreviewAsync(world.Scope, selection, change));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<TermsWorkbenchQueries>().ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page()));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<TermsWorkbenchQueries>().HistoryAsync(world.Scope, world.Offers[0].Id));
        world.Boss.SignIn(world.Approver);
        await Assert.ThrowsAsync<PermissionException>(() => world.Terms.ApplyAsync(world.Scope, selection, change));
        world.Boss.SignIn(world.Operations);
        Assert.Equal(1, (await world.Terms.ApplyAsync(world.Scope, selection, change)).Count);
    }

    [Fact]
    public async Task R_ISO_1_neither_another_distributors_customer_nor_its_offer_is_found()
    {
        await using var world = await OwnTermsWorld.StartAsync(level: 1);
        var change = new TermsChange(TermsKind.Discount, 0.95m);
        var rootOffer = (await RootOffersAsync(world))[0];
        world.Boss.SignIn(world.Sales);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.ApplyAsync(world.Scope, TermsSelection.Of([rootOffer]), change));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales, Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.ApplyAsync(world.Scope, TermsSelection.Of([rootOffer]), change));
        var mine = await world.Boss.Given.CustomerAsync(world.Root);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.ApplyAsync(
            new TermsScope(TermsScopeKind.Customer, mine.Code), TermsSelection.Of([world.Offers[0].Id]), change));
        Assert.Empty(await world.RowsAsync());
    }

    [Theory]
    [InlineData(0, 0.69)]
    [InlineData(1, 0.79)]
    public async Task R_PRC_4_without_a_policy_terms_below_the_cost_are_refused_and_sales_is_not_told_the_cost(int level, double discount)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var refusal = await RefusedAsync(() => world.SetAsync((decimal)discount));
        Assert.Equal("Pricing.OwnBelowCost", refusal.Code);
        Assert.DoesNotContain(level == 0 ? 70m : 80m, refusal.Args);
        Assert.Equal("Pricing.OwnBelowCost", Assert.Single((await world.Terms.PreviewAsync(
            world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, (decimal)discount))).Rows).Refusal!.Code);

        world.Boss.SignIn(world.Operations);
        var told = await RefusedAsync(() => world.Terms.ApplyAsync(
            world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, (decimal)discount)));
        Assert.Equal(("Distribution.BelowCost", level == 0 ? 70m : 80m), (told.Code, told.Args[1]));
        Assert.Empty(await world.RowsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_second_request_for_a_customer_and_Sku_is_refused_while_one_waits_and_names_it(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var first = (await world.SetAsync(0.85m)).Asked.RequestNo!;

        var row = Assert.Single((await world.Terms.PreviewAsync(
            world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, 0.86m))).Rows);
        Assert.Equal(("Pricing.RequestWaits", first), (row.Refusal!.Code, row.Refusal.Args[1]));
        Assert.Equal("Pricing.RequestWaits", (await RefusedAsync(() => world.SetAsync(0.86m))).Code);
        Assert.False((await world.SetAsync(new TermsChange(TermsKind.Discount, 0.86m), world.Offers[1])).Asked.Done);

        await world.DecideAsync(first, agree: false);
        Assert.False((await world.SetAsync(0.86m)).Asked.Done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_APR_2_with_a_policy_the_price_holds_from_the_last_consent_on_exactly_as_asked(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var until = world.Boss.Now.AddDays(30);
        world.Boss.SignIn(world.Sales);
        var preview = await world.Terms.PreviewAsync(world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, 0.85m, ValidTo: until));
        Assert.Equal([world.Approver.Name], Assert.Single(preview.WouldAsk).Names);
        var asked = await world.SetAsync(0.85m, to: until);
        Assert.False(asked.Asked.Done);
        Assert.Empty(await world.RowsAsync());
        Assert.Equal(90m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);

        world.Boss.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(ApprovalStatus.Approved, (await world.DecideAsync(asked.Asked.RequestNo!)).Status);
        var row = Assert.Single(await world.RowsAsync());
        Assert.Equal((world.Boss.Now, (DateTime?)until, world.Sales.By, asked.Asked.RequestNo), (row.ValidFrom, row.ValidTo, row.By, row.RequestNo));
        Assert.Equal(85m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task What_is_refused_or_above_the_threshold_needs_no_word_more()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync(discountBelow: 0.8m);
        Assert.True((await world.SetAsync(0.8m)).Asked.Done);
        var asked = await world.SetAsync(0.79m);
        Assert.Equal(ApprovalStatus.Refused, (await world.DecideAsync(asked.Asked.RequestNo!, agree: false)).Status);
        Assert.Equal(80m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Theory]
    [InlineData(0, 0.65, 70)]
    [InlineData(1, 0.75, 80)]
    public async Task R_PRC_4_a_loss_is_sold_at_once_the_approver_has_agreed_to_it_and_not_after_the_cost_has_risen_further(int level, double discount, int cost)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.PolicyAsync();
        var asked = await world.SetAsync((decimal)discount);
        Assert.Equal(ApprovalStatus.Approved, (await world.DecideAsync(asked.Asked.RequestNo!)).Status);
        await using (var db = world.Boss.Db())
        {
            var consent = await db.LossConsents.SingleAsync();
            Assert.Equal((world.Buyer.Id, (decimal)discount * 100, (decimal)cost, world.Approver.By), (consent.BuyerId, consent.UnitPrice, consent.Cost, consent.By));
        }

        var quote = await world.QuoteAsync(world.Offers[0]);
        Assert.Equal((true, (decimal)discount * 100), (quote.Visible, quote.UnitPrice));
        await world.RaiseCostAsync(level);
        Assert.Equal([InvisibleReason.BelowCost], (await world.QuoteAsync(world.Offers[0])).Reasons);
    }

    [Theory]
    [InlineData("mode", "Pricing.ModeChanged")]
    [InlineData("cost", "Pricing.OwnBelowCost")]
    [InlineData("list", "Pricing.BasisChanged")]
    [InlineData("deleted", "Pricing.OfferGone")]
    [InlineData("terms", "Pricing.OwnTermsChanged")]
    [InlineData("late", "Pricing.PeriodPast")]
    public async Task R_APR_2_what_the_world_no_longer_allows_fails_with_the_reason_and_changes_nothing(string change, string reason)
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync(discountBelow: 0.8m);
        var asked = await world.SetAsync(0.75m, to: world.Boss.Now.AddDays(2));
        await using (var db = world.Boss.Db())
        {
            var sku = await db.Skus.Include(s => s.Product).FirstAsync(s => s.Id == world.Offers[0].SkuId);
            switch (change)
            {
                case "mode":
                    var old = await db.SupplyAgreements.FirstAsync(a => a.SupplierId == sku.SupplierId);
                    old.EndAt(world.Boss.Now);
                    db.Add(new SupplyAgreement(
                        world.Seller.Id, old.SupplierId, 2, new AgreementTerms(SalesMode.Commission, 0.3m, world.Boss.Now), world.Boss.Now, old));
                    break;
                case "list":
                    sku.Change(new SkuFacts(sku.Options, sku.Unit, 101m, sku.Stock));
                    break;
                case "deleted":
                    sku.Product.Delete(world.Boss.Now);
                    break;
            }

            await db.SaveChangesAsync();
        }

        switch (change)
        {
            case "cost":
                await world.RaiseCostAsync(0);
                break;
            case "terms":
                Assert.True((await world.SetAsync(0.85m)).Asked.Done);
                break;
            case "late":
                world.Boss.Time.Advance(TimeSpan.FromDays(2));
                break;
        }

        var before = (await world.RowsAsync()).Count;
        var decided = await world.DecideAsync(asked.Asked.RequestNo!);
        Assert.Equal((ApprovalStatus.Failed, reason), (decided.Status, decided.Failure?.Code));
        Assert.Equal(before, (await world.RowsAsync()).Count);
    }

    [Fact]
    public async Task R_APR_2_terms_that_ran_out_while_it_waited_are_no_reason_to_fail()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.85m, to: world.Boss.Now.AddDays(1));
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.8m);
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(ApprovalStatus.Approved, (await world.DecideAsync(asked.Asked.RequestNo!)).Status);
        Assert.Equal(80m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task The_approver_sees_before_and_after_what_it_would_have_cost_in_ninety_days_and_who_the_customer_is()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.Boss.Given.MoneyAsync(world.Buyer, 10_000m);
        foreach (var (quantity, days) in new[] { (2, -100), (3, -50) })
        {
            world.Boss.SignIn(world.Member);
            var order = await world.Boss.Given.OrderAsync(world.Buyer, world.Member, (world.Offers[0], 90m, quantity));
            await world.Boss.Get<Infrastructure.Orders.PaymentService>().PayFromWalletAsync(order.OrderNo);
            await using var db = world.Boss.Db();
            var at = world.Boss.Now.AddDays(days);
            await db.Orders.Where(o => o.OrderNo == order.OrderNo).ExecuteUpdateAsync(set => set.SetProperty(o => o.CreatedAt, at));
        }

        await world.PolicyAsync();
        var asked = await world.SetAsync(new TermsChange(TermsKind.Discount, 0.8m), [.. world.Offers]);
        world.Boss.SignIn(world.Approver);
        await using var all = world.Boss.Db();
        var evidence = System.Text.Json.JsonSerializer.Deserialize<CustomerTermsEvidence>((await all.ApprovalRequests.SingleAsync(r => r.No == asked.Asked.RequestNo)).Evidence)!;
        Assert.Equal((2, 0, world.Buyer.Name, world.Sales.Name, 2, 450m), (
            evidence.Count, evidence.Losses, evidence.Customer.Name, evidence.Customer.Salesperson, evidence.Customer.Orders, evidence.Customer.Amount));
        var line = evidence.Lines.Single(l => l.SkuCode == world.Codes[0]);
        Assert.Equal((90m, 20m, 80m, 10m, 3L, 270m), (
            line.Before.UnitPrice, line.Before.Margin, line.After.UnitPrice, line.After.Margin, line.Units, line.Amount));
        Assert.Equal(new EvidenceEffect(270m, 240m, 60m, 30m), evidence.Effect);
    }

    private static async Task<RuleException> RefusedAsync(Func<Task> act) => await Assert.ThrowsAnyAsync<RuleException>(act);

    private static async Task<IReadOnlyList<long>> RootOffersAsync(OwnTermsWorld world)
    {
        await using var db = world.Boss.Db();
        return await db.Offers.Where(o => o.OrganizationId == world.Root.Id).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync();
    }
}
