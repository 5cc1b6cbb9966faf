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
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Bench;

/// <summary>A customer's buyer and the numbers of its unpaid orders.</summary>
internal sealed record Buyer(Actor Actor, IReadOnlyList<string> OrderNos);

/// <summary>Builds what a measurement starts from, straight through the domain.</summary>
internal sealed class Seed(BenchKBoss boss)
{
    private readonly DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>The root distributor with its default book.</summary>
    public async Task<Organization> RootAsync()
    {
        await using var db = boss.Db();
        var root = Organization.CreateRoot("开元云", "root", now);
        db.Add(root);
        await db.SaveChangesAsync();
        LedgerService.CreateBook(db, root.Id);
        await db.SaveChangesAsync();
        return root;
    }

    /// <summary>A supplier with a discount agreement in force.</summary>
    public async Task<Supplier> SupplierAsync(Organization root, string name = "华北算力")
    {
        await using var db = boss.Db();
        var supplier = new Supplier(root.Id, new SupplierFacts(name, SupplierKind.Product), now);
        db.Add(supplier);
        await db.SaveChangesAsync();
        db.Add(new SupplyAgreement(root.Id, supplier.Id, 1, new AgreementTerms(SalesMode.Discount, 0.7m, now.AddDays(-1)), now));
        await db.SaveChangesAsync();
        return supplier;
    }

