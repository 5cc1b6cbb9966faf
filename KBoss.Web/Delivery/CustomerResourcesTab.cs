using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Delivery;

/// <summary>The resources of a customer, on its page.</summary>
internal sealed class CustomerResourcesTab(IStringLocalizer<CustomerResources> words) : ICustomerTab
{
    public string Key => "resources";

    public string Title => words["Title"];

    public int Position => 20;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerResources);
}
