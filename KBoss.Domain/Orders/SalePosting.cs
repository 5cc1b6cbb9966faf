using KBoss.Domain.Ledger;

namespace KBoss.Domain.Orders;

/// <summary>What one sale means for every book in the chain: the seller's sale to the customer, and each upstream's sale to the distributor below it.</summary>
public static class SalePosting
{
    /// <summary>
    /// The event for each organization that posts, amounts in yuan. What one owes its upstream is what the upstream has as receivable [R-LED-4].
    /// </summary>
    public static IEnumerable<(long OrganizationId, LedgerEvent Event)> Events(
        Order order, IReadOnlyCollection<SupplyLine> supply, IReadOnlyCollection<PurchaseLine> purchases, DateTime at)
    {
        yield return (order.SellerId, new LedgerEvent(
            LedgerEvents.Sale, order.OrderNo, at, [new(LedgerEvents.Gross, order.Total, order.BuyerId), .. Costs(order.SellerId)]));
        foreach (var upstream in supply.GroupBy(s => s.SellerId))
        {
            yield return (upstream.Key, new LedgerEvent(
                LedgerEvents.SaleToDistributor, order.OrderNo, at,
                [
                    .. upstream.GroupBy(s => s.BuyerId).Select(g => new LedgerAmount(LedgerEvents.Gross, g.Sum(s => s.Amount), g.Key)),
                    .. Costs(upstream.Key),
                ]));
        }

        IEnumerable<LedgerAmount> Costs(long organizationId) =>
        [
            .. purchases.Where(p => p.OrganizationId == organizationId).GroupBy(p => p.SupplierId)
                .Select(g => new LedgerAmount(LedgerEvents.SupplierCost, g.Sum(p => p.Amount), g.Key)),
            .. supply.Where(s => s.BuyerId == organizationId).GroupBy(s => s.SellerId)
                .Select(g => new LedgerAmount(LedgerEvents.UpstreamCost, g.Sum(s => s.Amount), g.Key)),
        ];
    }
}