    /// <summary>Products of ten Skus each, every Sku with an offer that everybody sees at 90 % of its list price.</summary>
    public async Task<IReadOnlyList<Offer>> OffersAsync(Organization root, Supplier supplier, int count)
    {
        var types = ProductTypes.Usual;
        string[] regions = ["华北", "华东", "华南", "西南"];
        var offers = new List<Offer>(count);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1000))
        {
            await using var db = boss.Db();
            Product? product = null;
            foreach (var i in chunk)
            {
                if (i % 10 == 0 || product is null)
                {
                    var facts = new ProductFacts($"产品 {i / 10:D4}", types[i / 10 % types.Count], regions[i / 10 % regions.Length], "适合科研与工程仿真的算力产品");
                    product = new Product(supplier, facts, now);
                }

                var sku = new Sku(root.Id, supplier.Id, $"SKU-{i:D5}", new SkuFacts($"CPU={1 << (i % 10)}核; 内存={4 << (i % 10)}G", BillingUnit.Month, 100 + i));
                sku.MoveTo(product);
                var offer = new Offer(root.Id, sku);
                offer.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null));
                db.Add(offer);
                offers.Add(offer);
            }

            await db.SaveChangesAsync();
        }

        return offers;
    }

    /// <summary>A customer of the root and its buyer.</summary>
    public async Task<Actor> CustomerAsync(Organization root, int number)
    {
        await using var db = boss.Db();
        var buyer = Organization.CreateCustomer($"客户 {number}", $"customer-{number}", root.Id, now);
        db.Add(buyer);
        await db.SaveChangesAsync();
        var member = new Member(buyer.Id, $"buyer{number}", $"138{number:D8}", $"采购 {number}", now);
        member.Give(Role.Buyer, buyer.Kind);
        db.AddRange(member, new Customer(new Parties(root.Id, buyer.Id), buyer.Name, "联系人", member.Phone, now), new Wallet(new Parties(root.Id, buyer.Id)));
        await db.SaveChangesAsync();
        return new Actor(member.Id, buyer.Id, buyer.Kind, member.Name, new HashSet<Role> { Role.Buyer });
    }

    /// <summary>A distributor below another, with its default book.</summary>
    public async Task<Organization> DistributorAsync(Organization upstream)
    {
        await using var db = boss.Db();
        var distributor = Organization.CreateDistributor($"分销 {upstream.Id}", $"distributor-{upstream.Id}", upstream.Id, now);
        db.Add(distributor);
        await db.SaveChangesAsync();
        LedgerService.CreateBook(db, distributor.Id);
        await db.SaveChangesAsync();
        return distributor;
    }

    /// <summary>The offers of a distributor that buys others' at 80 % of the list price and sells them to everybody at 90 %.</summary>
    public async Task<IReadOnlyList<long>> DownstreamAsync(Organization distributor, IReadOnlyList<long> upstream)
    {
        var made = new List<long>(upstream.Count);
        foreach (var chunk in upstream.Chunk(1000))
        {
            await using var db = boss.Db();
            var above = await db.Offers.AsNoTracking().Where(o => chunk.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync();
            List<Offer> offers = [.. above.Select(o => Offer.Downstream(distributor.Id, o, Terms.Of(0.8m, null)))];
            offers.ForEach(o => o.SetPublicTerms(Terms.Of(0.9m, null)));
            db.AddRange(offers);
            await db.SaveChangesAsync();
            made.AddRange(offers.Select(o => o.Id));
        }

        return made;
    }

    /// <summary>Promotions by code at 88 % of the list price, each of a tenth of the offers, joined by some of the buyers, counted from 0.</summary>
    public async Task PromotionsAsync(Organization seller, IReadOnlyList<long> offers, int count, Func<int, int, bool> joined, IReadOnlyList<Actor> buyers)
    {
        for (var i = 0; i < count; i++)
        {
            await using var db = boss.Db();
            var promotion = new Promotion(seller.Id, $"PM{seller.Id}-{i}", buyers[0].By, new PromotionFacts($"活动 {i}", now.AddDays(-1), now.AddDays(30), Audience.ByCode), now);
            promotion.Publish(now);
            db.Add(promotion);
            await db.SaveChangesAsync();
            db.AddRange(offers.Where((_, n) => n % 10 == i % 10).Select(id => new PromotionProduct(promotion, id, 0.88m)));
            db.AddRange(buyers.Where((_, n) => joined(i, n)).Select(b => new PromotionMember(new Parties(seller.Id, b.OrganizationId), promotion, null, now)));
            await db.SaveChangesAsync();
        }
    }

    /// <summary>A member of the root with one role.</summary>
    public async Task<Actor> StaffAsync(Organization root, Role role)
    {
        await using var db = boss.Db();
        var member = new Member(root.Id, "staff", "13900000000", "员工", now);
        member.Give(role, root.Kind);
        db.Add(member);
        await db.SaveChangesAsync();
        return new Actor(member.Id, root.Id, root.Kind, member.Name, new HashSet<Role> { role });
    }

    /// <summary>Terms of the customer's own, better than what everybody pays.</summary>
    public async Task OwnTermsAsync(Organization root, Actor buyer, IEnumerable<long> offerIds)
    {
        await using var db = boss.Db();
        db.AddRange(offerIds.Select(id => new CustomerTerms(root.Id, buyer.OrganizationId, id, Terms.Of(0.8m, null), now.AddDays(-1), null)));
        await db.SaveChangesAsync();
    }

    /// <summary>Unpaid orders of two lines each, and exactly the money to pay them all, posted as a recharge is.</summary>
    public async Task<Buyer> OrdersAsync(Organization root, Actor buyer, IReadOnlyList<Offer> offers, int count)
    {
        await using var db = boss.Db();
        var orders = Enumerable.Range(0, count).Select(i => Order(root, buyer, [offers[2 * i % offers.Count], offers[(2 * i + 1) % offers.Count]], i)).ToList();
        foreach (var order in orders)
        {
            db.Add(order);
            db.AddRange(order.Lines.Select(line => new PurchaseLine(line, root.Id, offers[0].Sku.SupplierId, Money.UnitPrice(line.ListPrice * 0.7m))));
        }

        var wallet = await db.Wallets.FirstAsync(w => w.BuyerId == buyer.OrganizationId);
        var reference = $"RC{buyer.OrganizationId:D8}";
        db.Add(wallet.Credit(orders.Sum(o => o.Total), CashKind.Recharge, reference, now));
        await new LedgerService(new Books()).PostAsync(db, root.Id, new LedgerEvent(
            LedgerEvents.Recharge, reference, now, [new(LedgerEvents.Gross, orders.Sum(o => o.Total), buyer.OrganizationId)]));
        await db.SaveChangesAsync();
        return new Buyer(buyer, [.. orders.Select(o => o.OrderNo)]);
    }

    private Order Order(Organization root, Actor buyer, Offer[] offers, int number) => new(
        new Parties(root.Id, buyer.OrganizationId), $"KB{buyer.OrganizationId:D6}{number:D6}", buyer.By,
        offers.Select(o => new OrderItem(
            o.Id, o.SkuId, new SoldItem(o.Sku.Product.Name, o.Sku.Code, o.Sku.Options, o.Sku.Unit, 1, 1),
            o.Sku.ListPrice, Money.UnitPrice(o.Sku.ListPrice * 0.9m), "[]")),
        now);
}
