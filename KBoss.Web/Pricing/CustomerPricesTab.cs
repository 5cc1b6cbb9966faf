using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Pricing;

/// <summary>The prices of a customer's own, on its page.</summary>
internal sealed class CustomerPricesTab(IStringLocalizer<CustomerPrices> words) : ICustomerTab
{
    public string Key => "prices";

    public string Title => words["Title"];

    public int Position => 50;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerPrices);
}
