using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Wallets;

/// <summary>The money of a customer, on its page.</summary>
internal sealed class CustomerCashTab(IStringLocalizer<CustomerCash> words) : ICustomerTab
{
    public string Key => "cash";

    public string Title => words["Title"];

    public int Position => 30;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerCash);
}
