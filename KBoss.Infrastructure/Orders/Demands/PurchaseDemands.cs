using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Demands;

/// <summary>What the suppliers behind an offer, a cart or an order ask of the customer who buys; shown before, and demanded when it is ordered and paid.</summary>
public sealed class PurchaseDemands(ShopDoor door, IEnumerable<IPurchaseDemand> demands, ProductConnectors products)
{
    private static readonly FixedQuery<long, int, Asking> OfLines = new((db, orderId, _) =>
        from purchase in db.PurchaseLines
        where purchase.OrderLine.OrderId == orderId
        join supplier in db.Suppliers on purchase.SupplierId equals supplier.Id
        where supplier.Connector != Connector.Manual
        select new Asking(purchase.SkuId, supplier.Connector, purchase.OrderLine.Sold.ProductName));

    /// <summary>What is asked for a product, of the customer who looks at it or, for anybody else, of everybody; null when nothing is missing.</summary>
    public async Task<DemandGap?> OfProductAsync(long productId, CancellationToken ct = default)
    {
        if (await door.FindAsync(ct) is not { } visit)
        {
            return null;
        }

        var connector = await products.OfAsync(productId, async token =>
        {
            await using var db = door.Open(visit.OfNobody);
            return await db.Skus.Where(s => s.ProductId == productId)
                .Join(db.Suppliers, s => s.SupplierId, s => s.Id, (_, supplier) => (Connector?)supplier.Connector).FirstOrDefaultAsync(token);
        }, ct);
        if (connector == Connector.Manual)
        {
            return null;
        }

        await using var own = door.Open(visit);
        return (await GapsAsync(own, visit.BuyerId, [connector], ct)).GetValueOrDefault(connector);
    }

    /// <summary>What is missing for each line of an unpaid order of the customer's own that lacks something, by Sku.</summary>
    public async Task<IReadOnlyDictionary<string, DemandGap>> OfOrderAsync(string orderNo, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersView, ct);
        await using var db = door.Open(visit);
        var order = await OrderPayment.FindAsync(db, orderNo, visit.BuyerId!.Value, ct);
        var gaps = await MissingAsync(db, visit.BuyerId.Value, await OfLines.ListAsync(db, order.Id, 0, ct), ct);
        var codes = await db.OrderLines.Where(l => l.OrderId == order.Id && gaps.Keys.Contains(l.SkuId))
            .Select(l => new { l.SkuId, l.Sold.SkuCode }).ToListAsync(ct);
        return codes.GroupBy(c => c.SkuCode).ToDictionary(same => same.Key, same => gaps[same.First().SkuId]);
    }

    /// <summary>What is missing for each of these Skus that lacks something, in the scope of a visit.</summary>
    internal async Task<IReadOnlyDictionary<long, DemandGap>> OfSkusAsync(
        KBossDbContext db, long buyerId, IReadOnlyCollection<long> skuIds, CancellationToken ct)
    {
        var ids = skuIds.Distinct().ToList();
        var asking = await (
            from sku in db.Skus
            where EF.Parameter(ids).Contains(sku.Id)
            join supplier in db.Suppliers on sku.SupplierId equals supplier.Id
            where supplier.Connector != Connector.Manual
            select new Asking(sku.Id, supplier.Connector, "")).ToListAsync(ct);
        return await MissingAsync(db, buyerId, asking, ct);
    }

    /// <summary>Refuses, with the code of the first thing that is missing, what is about to be ordered.</summary>
    internal async Task DemandAsync(KBossDbContext db, long buyerId, IReadOnlyDictionary<long, string> productsBySku, CancellationToken ct)
    {
        foreach (var (skuId, gap) in await OfSkusAsync(db, buyerId, [.. productsBySku.Keys], ct))
        {
            throw new RuleException(gap.Code, productsBySku[skuId]);
        }
    }

    /// <summary>
    /// What is missing for an order that is about to be paid, by the suppliers from whom it was sold; null when nothing is. The context sees everybody whom
    /// the payment concerns.
    /// </summary>
    internal async Task<RuleException?> RefusalAsync(KBossDbContext db, OrderToPay paid, CancellationToken ct)
    {
        var gaps = await GapsAsync(db, paid.Order.BuyerId, [.. paid.Connectors.Values], ct);
        return (
            from purchase in paid.Purchases
            let connector = paid.Connectors.GetValueOrDefault(purchase.SupplierId)
            where gaps.ContainsKey(connector)
            select new RuleException(gaps[connector].Code, paid.Order.Lines.First(l => l.Id == purchase.OrderLineId).Sold.ProductName)).FirstOrDefault();
    }

    /// <summary>The same before the payment begins elsewhere, in the scope of a visit.</summary>
    internal async Task DemandAsync(KBossDbContext db, long buyerId, long orderId, CancellationToken ct)
    {
        var asking = await OfLines.ListAsync(db, orderId, 0, ct);
        foreach (var (skuId, gap) in await MissingAsync(db, buyerId, asking, ct))
        {
            throw new RuleException(gap.Code, asking.First(a => a.SkuId == skuId).ProductName);
        }
    }

    private async Task<IReadOnlyDictionary<long, DemandGap>> MissingAsync(
        KBossDbContext db, long buyerId, IReadOnlyCollection<Asking> asking, CancellationToken ct)
    {
        var gaps = await GapsAsync(db, buyerId, [.. asking.Select(a => a.Connector)], ct);
        return asking.Where(a => gaps.ContainsKey(a.Connector)).DistinctBy(a => a.SkuId).ToDictionary(a => a.SkuId, a => gaps[a.Connector]);
    }

    private async Task<IReadOnlyDictionary<Connector, DemandGap>> GapsAsync(
        KBossDbContext db, long? buyerId, IReadOnlyCollection<Connector> connectors, CancellationToken ct)
    {
        var asked = connectors.Where(c => c != Connector.Manual).Distinct().ToList();
        var gaps = new Dictionary<Connector, DemandGap>();
        foreach (var demand in asked.Count > 0 ? demands : [])
        {
            foreach (var (connector, gap) in await demand.GapsAsync(db, buyerId, asked, ct))
            {
                gaps[connector] = gap;
            }
        }

        return gaps;
    }

    private sealed record Asking(long SkuId, Connector Connector, string ProductName);
}

/// <summary>Remembers by which interface each product is delivered, for a minute: most have none, and those pages ask nothing more.</summary>
public sealed class ProductConnectors(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Remembered<long, Known> known = new(Most, TimeSpan.FromMinutes(1), time);

    internal async ValueTask<Connector> OfAsync(long productId, Func<CancellationToken, Task<Connector?>> ask, CancellationToken ct) =>
        (await known.GetAsync(productId, async (_, token) => await ask(token) is { } connector ? new Known(connector) : null, ct))?.Connector ?? Connector.Manual;

    private sealed record Known(Connector Connector);
}
