using KBoss.Infrastructure.Tickets;
using KBoss.Web.Common;

namespace KBoss.Web.Tickets;

/// <summary>A page that shows tickets as they are now: it reads again when something was said in one of them.</summary>
public abstract class TicketsPageBase : LivePageBase
{
    /// <summary>Whether the page shows this ticket.</summary>
    protected abstract bool Shows(string ticketNo, long sellerId, long buyerId);

    protected override void OnInitialized() => Hear<TicketChanged>(ticket => Shows(ticket.TicketNo, ticket.SellerId, ticket.BuyerId));
}
