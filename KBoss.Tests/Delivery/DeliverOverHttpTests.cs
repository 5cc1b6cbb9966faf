using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Connectors;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery;

/// <summary>From the payment to the customer's resource over HTTP, by each supplier's own protocol.</summary>
public sealed class DeliverOverHttpTests
{
    public static TheoryData<Connector, bool, bool> Ways
    {
        get
        {
            var data = new TheoryData<Connector, bool, bool>();
            foreach (var kind in new[] { Connector.TencentCloud, Connector.Jinan, Connector.Zhongjin })
            {
                data.Add(kind, false, false);
                data.Add(kind, false, true);
                data.Add(kind, true, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_paid_is_opened_once_and_reaches_the_customer(Connector kind, bool secondLevel, bool answersAreLost)
    {
        await using var world = await ConnectorWorld.StartAsync();
        var place = await world.PlaceAsync(kind, secondLevel);
        await world.AllowAsync(place);
        if (answersAreLost)
        {
            world.Faults.Order(ConnectorWorld.Vendor(kind), ConnectorWorld.Operation(kind, "open"), ConnectorFault.LoseAnswer, 4);
        }

        var taskNo = await BuyAsync(world, place, 2);
        for (var round = 0; round < 12; round++)
        {
            await world.Boss.Get<OutboxDispatcher>().DispatchAsync();
            world.Boss.Time.Advance(TimeSpan.FromMinutes(2));
        }

        await using var db = world.Boss.Db();
        var task = await db.FulfilmentTasks.SingleAsync();
        Assert.Equal((FulfilmentStatus.Done, 2, "", ""), (task.Status, task.Delivered, task.ErrorCode, task.ErrorArgs));
        Assert.Equal(2, world.Opened(kind));
        var resources = await db.Resources.ToListAsync();
        Assert.Equal(2, resources.Select(r => r.Reference).Where(r => r.Length > 0).Distinct().Count());
        Assert.All(resources, r => Assert.NotEqual("", r.Address));
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(place.Seller, Role.Maintenance));
        Assert.Equal(2, (await world.Boss.Get<FulfilmentQueries>().DetailsAsync(taskNo)).Pieces.Count);
    }

    private static async Task<string> BuyAsync(ConnectorWorld world, Place place, int quantity)
    {
        var boss = world.Boss;
        var buyer = await boss.Given.MemberAsync(place.Buyer, Role.Buyer);
        await boss.Given.MoneyAsync(place.Buyer, 1000m);
        await Demands.MeetAsync(boss, new Parties(place.Seller.Id, place.Buyer.Id), world.Bound.GetValueOrDefault(place.Buyer.Id));
        await using var db = boss.Db();
        var offer = await db.Offers.Include(o => o.Sku).SingleAsync();
        var order = new Order(
            new Parties(place.Seller.Id, place.Buyer.Id), "KB20260105100000000001", buyer.By,
            [new OrderItem(offer.Id, offer.SkuId, new SoldItem("产品", place.SkuCode, "CPU=16核", BillingUnit.Month, quantity, 1), 100m, 80m, "[]")], boss.Now);
        db.Add(order);
        db.Add(new PurchaseLine(order.Lines[0], place.Seller.Id, place.Supplier.Id, 50m));
        await db.SaveChangesAsync();
        boss.SignIn(buyer);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        return await db.FulfilmentTasks.Select(t => t.TaskNo).SingleAsync();
    }
}
