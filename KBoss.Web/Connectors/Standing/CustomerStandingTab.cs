using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Connectors.Standing;

/// <summary>How a customer stands at suppliers, on its page.</summary>
internal sealed class CustomerStandingTab(IStringLocalizer<StandingTexts> words) : ICustomerTab
{
    public string Key => "suppliers";

    public string Title => words["TabTitle"];

    public int Position => 25;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerStanding);
}
