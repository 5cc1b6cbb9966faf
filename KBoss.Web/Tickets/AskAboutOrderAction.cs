using KBoss.Domain.Access;
using KBoss.Web.Orders;

namespace KBoss.Web.Tickets;

/// <summary>A question about an order, from its page.</summary>
internal sealed class AskAboutOrderAction : IOrderAction
{
    public string Permission => Permissions.TicketsWrite;

    public Type Component => typeof(AskAboutOrder);
}
