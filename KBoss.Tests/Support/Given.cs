using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Support;

/// <summary>Builds what a test starts from, straight through the domain.</summary>
public sealed class Given(TestKBoss boss)
{
    private int count;

    /// <summary>What the orders are of that it makes.</summary>
    public string ProductName { get; set; } = "产品";

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
        db.Add(new Customer(new Parties(seller.Id, buyer.Id), buyer.Name, "联系人", $"138{count:D8}", boss.Now));
        db.Add(new Wallet(new Parties(seller.Id, buyer.Id)));
        await db.SaveChangesAsync();
        return buyer;
    }

    /// <summary>A member of the organization with roles, as the actor of use cases.</summary>
    public async Task<Actor> MemberAsync(Organization organization, params Role[] roles)
    {
        await using var db = boss.Db();
        var member = new Member(organization.Id, $"member{++count}", $"139{count:D8}", $"成员{count}", boss.Now);
        member.Consent(UserAgreement.Version, boss.Now);
        foreach (var role in roles)
        {
            member.Give(role, organization.Kind);
        }

        db.Add(member);
        await db.SaveChangesAsync();
        return new Actor(member.Id, organization.Id, organization.Kind, member.Name, roles.ToHashSet()) { IsOfRoot = organization.SellerId is null };
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
        var product = new Product(supplier, new ProductFacts($"产品 {++count}", "云主机", "华北"), boss.Now);
        var sku = new Sku(distributor.Id, supplier.Id, $"SKU-{count:D4}", new SkuFacts("CPU=16核; 内存=64G", BillingUnit.Month, listPrice, stock));
        sku.MoveTo(product);
        if (floorPrice is { } floor)
        {
            db.Add(new SupplyPrice(sku, floor));
        }

        var offer = new Offer(distributor.Id, sku);
        offer.SetPublicTerms(Terms.Of(price is null ? SalesMode.Discount : SalesMode.FloorPrice, discount, price));
        db.Add(offer);
        await db.SaveChangesAsync();
        return offer;
    }

    /// <summary>The customer's own terms for an offer, valid from now unless said otherwise.</summary>
    public async Task OwnTermsAsync(Offer offer, Organization buyer, decimal? discount = null, decimal? price = null, DateTime? from = null, DateTime? to = null)
    {
        await using var db = boss.Db();
        db.Add(new CustomerTerms(offer.OrganizationId, buyer.Id, offer.Id, Terms.Of(discount, price), from ?? boss.Now, to));
        await db.SaveChangesAsync();
    }

    /// <summary>An Admin of the distributor types settings of its own, and is signed in from then on.</summary>
    public async Task SettingAsync(Organization distributor, string section, params (string Field, string Value)[] typed)
    {
        boss.SignIn(await MemberAsync(distributor, Role.Admin));
        var settings = boss.Get<SettingsService>();
        await settings.SaveAsync(new SaveSettings(
            section, (await settings.GetAsync(section)).Version, typed.ToDictionary(t => t.Field, t => (string?)t.Value), new HashSet<string>()));
    }

    /// <summary>The offer of a distributor that buys the upstream's offer at a share of the list price or at a price, with the public terms given.</summary>
    public async Task<Offer> DownstreamOfferAsync(
        Organization distributor, Offer upstream, decimal? costDiscount = null, decimal? discount = null, decimal? costPrice = null, decimal? price = null)
    {
        await using var db = boss.Db();
        var offer = Offer.Downstream(distributor.Id, upstream, Terms.Of(costDiscount, costPrice));
        offer.SetPublicTerms(Terms.Of(offer.CostTerms.Mode!.Value, discount, price));
        db.Add(offer);
        await db.SaveChangesAsync();
        return offer;
    }

    /// <summary>An unpaid order of the buyer, one line for each offer at the price given, with the chain of supply behind each.</summary>
    public async Task<Order> OrderAsync(Organization buyer, Actor by, params (Offer Offer, decimal UnitPrice, int Quantity)[] items)
    {
        await using var db = boss.Db();
        var order = new Order(
            new Parties(buyer.SellerId!.Value, buyer.Id), $"KB{++count:D8}{Guid.NewGuid().ToString("N")[..6]}", by.By,
            items.Select(i => new OrderItem(
                i.Offer.Id, i.Offer.SkuId, new SoldItem(ProductName, "SKU", "CPU=16核", BillingUnit.Month, i.Quantity, 1), 100m, i.UnitPrice, "")), boss.Now);
        db.Add(order);
        foreach (var (item, line) in items.Zip(order.Lines))
        {
            var offer = await db.Offers.AsNoTracking().Include(o => o.Sku).FirstAsync(o => o.Id == item.Offer.Id);
            while (offer.UpstreamOfferId is { } upstreamId)
            {
                var upstream = await db.Offers.AsNoTracking().Include(o => o.Sku).FirstAsync(o => o.Id == upstreamId);
                db.Add(new SupplyLine(line, new Parties(upstream.OrganizationId, offer.OrganizationId), offer.CostTerms.UnitPrice(offer.Sku.ListPrice)!.Value));
                offer = upstream;
            }

            db.Add(new PurchaseLine(line, offer.OrganizationId, offer.Sku.SupplierId, Money.UnitPrice(offer.Sku.ListPrice * 0.5m)));
        }

        await db.SaveChangesAsync();
        return order;
    }

    /// <summary>Money in the customer's wallet, posted as a recharge is.</summary>
    public async Task MoneyAsync(Organization buyer, decimal amount)
    {
        await using var db = boss.Db();
        var wallet = await db.Wallets.FirstAsync(w => w.BuyerId == buyer.Id);
        var reference = $"RC{++count:D8}";
        db.Add(wallet.Credit(amount, CashKind.Recharge, reference, boss.Now));
        await boss.Get<LedgerService>().PostAsync(db, wallet.SellerId, new LedgerEvent(
            LedgerEvents.Recharge, reference, boss.Now, [new(LedgerEvents.Gross, amount, buyer.Id)]));
        await db.SaveChangesAsync();
    }

    /// <summary>
    /// A promotion of the offers' distributor that runs from now for ten days, unless said otherwise; published, with one discount for all of the offers.
    /// </summary>
    public async Task<Promotion> PromotionAsync(decimal discount, Func<PromotionFacts, PromotionFacts>? with = null, params Offer[] offers)
    {
        await using var db = boss.Db();
        var facts = new PromotionFacts($"活动 {++count}", boss.Now, boss.Now.AddDays(10));
        var promotion = new Promotion(offers[0].OrganizationId, $"PM{count:D8}", new By(null, "运营"), with?.Invoke(facts) ?? facts, boss.Now);
        promotion.Publish(boss.Now);
        db.Add(promotion);
        await db.SaveChangesAsync();
        db.AddRange(offers.Select(offer => new PromotionProduct(promotion, offer.Id, discount)));
        await db.SaveChangesAsync();
        boss.Get<Changes>().Publish(new StorefrontChanged());
        return promotion;
    }

    /// <summary>The customer has joined a promotion of its seller.</summary>
    public async Task JoinAsync(Promotion promotion, Organization buyer)
    {
        await using var db = boss.Db();
        await boss.Get<PromotionJoining>().JoinAsync(db, promotion, new Parties(promotion.OrganizationId, buyer.Id), null, boss.Now);
        await db.SaveChangesAsync();
    }

    /// <summary>A root, a customer with a buyer and money, and a priced offer: what most tests of buying start from.</summary>
    public async Task<Shop> ShopAsync(decimal money = 1000m)
    {
        var root = await RootAsync();
        var buyer = await CustomerAsync(root);
        var member = await MemberAsync(buyer, Role.Admin, Role.Buyer);
        var supplier = await SupplierAsync(root);
        var offer = await OfferAsync(root, supplier, 100m, discount: 0.8m);
        if (money > 0)
        {
            await MoneyAsync(buyer, money);
        }

        return new Shop(root, buyer, member, supplier, offer);
    }

    private static async Task AddBookAsync(KBossDbContext db, Organization organization)
    {
        LedgerService.CreateBook(db, organization.Id);
        await db.SaveChangesAsync();
    }
}

/// <summary>What <see cref="Given.ShopAsync"/> made.</summary>
public sealed record Shop(Organization Root, Organization Buyer, Actor Member, Supplier Supplier, Offer Offer);
