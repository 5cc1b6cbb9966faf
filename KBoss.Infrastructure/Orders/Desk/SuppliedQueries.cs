using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>What was supplied for one line of an order of a distributor below: how many units for how many periods, at which price (yuan, four decimals).</summary>
public sealed record SuppliedLine(string SkuCode, string ProductName, BillingUnit Unit, int Quantity, int Periods, decimal UnitPrice, decimal Amount);

/// <summary>What stands behind the sales to distributors in the actor's book.</summary>
public sealed class SuppliedQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>What the actor's distributor has supplied for an order, whoever's it is; nothing else of the order is told.</summary>
    public async Task<IReadOnlyList<SuppliedLine>> OfOrderAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var all = contexts.Open(OrganizationScope.Everything);
        return await (
                from hop in all.SupplyLines.AsNoTracking()
                join line in all.OrderLines on hop.OrderLineId equals line.Id
                join order in all.Orders on line.OrderId equals order.Id
                join sku in all.Skus on hop.SkuId equals sku.Id
                where hop.SellerId == me.OrganizationId && order.OrderNo == orderNo
                orderby hop.Id
                select new SuppliedLine(sku.Code, sku.Product.Name, sku.Unit, hop.Quantity, hop.Periods, hop.UnitCost, hop.Amount))
            .ToListAsync(ct);
    }
}
