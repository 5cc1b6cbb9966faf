using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Promotions;

/// <summary>The promotions that a customer has joined, on its page.</summary>
internal sealed class CustomerPromotionsTab(IStringLocalizer<CustomerPromotions> words) : ICustomerTab
{
    public string Key => "promotions";

    public string Title => words["Title"];

    public int Position => 55;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerPromotions);
}
