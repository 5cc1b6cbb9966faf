using KBoss.Domain.Catalog;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Data;

namespace KBoss.Tests.Support;

/// <summary>Builds what a test starts from, straight through the domain.</summary>
public sealed class Given(TestKBoss boss)
{
    private int count;

    /// <summary>The root distributor with its default book.</summary>
    public async Task<Organization> RootAsync(string code = "root")
    {
        await using var db = boss.Db();
        var root = Organization.CreateRoot("开元云", code, boss.Now);
        db.Add(root);
        await db.SaveChangesAsync();
        await AddBookAsync(db, root);
        return root;
    }

    /// <summary>A distributor below another, with its default book.</summary>
    public async Task<Organization> DistributorAsync(Organization upstream)
    {
        await using var db = boss.Db();
        var distributor = Organization.CreateDistributor($"分销 {++count}", $"distributor-{count}", upstream.Id, boss.Now);
        db.Add(distributor);
        await db.SaveChangesAsync();
        await AddBookAsync(db, distributor);
        return distributor;
    }

    /// <summary>A customer organization with its seller's customer row and an empty wallet.</summary>
    public async Task<Organization> CustomerAsync(Organization seller)
    {
        await using var db = boss.Db();
        var buyer = Organization.CreateCustomer($"客户 {++count}", $"customer-{count}", seller.Id, boss.Now);
        db.Add(buyer);
        await db.SaveChangesAsync();
        db.Add(new Customer(seller.Id, buyer.Id, buyer.Name, "联系人", $"138{count:D8}", boss.Now));
        db.Add(new Wallet(seller.Id, buyer.Id));
        await db.SaveChangesAsync();
        return buyer;
    }

    /// <summary>A member of the organization with roles, as the actor of use cases.</summary>
    public async Task<Actor> MemberAsync(Organization organization, params Role[] roles)
    {
        await using var db = boss.Db();
        var member = new Member(organization.Id, $"member{++count}", $"139{count:D8}", $"成员{count}", boss.Now);
        foreach (var role in roles)
        {
            member.Give(role, organization.Kind);
        }

        db.Add(member);
        await db.SaveChangesAsync();
        return new Actor(member.Id, organization.Id, organization.Kind, member.Name, roles.ToHashSet());
    }

    /// <summary>A supplier of the distributor with an agreement in force.</summary>
    public async Task<Supplier> SupplierAsync(Organization distributor, SalesMode mode = SalesMode.Discount, decimal? rate = 0.7m)
    {
        await using var db = boss.Db();
        var supplier = new Supplier(distributor.Id, new SupplierFacts($"供应商 {++count}", SupplierKind.Product), boss.Now);
        db.Add(supplier);
        await db.SaveChangesAsync();
        db.Add(new SupplyAgreement(
            distributor.Id, supplier.Id, 1, new AgreementTerms(mode, mode == SalesMode.FloorPrice ? null : rate, boss.Now.AddDays(-1)), boss.Now));
        await db.SaveChangesAsync();
        return supplier;
    }

    /// <summary>A Sku with its product and the distributor's offer, with the public terms given (discount or price).</summary>
    public async Task<Offer> OfferAsync(
        Organization distributor, Supplier supplier, decimal listPrice = 100m, decimal? discount = null, decimal? price = null, decimal? floorPrice = null, int? stock = null)
    {
        await using var db = boss.Db();
        var product = new Product(distributor.Id, supplier.Id, new ProductFacts($"产品 {++count}", "云主机", "华北"), boss.Now);
        var sku = new Sku(distributor.Id, supplier.Id, $"SKU-{count:D4}", new SkuFacts("CPU=16核; 内存=64G", BillingUnit.Month, listPrice, floorPrice, stock));
        sku.MoveTo(product);
        var offer = new Offer(distributor.Id, sku);
        offer.SetPublicTerms(price is null ? SalesMode.Discount : SalesMode.FloorPrice, discount, price);
        db.Add(offer);
        await db.SaveChangesAsync();
        return offer;
    }

    /// <summary>The customer's own terms for an offer, valid from now unless said otherwise.</summary>
    public async Task OwnTermsAsync(Offer offer, Organization buyer, decimal? discount = null, decimal? price = null, DateTime? from = null, DateTime? to = null)
    {
        await using var db = boss.Db();
        db.Add(new CustomerTerms(offer.OrganizationId, buyer.Id, offer.Id, discount, price, from ?? boss.Now, to));
        await db.SaveChangesAsync();
    }

    private static async Task AddBookAsync(KBossDbContext db, Organization organization)
    {
        db.AddRange(DefaultBook.Accounts(organization.Id));
        db.AddRange(DefaultBook.Rules(organization.Id));
        await db.SaveChangesAsync();
    }
}
