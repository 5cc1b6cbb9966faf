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

/// <summary>The members of a customer, on its page.</summary>
internal sealed class CustomerMembersTab(IStringLocalizer<CustomerMembers> words) : ICustomerTab
{
    public string Key => "members";

    public string Title => words["Title"];

    public int Position => 65;

    public string Permission => Permissions.CustomersManageMembers;

    public Type Component => typeof(CustomerMembers);
}

/// <summary>Everything that happened with a customer, on its page.</summary>
internal sealed class CustomerHistoryTab(IStringLocalizer<CustomerHistory> words) : ICustomerTab
{
    public string Key => "history";

    public string Title => words["Title"];

    public int Position => 5;

    public string Permission => Permissions.CustomersView;

    public Type Component => typeof(CustomerHistory);
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
