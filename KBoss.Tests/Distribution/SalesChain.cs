using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Distribution;

/// <summary>
/// The root, which buys from two suppliers, a distributor below it and one below that, all of which may sell one Sku of each supplier,
/// and a distributor beside them that may not. A third Sku is sold by the root alone. Every list price is 100.
/// </summary>
internal sealed class SalesChain : IAsyncDisposable
{
    public const decimal FloorPrice = 61.2345m;

    /// <summary>Of the supplier at a rate of the list price, as each level pays it.</summary>
    public static readonly decimal[] DiscountCosts = [71.23m, 75.31m, 80.47m];

    /// <summary>Of the supplier at floor prices, as each level pays it.</summary>
    public static readonly decimal[] PriceCosts = [FloorPrice, 66.5m, 72.25m];

    /// <summary>What stands in the root's rows for nobody else.</summary>
    public static readonly string[] Secrets = ["机密联系人", "机密协议", "机密备注", "13700001234"];

    private SalesChain(TestKBoss boss) => Boss = boss;

    public TestKBoss Boss { get; }

    /// <summary>The root, the distributor below it, the one below that.</summary>
    public Organization[] Levels { get; } = new Organization[3];

    public Organization Sibling { get; private set; } = null!;

    public Supplier Discounting { get; private set; } = null!;

    public Supplier Pricing { get; private set; } = null!;

    /// <summary>Each level's offer at a discount of the list price.</summary>
    public Offer[] Discounts { get; } = new Offer[3];

    /// <summary>Each level's offer at a price.</summary>
    public Offer[] Prices { get; } = new Offer[3];

    /// <summary>What the root sells and nobody below it.</summary>
    public Offer RootOnly { get; private set; } = null!;

    public static async Task<SalesChain> StartAsync()
    {
        var chain = new SalesChain(await TestKBoss.StartAsync());
        var given = chain.Boss.Given;
        chain.Levels[0] = await given.RootAsync();
        chain.Levels[1] = await given.DistributorAsync(chain.Levels[0]);
        chain.Levels[2] = await given.DistributorAsync(chain.Levels[1]);
        chain.Sibling = await given.DistributorAsync(chain.Levels[0]);
        chain.Discounting = await chain.SupplierAsync(SalesMode.Discount, DiscountCosts[0] / 100);
        chain.Pricing = await chain.SupplierAsync(SalesMode.FloorPrice, null);
        chain.Discounts[0] = await given.OfferAsync(chain.Levels[0], chain.Discounting);
        chain.Prices[0] = await given.OfferAsync(chain.Levels[0], chain.Pricing, floorPrice: FloorPrice);
        chain.RootOnly = await given.OfferAsync(chain.Levels[0], chain.Discounting);
        for (var level = 1; level < 3; level++)
        {
            chain.Discounts[level] = await given.DownstreamOfferAsync(
                chain.Levels[level], chain.Discounts[level - 1], costDiscount: DiscountCosts[level] / 100);
            chain.Prices[level] = await given.DownstreamOfferAsync(chain.Levels[level], chain.Prices[level - 1], costPrice: PriceCosts[level]);
        }

        return chain;
    }

    /// <summary>Somebody with every role at a level acts from now on.</summary>
    public Task SignInAsync(int level) => SignInAsync(Levels[level]);

    public async Task SignInAsync(Organization organization) =>
        Boss.SignIn(await Boss.Given.MemberAsync(organization, [.. RolePermissions.RolesOf(organization.Kind)]));

    /// <summary>Sets public terms behind the services: 0.9 of the list price and 90 yuan.</summary>
    public async Task PublishAsync(int level)
    {
        await using var db = Boss.Db();
        (await db.Offers.SingleAsync(o => o.Id == Discounts[level].Id)).SetPublicTerms(Terms.Of(0.9m, null));
        (await db.Offers.SingleAsync(o => o.Id == Prices[level].Id)).SetPublicTerms(Terms.Of(null, 90m));
        await db.SaveChangesAsync();
        Boss.Get<KBoss.Infrastructure.Common.Data.Changes>().Publish(new KBoss.Infrastructure.Catalog.StorefrontChanged());
    }

    /// <summary>What the chain is about, by the root's offer.</summary>
    public Product ProductOf(Offer rootOffer) => rootOffer.Sku.Product;

    public ValueTask DisposeAsync() => Boss.DisposeAsync();

    private async Task<Supplier> SupplierAsync(SalesMode mode, decimal? rate)
    {
        var supplier = await Boss.Given.SupplierAsync(Levels[0], mode, rate);
        await using var db = Boss.Db();
        supplier = await db.Suppliers.SingleAsync(s => s.Id == supplier.Id);
        supplier.Change(new SupplierFacts(supplier.Name, supplier.Kind, Contact: "机密联系人", Phone: "13700001234", Note: "机密备注"));
        var agreement = await db.SupplyAgreements.SingleAsync(a => a.SupplierId == supplier.Id);
        agreement.EndAt(Boss.Now);
        db.Add(new SupplyAgreement(Levels[0].Id, supplier.Id, 2, new AgreementTerms(mode, rate, Boss.Now, Text: "机密协议"), Boss.Now));
        await db.SaveChangesAsync();
        return supplier;
    }
}
