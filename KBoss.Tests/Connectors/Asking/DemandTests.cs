using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

/// <summary>What a supplier asks of a customer is asked for in the cart, at ordering and at payment, whoever of the chain sells.</summary>
public sealed class DemandTests
{
    public static TheoryData<Connector, Seller, string> All
    {
        get
        {
            var all = new TheoryData<Connector, Seller, string>();
            foreach (var seller in Enum.GetValues<Seller>())
            {
                all.Add(Connector.TencentCloud, seller, "Connectors.TencentMissing");
                all.Add(Connector.Zhongjin, seller, "Connectors.ZhongjinMissing");
                all.Add(Connector.Jinan, seller, "Connectors.JinanMissing");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_is_ordered_or_paid_before_the_customer_has_what_its_supplier_asks_for(Connector connector, Seller seller, string code)
    {
        await using var world = await AskingWorld.OpenAsync(connector, seller);
        await world.Boss.Get<CartService>().AddAsync(world.Offer.Id, 1, 1);

        // The product page and the cart say it, and the line cannot be ordered.
        var line = Assert.Single(await world.Boss.Get<CartQueries>().ListAsync());
        Assert.Equal((code, false), (line.Missing?.Code, line.CanBeOrdered));
        Assert.Equal(code, (await world.Boss.Get<PurchaseDemands>().OfProductAsync(line.ProductId))?.Code);
        if (seller == Seller.Root)
        {
            // A visitor reads what everybody is asked for.
            world.Boss.SignIn(null);
            Assert.Equal(code, (await world.Boss.Get<PurchaseDemands>().OfProductAsync(line.ProductId))?.Code);
            world.Boss.SignIn(world.Customer);
        }

        // So does ordering, in the service.
        Assert.Equal(code, (await Assert.ThrowsAsync<RuleException>(world.PlaceAsync)).Code);
        await using (var db = world.Boss.Db())
        {
            Assert.False(await db.Orders.AnyAsync());
        }

        await world.FulfilAsync();
        Assert.True(Assert.Single(await world.Boss.Get<CartQueries>().ListAsync()).CanBeOrdered);
        Assert.Null(await world.Boss.Get<PurchaseDemands>().OfProductAsync(line.ProductId));
        var paid = await world.PlaceAsync();
        var late = await world.PlaceAsync();
        Assert.Empty(await world.Boss.Get<PurchaseDemands>().OfOrderAsync(paid));
        await world.Boss.Get<PaymentService>().PayFromWalletAsync(paid);

        // What was lost between ordering and payment stops the payment, from the wallet and by Alipay, and no money moves.
        await world.LoseAsync();
        await using (var db = world.Boss.Db())
        {
            // The time that passed has not passed for the order, so that nothing else stops it.
            await db.Orders.Where(o => o.OrderNo == late).ExecuteUpdateAsync(set => set.SetProperty(o => o.CreatedAt, world.Boss.Now));
        }

        Assert.Single(await world.Boss.Get<PurchaseDemands>().OfOrderAsync(late));
        var refused = await Assert.ThrowsAsync<RuleException>(() => world.Boss.Get<PaymentService>().PayFromWalletAsync(late));
        Assert.StartsWith($"Connectors.{(connector == Connector.TencentCloud ? "Tencent" : connector.ToString())}", refused.Code, StringComparison.Ordinal);
        Assert.Equal(refused.Code, (await Assert.ThrowsAsync<RuleException>(() => world.Boss.Get<PaymentService>().StartAlipayAsync(late))).Code);
        await using (var db = world.Boss.Db())
        {
            Assert.Equal(OrderStatus.Unpaid, await db.Orders.Where(o => o.OrderNo == late).Select(o => o.Status).SingleAsync());
            Assert.Equal(920m, await db.Wallets.Where(w => w.BuyerId == world.Buyer.Id).Select(w => w.Balance).SingleAsync());
            Assert.Equal(1, await db.CashRecords.CountAsync(r => r.BuyerId == world.Buyer.Id && r.Kind == CashKind.OrderPayment));
        }
    }

    [Fact]
    public async Task What_a_supplier_without_an_interface_sells_asks_for_nothing()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Manual);
        await world.Boss.Get<CartService>().AddAsync(world.Offer.Id, 1, 1);
        Assert.True(Assert.Single(await world.Boss.Get<CartQueries>().ListAsync()).CanBeOrdered);
        await world.Boss.Get<PaymentService>().PayFromWalletAsync(await world.PlaceAsync());
    }

    [Fact]
    public async Task A_payment_asks_by_the_supplier_that_was_sold_from_whatever_becomes_of_the_Sku()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud);
        await world.FulfilAsync();
        var order = await world.PlaceAsync();
        await world.LoseAsync();
        var other = await world.Boss.Given.SupplierAsync(world.Root);
        await using (var db = world.Boss.Db())
        {
            await db.Skus.ExecuteUpdateAsync(set => set.SetProperty(s => s.SupplierId, other.Id));
        }

        Assert.Equal("Connectors.TencentMissing", (await Assert.ThrowsAsync<RuleException>(() => world.Boss.Get<PaymentService>().PayFromWalletAsync(order))).Code);
    }

    [Fact]
    public async Task One_customer_has_nothing_of_what_another_has()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan, Seller.BelowThroughRoot);
        await world.FulfilAsync();
        var other = await world.Boss.Given.CustomerAsync(world.SoldBy);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(other, Domain.Access.Role.Buyer));
        Assert.Equal("Connectors.JinanMissing", (await Assert.ThrowsAsync<RuleException>(world.PlaceAsync)).Code);
    }
}
