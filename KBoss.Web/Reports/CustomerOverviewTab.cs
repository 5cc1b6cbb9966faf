using KBoss.Domain.Access;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Reports;

/// <summary>A customer at a glance, on its page.</summary>
internal sealed class CustomerOverviewTab(IStringLocalizer<CustomerOverview> words) : ICustomerTab
{
    public string Key => "facts";

    public string Title => words["Title"];

    public int Position => 0;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerOverview);
}
