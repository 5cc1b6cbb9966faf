using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>
/// A distributor at a level: two offers at 0.9 of a list price of 100 that cost it 70, or 80 below the root, and one at a price of 90 that costs 60 or 65; a
/// salesperson with a customer, another one with another, Operations and an approver.
/// </summary>
internal sealed record OwnTermsWorld(
    TestKBoss Boss, Organization Root, Organization Seller, Organization Buyer, Organization Other, Actor Member, Actor Sales, Actor Colleague, Actor Operations,
    Actor Approver, IReadOnlyList<Offer> Offers, Offer Price, IReadOnlyList<string> Codes, long Product) : IAsyncDisposable
{
    /// <summary>The terms of the customer, by its code.</summary>
    public TermsScope Scope => new(TermsScopeKind.Customer, Buyer.Code);

    public TermsWorkbenchService Terms => Boss.Get<TermsWorkbenchService>();

    public static async Task<OwnTermsWorld> StartAsync(int level = 0, bool served = true, TestKBoss? on = null)
    {
        var boss = on ?? await TestKBoss.StartAsync();
        var given = boss.Given;
        var root = await given.RootAsync();
        var supplier = await given.SupplierAsync(root);
        Offer[] offers = [await given.OfferAsync(root, supplier, discount: 0.9m), await given.OfferAsync(root, supplier, discount: 0.9m)];
        var price = await given.OfferAsync(root, await given.SupplierAsync(root, SalesMode.FloorPrice), price: 90m, floorPrice: 60m);
        var (product, codes) = (offers[0].Sku.ProductId, offers.Append(price).Select(o => o.Sku.Code).ToList());
        var seller = root;
        for (; level > 0; level--)
        {
            seller = await given.DistributorAsync(seller);
            offers = [.. await Task.WhenAll(offers.Select(o => given.DownstreamOfferAsync(seller, o, costDiscount: 0.8m, discount: 0.9m)))];
            price = await given.DownstreamOfferAsync(seller, price, costPrice: 65m, price: 90m);
        }

        var (buyer, other) = (await given.CustomerAsync(seller), await given.CustomerAsync(seller));
        var (sales, colleague) = (await given.MemberAsync(seller, Role.Sales), await given.MemberAsync(seller, Role.Sales));
        if (served)
        {
            await using var db = boss.Db();
            (await db.Customers.SingleAsync(c => c.BuyerId == buyer.Id)).AssignTo(sales.MemberId);
            (await db.Customers.SingleAsync(c => c.BuyerId == other.Id)).AssignTo(colleague.MemberId);
            await db.SaveChangesAsync();
        }

        return new OwnTermsWorld(
            boss, root, seller, buyer, other, await given.MemberAsync(buyer, Role.Buyer), sales, colleague, await given.MemberAsync(seller, Role.Operations),
            await given.MemberAsync(seller, Role.Finance), offers, price, codes, product);
    }

    /// <summary>From now on every change of own terms is asked of Finance, or those of a discount below a share.</summary>
    public async Task PolicyAsync(ApprovalKind kind = ApprovalKind.CustomerTerms, decimal? discountBelow = null)
    {
        await using var db = Boss.Db();
        db.Add(new ApprovalPolicy(
            Seller.Id, kind, 1, [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Finance)], DiscountBelow: discountBelow)],
            ApprovalPolicy.DefaultExpiryDays, Boss.Now, By.System, Boss.Now));
        await db.SaveChangesAsync();
    }

    public Task OwnAsync(int offer, decimal discount, DateTime? from, DateTime? to) => Boss.Given.OwnTermsAsync(Offers[offer], Buyer, discount, from: from, to: to);

    public Task<int> WarnAsync() => Boss.Get<OwnTermsEnds>().WarnAsync();

    /// <summary>The salesperson sets terms of the customer for offers.</summary>
    public Task<TermsApplied> SetAsync(TermsChange change, params Offer[] offers)
    {
        Boss.SignIn(Sales);
        return Terms.ApplyAsync(Scope, TermsSelection.Of(offers.Select(o => o.Id)), change);
    }

    public Task<TermsApplied> SetAsync(decimal discount, DateTime? from = null, DateTime? to = null) =>
        SetAsync(new TermsChange(TermsKind.Discount, discount, ValidFrom: from, ValidTo: to), Offers[0]);

    /// <summary>The approver says yes, or no, to the only request.</summary>
    public async Task<Decided> DecideAsync(string no, bool agree = true)
    {
        Boss.SignIn(Approver);
        return await Boss.Get<ApprovalService>().DecideAsync(no, new DecideApproval(agree, "看过了"));
    }

    public async Task<IReadOnlyList<CustomerTerms>> RowsAsync()
    {
        await using var db = Boss.Db();
        return await db.CustomerTerms.AsNoTracking().OrderBy(t => t.Id).ToListAsync();
    }

    public async Task<IReadOnlyList<Notice>> NoticesAsync()
    {
        await using var db = Boss.Db();
        return await db.Notices.Where(n => n.Kind.StartsWith("Own")).OrderBy(n => n.Id).ToListAsync();
    }

    /// <summary>The first offer costs more than the terms that were tried: 76 at the root, 86 where it is bought from above.</summary>
    public async Task RaiseCostAsync(int level)
    {
        await using var db = Boss.Db();
        var id = Offers[0].Id;
        if (level > 0)
        {
            await db.Offers.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.CostTerms.Discount, 0.86m));
            return;
        }

        var supplier = await db.Offers.Where(o => o.Id == id).Select(o => o.Sku.SupplierId).SingleAsync();
        await db.SupplyAgreements.Where(a => a.SupplierId == supplier).ExecuteUpdateAsync(set => set.SetProperty(a => a.Rate, 0.76m));
    }

    /// <summary>What the customer pays for an offer now.</summary>
    public async Task<Quote> QuoteAsync(Offer offer)
    {
        await using var db = Boss.Get<KBossDatabase>().Open(OrganizationScope.Everything);
        return (await Boss.Get<PricingQueries>().QuoteAsync(db, Seller.Id, Buyer.Id, [offer.Id], Boss.Now))[offer.Id].Quote;
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
