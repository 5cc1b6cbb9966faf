using KBoss.Domain.Access;
using KBoss.Web.Common;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Tickets;

/// <summary>The tickets of a customer, on its page.</summary>
internal sealed class CustomerTicketsTab(IStringLocalizer<Texts> words) : ICustomerTab
{
    public string Key => "tickets";

    public string Title => words["Tickets"];

    public int Position => 40;

    public string Permission => Permissions.TicketsView;

    public Type Component => typeof(CustomerTickets);
}
