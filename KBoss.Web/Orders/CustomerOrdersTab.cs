using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Orders;

/// <summary>The orders of a customer, on its page.</summary>
internal sealed class CustomerOrdersTab(IStringLocalizer<CustomerOrders> words) : ICustomerTab
{
    public string Key => "orders";

    public string Title => words["Title"];

    public int Position => 10;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerOrders);
}
