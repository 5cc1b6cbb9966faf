using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Workbooks = KBoss.Tests.Support.Workbooks;

namespace KBoss.Tests.Promotions;

/// <summary>Operations at work on its promotions, at the root and at a distributor below it.</summary>
public sealed class PromotionServiceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_promotion_is_made_filled_published_copied_and_ended(bool below)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (seller, offers) = await SellerAsync(boss, below);
        boss.SignIn(await boss.Given.MemberAsync(seller, Role.Operations));
        var (service, queries) = (boss.Get<PromotionService>(), boss.Get<PromotionQueries>());
        var no = await service.CreateAsync(Facts(boss));
        Assert.Equal("Promotions.NoProducts", (await RefusedAsync(() => service.PublishAsync(no, 0))).Code);

        var scope = new TermsScope(TermsScopeKind.Promotion, no);
        var workbench = boss.Get<TermsWorkbenchService>();
        var all = TermsSelection.Found(OfferGrid.All, Workbooks.Page());
        Assert.Equal(2, (await workbench.PreviewAsync(scope, all, new TermsChange(TermsKind.Discount, 0.8m))).Changed);
        Assert.Equal(2, (await workbench.ApplyAsync(scope, all, new TermsChange(TermsKind.Discount, 0.8m))).Count);
        await workbench.ApplyAsync(scope, TermsSelection.Of([offers[1].Id]), new TermsChange(TermsKind.Discount, 0.85m));
        await service.PublishAsync(no, (await queries.GetAsync(no)).Version);
        var active = await queries.GetAsync(no);
        Assert.Equal((PromotionStatus.Active, 2), (active.Status, active.Products));

        await workbench.ApplyAsync(scope, TermsSelection.Of([offers[0].Id]), new TermsChange(TermsKind.Clear));
        var row = Assert.Single((await boss.Get<TermsWorkbenchQueries>().ListAsync(scope, OfferGrid.All, Workbooks.Page(("set", "yes")))).Rows);
        Assert.Equal((offers[1].Id, 0.85m, 85m), (row.OfferId, row.Terms.Discount, row.Terms.UnitPrice));
        var history = await boss.Get<TermsWorkbenchQueries>().HistoryAsync(scope, offers[0].Id);
        Assert.Equal([(0.8m, null), ((decimal?)null, 0.8m)], history.Select(h => (h.Before.Discount, h.After.Discount)));
        await workbench.RestoreAsync(scope, new SelectedOffer(offers[0].Id), history[1].Id);

        var copy = await service.CopyAsync(no, Facts(boss) with { Name = "再来一次" });
        Assert.Equal((PromotionStatus.Draft, 2), ((await queries.GetAsync(copy)).Status, (await queries.GetAsync(copy)).Products));
        await service.EndAsync(no);
        Assert.Equal(PromotionStatus.Ended, (await queries.GetAsync(no)).Status);
        Assert.Equal("Promotions.EndedAlready", (await RefusedAsync(() => workbench.ApplyAsync(scope, all, new TermsChange(TermsKind.Discount, 0.7m)))).Code);
        Assert.Equal("Promotions.NotDraft", (await RefusedAsync(() => service.DeleteAsync(no))).Code);
        await service.DeleteAsync(copy);
        Assert.Equal([no], (await queries.ListAsync(Workbooks.Page())).Rows.Select(r => r.No));
        Assert.Contains(await queries.HistoryAsync(no), row => row.Changes.Any(c => c.Field == nameof(Promotion.EndedAt)));
    }

    [Fact]
    public async Task A_list_is_found_by_status_name_and_time_at_its_instants()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, offers) = await SellerAsync(boss, below: false);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var draft = await boss.Get<PromotionService>().CreateAsync(Facts(boss) with { Name = "草稿活动" });
        var coming = await boss.Given.PromotionAsync(0.8m, f => f with { From = boss.Now.AddDays(5), To = boss.Now.AddDays(9) }, offers[0]);
        var spent = await boss.Given.PromotionAsync(0.8m, f => f with { Budget = 1m }, offers[0]);
        await using (var db = boss.Db())
        {
            (await db.Promotions.SingleAsync(p => p.Id == spent.Id)).Give(1m);
            await db.SaveChangesAsync();
        }

        Assert.Equal([draft], await FindAsync(("status", "Draft")));
        Assert.Equal([coming.No], await FindAsync(("status", "Scheduled")));
        Assert.Equal([spent.No], await FindAsync(("status", "Ended")));
        Assert.Empty(await FindAsync(("status", "Active")));
        Assert.Equal([draft], await FindAsync(("q", "草稿")));
        Assert.Equal([coming.No], await FindAsync(("from", "2026-01-10"), ("to", "2026-01-12"), ("status", "Scheduled")));
        Assert.Empty(await FindAsync(("from", "2026-01-15"), ("status", "Scheduled")));
        foreach (var (at, status) in new[]
        {
            (coming.From.AddTicks(-1), "Scheduled"), (coming.From, "Active"), (coming.To.AddTicks(-1), "Active"), (coming.To, "Ended"),
        })
        {
            boss.Time.SetUtcNow(at);
            Assert.Contains(coming.No, await FindAsync(("status", status)));
            Assert.Equal(status, (await boss.Get<PromotionQueries>().GetAsync(coming.No)).Status.ToString());
        }

        async Task<List<string>> FindAsync(params (string, string)[] filters) =>
            [.. (await boss.Get<PromotionQueries>().ListAsync(Workbooks.Page(filters))).Rows.Select(r => r.No)];
    }

    [Fact]
    public async Task R_PRC_4_a_product_below_the_cost_is_refused_alone_and_on_top_of_the_deepest_own_price()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, offers) = await SellerAsync(boss, below: false);
        await boss.Given.OwnTermsAsync(offers[0], await boss.Given.CustomerAsync(root), discount: 0.75m);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var plain = new TermsScope(TermsScopeKind.Promotion, await boss.Get<PromotionService>().CreateAsync(Facts(boss)));
        var stacking = new TermsScope(TermsScopeKind.Promotion, await boss.Get<PromotionService>().CreateAsync(Facts(boss) with { Stacking = true }));
        var workbench = boss.Get<TermsWorkbenchService>();

        Assert.Equal("Promotions.BelowCost", (await SetAsync(plain, offers[0], 0.69m))?.Code);
        Assert.Null(await SetAsync(plain, offers[0], 0.9m));
        // 75 yuan of its own, and 0.9 of that: below the cost of 70.
        Assert.Equal("Promotions.StackBelowCost", (await SetAsync(stacking, offers[0], 0.9m))?.Code);
        Assert.Null(await SetAsync(stacking, offers[0], 0.95m));
        Assert.Null(await SetAsync(stacking, offers[1], 0.9m));
        foreach (var nonsense in new[] { 0m, 1.2m, -1m, 0.85001m })
        {
            Assert.Equal("Common.RateInvalid", (await SetAsync(plain, offers[1], nonsense))?.Code);
        }

        async Task<RuleException?> SetAsync(TermsScope scope, Offer offer, decimal discount)
        {
            try
            {
                await workbench.ApplyAsync(scope, TermsSelection.Of([offer.Id]), new TermsChange(TermsKind.Discount, discount));
                return null;
            }
            catch (RuleException refusal)
            {
                return refusal;
            }
        }
    }

    [Fact]
    public async Task R_PRC_4_a_promotion_price_that_a_risen_cost_has_overtaken_is_on_the_list_and_is_sold_again_once_somebody_accepts_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root, SalesMode.FloorPrice);
        var customer = await boss.Given.CustomerAsync(root);
        var offer = await boss.Given.OfferAsync(root, supplier, price: 100m, floorPrice: 70m);
        await boss.Given.PromotionAsync(0.8m, null, offer);
        var operations = await boss.Given.MemberAsync(root, Role.Operations);
        boss.SignIn(operations);
        await boss.Get<LossService>().StopAsync(true);
        Assert.Empty((await boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows);
        await using (var db = boss.Db())
        {
            (await db.SupplyPrices.SingleAsync()).Change(85m);
            await db.SaveChangesAsync();
        }

        // Until somebody has looked at it, everybody pays the price for everybody.
        Assert.Equal(100m, await PaysAsync());
        var loss = Assert.Single((await boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows);
        Assert.Equal((LossKind.Promotion, 80m, 85m, LossState.Stopped), (loss.Kind, loss.UnitPrice, loss.Cost, loss.State));
        await boss.Get<LossService>().AcceptAsync([loss.Shown]);
        Assert.Equal(80m, await PaysAsync());

        async Task<decimal> PaysAsync()
        {
            await using var db = boss.Db();
            return (await boss.Get<PricingQueries>().QuoteAsync(db, root.Id, customer.Id, [offer.Id], boss.Now))[offer.Id].Quote.UnitPrice;
        }
    }

    [Fact]
    public async Task Two_people_who_edit_one_promotion_do_not_overwrite_each_other()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, _) = await SellerAsync(boss, below: false);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var no = await boss.Get<PromotionService>().CreateAsync(Facts(boss));
        var shown = await boss.Get<PromotionQueries>().GetAsync(no);
        await boss.Get<PromotionService>().ChangeAsync(no, shown.Version, shown.Facts with { Name = "先" });

        Assert.Equal("Common.ChangedMeanwhile", (await RefusedAsync(() =>
            boss.Get<PromotionService>().ChangeAsync(no, shown.Version, shown.Facts with { Name = "后" }))).Code);
    }

    [Fact]
    public async Task Sales_look_and_change_nothing_and_see_their_own_customers_alone()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, offers) = await SellerAsync(boss, below: false);
        var (mine, other) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(root));
        var sales = await boss.Given.MemberAsync(root, Role.Sales);
        await using (var db = boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == mine.Id)).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        var promotion = await boss.Given.PromotionAsync(0.8m, f => f with { Audience = Audience.ByCode }, offers[0]);
        await boss.Given.JoinAsync(promotion, mine);
        await boss.Given.JoinAsync(promotion, other);
        await boss.Given.OwnTermsAsync(offers[0], mine, discount: 0.8m, to: boss.Now.AddDays(4));
        await boss.Given.OwnTermsAsync(offers[0], other, discount: 0.8m, to: boss.Now.AddDays(4));
        boss.SignIn(sales);

        Assert.Equal(mine.Name, Assert.Single((await boss.Get<PromotionQueries>().MembersAsync(promotion.No, Workbooks.Page())).Rows).CustomerName);
        Assert.Single((await boss.Get<PromotionQueries>().MembersAsync(promotion.No, Workbooks.Page(("q", mine.Name)))).Rows);
        Assert.Empty((await boss.Get<PromotionQueries>().MembersAsync(promotion.No, Workbooks.Page(("q", "没有的客户")))).Rows);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<PromotionService>().CreateAsync(Facts(boss)));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<PromotionService>().EndAsync(promotion.No));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<TermsWorkbenchService>().ApplyAsync(
            new TermsScope(TermsScopeKind.Promotion, promotion.No), TermsSelection.Of([offers[0].Id]), new TermsChange(TermsKind.Discount, 0.9m)));
        var events = await boss.Get<PriceEventQueries>().BetweenAsync(boss.Now, boss.Now.AddDays(30));
        Assert.Equal(
            [PriceEventKind.PromotionBegins, PriceEventKind.OwnPricesBegin, PriceEventKind.OwnPricesEnd, PriceEventKind.PromotionEnds],
            events.Select(e => e.Kind));
        Assert.Equal([promotion.Name, mine.Name, mine.Name, promotion.Name], events.Select(e => e.Subject));
    }

    [Fact]
    public async Task The_calendar_tells_what_begins_ends_and_changes_its_mode()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, offers) = await SellerAsync(boss, below: false);
        var customer = await boss.Given.CustomerAsync(root);
        // What another price follows at once does not fall back.
        await boss.Given.OwnTermsAsync(offers[0], customer, discount: 0.8m, to: boss.Now.AddDays(4));
        await boss.Given.OwnTermsAsync(offers[0], customer, discount: 0.78m, from: boss.Now.AddDays(4), to: boss.Now.AddDays(8));
        var ended = await boss.Given.PromotionAsync(0.8m, f => f with { From = boss.Now.AddDays(2), To = boss.Now.AddDays(20) }, offers[0]);
        await using (var db = boss.Db())
        {
            (await db.Promotions.SingleAsync(p => p.Id == ended.Id)).End(boss.Now.AddDays(1));
            await db.SaveChangesAsync();
        }

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var events = await boss.Get<PriceEventQueries>().BetweenAsync(boss.Now.AddHours(1), boss.Now.AddDays(30));

        Assert.Equal(
            [(PriceEventKind.PromotionEnds, 1.0), (PriceEventKind.OwnPricesBegin, 4.0), (PriceEventKind.OwnPricesEnd, 8.0)],
            events.Select(e => (e.Kind, (e.At - boss.Now).TotalDays)));
        Assert.Equal($"/sales/customers/{customer.Code}?tab=prices", events[^1].Link);
    }

    private static PromotionFacts Facts(TestKBoss boss) => new("岁末特惠", boss.Now, boss.Now.AddDays(7));

    private static async Task<(Organization Seller, Offer[] Offers)> SellerAsync(TestKBoss boss, bool below)
    {
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        Offer[] offers = [await boss.Given.OfferAsync(root, supplier, discount: 0.95m), await boss.Given.OfferAsync(root, supplier, discount: 0.95m)];
        if (!below)
        {
            return (root, offers);
        }

        var child = await boss.Given.DistributorAsync(root);
        return (child, [
            await boss.Given.DownstreamOfferAsync(child, offers[0], costDiscount: 0.75m, discount: 0.95m),
            await boss.Given.DownstreamOfferAsync(child, offers[1], costDiscount: 0.75m, discount: 0.95m),
        ]);
    }

    private static async Task<RuleException> RefusedAsync(Func<Task> act) => await Assert.ThrowsAnyAsync<RuleException>(act);
}
