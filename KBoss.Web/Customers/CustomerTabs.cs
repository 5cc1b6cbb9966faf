using KBoss.Domain.Access;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Customers;

/// <summary>The notes about a customer, on its page.</summary>
internal sealed class CustomerNotesTab(IStringLocalizer<CustomerNotes> words) : ICustomerTab
{
    public string Key => "notes";

    public string Title => words["Title"];

    public int Position => 60;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerNotes);
}

/// <summary>The talks with a customer, on its page.</summary>
internal sealed class CustomerFollowUpsTab(IStringLocalizer<CustomerFollowUps> words) : ICustomerTab
{
    public string Key => "follow-ups";

    public string Title => words["Title"];

    public int Position => 70;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerFollowUps);
}
