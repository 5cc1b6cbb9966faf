using KBoss.Domain.Access;
using KBoss.Web.Orders;

namespace KBoss.Web.Delivery;

/// <summary>How far an order is delivered, on its page.</summary>
internal sealed class OrderDeliveryPart : IOrderPart
{
    public string Permission => Permissions.OrdersView;

    public string? StaffPermission => Permissions.OrdersOfCustomers;

    public Type Component => typeof(OrderDelivery);
}
