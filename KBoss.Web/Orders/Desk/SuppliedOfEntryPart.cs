using KBoss.Domain.Ledger;
using KBoss.Web.Ledger;

namespace KBoss.Web.Orders.Desk;

/// <summary>What was sold to a distributor, on the page of the entry: the order is that one's and has no page here.</summary>
internal sealed class SuppliedOfEntryPart : IEntryPart
{
    public string EventKind => LedgerEvents.SaleToDistributor;

    public Type Component => typeof(SuppliedOfEntry);
}
