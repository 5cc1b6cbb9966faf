using KBoss.Domain.Ledger;

namespace KBoss.Domain.Orders;

/// <summary>What one sale means for every book in the chain: the seller's sale to the customer, and each upstream's sale to the distributor below it.</summary>
public static class SalePosting
{
    /// <summary>The event for each organization that posts, amounts in yuan. What one owes its upstream is what the upstream has as receivable [R-LED-4].</summary>
    public static IEnumerable<(long OrganizationId, LedgerEvent Event)> Events(Order order, IReadOnlyCollection<SupplyLine> supply, DateTime at)
    {
        yield return (order.SellerId, new LedgerEvent(
            LedgerEvents.Sale, order.OrderNo, at,
            [new(LedgerEvents.Gross, order.Total, order.BuyerId), .. Costs(order.SellerId, supply)]));
        foreach (var upstream in supply.Where(s => s.SupplierId is null).GroupBy(s => s.SellerId))
        {
            yield return (upstream.Key, new LedgerEvent(
                LedgerEvents.SaleToDistributor, order.OrderNo, at,
                [
                    .. upstream.GroupBy(s => s.BuyerId).Select(g => new LedgerAmount(LedgerEvents.Gross, g.Sum(s => s.Amount), g.Key)),
                    .. Costs(upstream.Key, supply),
                ]));
        }
    }

    private static IEnumerable<LedgerAmount> Costs(long organizationId, IReadOnlyCollection<SupplyLine> supply) => supply
        .Where(s => s.BuyerId == organizationId)
        .GroupBy(s => (s.SupplierId, s.SellerId))
        .Select(g => g.Key.SupplierId is { } supplier
            ? new LedgerAmount(LedgerEvents.SupplierCost, g.Sum(s => s.Amount), supplier)
            : new LedgerAmount(LedgerEvents.UpstreamCost, g.Sum(s => s.Amount), g.Key.SellerId));
}
