using KBoss.Domain.Orders;

namespace KBoss.Infrastructure.Orders;

/// <summary>An order was placed, paid, cancelled, noted about, or its delivery went on; open pages read it again.</summary>
public sealed record OrderChanged(long SellerId, long BuyerId, string OrderNo)
{
    /// <summary>The change of this order.</summary>
    public static OrderChanged Of(Order order) => new(order.SellerId, order.BuyerId, order.OrderNo);
}
