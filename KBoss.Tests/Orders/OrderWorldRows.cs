using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Orders;

/// <summary>Orders that are paid and unpaid, a cart, and notes of the seller.</summary>
internal sealed class OrderWorldRows : WorldRows
{
    public override int Position => 60;

    protected override async Task AddAsync()
    {
        Offer[] bought = [.. World.Offers, .. World.Offers];
        var paid = await Boss.Given.OrderAsync(Customer, Buyer, [.. bought.Select(o => (o, 70m, 1))]);
        await Boss.Given.OrderAsync(Customer, Buyer, (bought[0], 70m, 1));
        Boss.SignIn(Buyer);
        await Boss.Get<PaymentService>().PayFromWalletAsync(paid.OrderNo);
        await Boss.Get<CartService>().AddAsync(bought[0].Id, 1, 1);
        Keys["order"] = await Boss.Get<OrderService>().PlaceAsync(
            new PlaceOrder("confirmation-of-the-first-order", [new OrderWish(bought[0].Id, 1, 1, 70m)], FromCart: false));
        Boss.SignIn(Staff);
        foreach (var number in Several)
        {
            await Boss.Get<OrderNoteService>().AddAsync(Keys["order"], $"只有卖方能看到的订单备注{number}");
        }
    }
}
