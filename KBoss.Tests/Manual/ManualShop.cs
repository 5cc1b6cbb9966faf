using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary>What the walks prepare without a page, because other walks have it on their pages or because it would take long.</summary>
internal static class ManualShop
{
    /// <summary>A supplier with an interface sells a product by the month; the offer and the product.</summary>
    public static Task<(long OfferId, long ProductId)> SellAsync(RunningKBoss app, Connector connector, string supplierName, string name, string skuCode, decimal listPrice) =>
        InAsync(app, async db =>
        {
            var now = db.Now;
            var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
            var supplier = new Supplier(root.Id, new SupplierFacts(supplierName, SupplierKind.Resource, connector), now);
            db.Add(supplier);
            await db.SaveChangesAsync();
            db.Add(new SupplyAgreement(root.Id, supplier.Id, 1, new AgreementTerms(SalesMode.Discount, 0.7m, ChinaTime.AddMonths(now, -1)), now));
            var product = new Product(supplier, new ProductFacts(name, "云主机", "华南", "标准型云服务器，开通后几分钟内可用"), now);
            var sku = new Sku(root.Id, supplier.Id, skuCode, new SkuFacts("CPU=2核; 内存=8G", BillingUnit.Month, listPrice));
            sku.MoveTo(product);
            var offer = new Offer(root.Id, sku);
            offer.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null));
            db.Add(offer);
            await db.SaveChangesAsync();
            return (offer.Id, product.Id);
        });

    /// <summary>The account at Tencent Cloud of a customer is confirmed, by a member of the customer.</summary>
    public static Task ConfirmTencentAsync(RunningKBoss app, string userName) => InAsync(app, async db =>
    {
        var parties = await db.Customers.Where(c => db.Members.Any(m => m.OrganizationId == c.BuyerId && m.UserName == userName)).Select(c => c.Parties).SingleAsync();
        var profile = new TencentProfile(parties);
        profile.Give(new ProfileFacts("100000000101", "示例科技有限公司", "采购专员"), db.Now);
        profile.Confirm(profile.Check, "示例科技有限公司", db.Now);
        db.Add(profile);
        await db.SaveChangesAsync();
        return true;
    });

    /// <summary>What has been sold is a resource that ended yesterday.</summary>
    public static Task EndAsync(RunningKBoss app, string orderNo) => InAsync(app, db => db.Resources.Where(r => r.OrderNo == orderNo).ExecuteUpdateAsync(
        set => set.SetProperty(r => r.EndsAt, db.Now.AddDays(-1)).SetProperty(r => r.StartsAt, db.Now.AddMonths(-1))));

    /// <summary>The offer that the root distributor makes of a Sku.</summary>
    public static Task<long> OfferAsync(RunningKBoss app, string skuCode) => InAsync(app, async db =>
    {
        var root = await db.Organizations.SingleAsync(o => o.SellerId == null);
        return await db.Offers.Where(o => o.OrganizationId == root.Id && db.Skus.Any(s => s.Id == o.SkuId && s.Code == skuCode)).Select(o => o.Id).SingleAsync();
    });

    /// <summary>Puts money into the wallet by Alipay.</summary>
    public static async Task RechargeAsync(Window buyer, string amount)
    {
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", amount);
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.ExpectStatusAsync("Paid");
    }

    /// <summary>Orders an offer and pays for it from the wallet; the number of the order.</summary>
    public static async Task<string> BuyAsync(Window buyer, long offerId, int quantity = 1, int periods = 1)
    {
        await buyer.GoAsync($"/checkout?offer={offerId}&quantity={quantity}&periods={periods}");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    private static Task<T> InAsync<T>(RunningKBoss app, Func<KBossDbContext, Task<T>> work) =>
        app.Services.GetRequiredService<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Everything, null, work);
}
