using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Reports.Attribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Sales;

/// <summary>By what sales are added up.</summary>
public enum SalesBy
{
    Product,
    Sku,
    Customer,

    /// <summary>Whoever serves the customer today.</summary>
    Salesperson,
}

/// <summary>What was paid for a product, a Sku, by a customer or with a salesperson; yuan.</summary>
/// <param name="Key">The product's name, the Sku's code, the customer's code or the salesperson's id; <see cref="SalesReportQueries.Nobody"/> for nobody's.</param>
/// <param name="Name">As people know it; empty for customers whom nobody serves.</param>
/// <param name="Quantity">Pieces times billing units.</param>
/// <param name="Cost">What it costs the distributor; null for whoever may not see costs.</param>
public sealed record SalesRow(string Key, string Name, int Orders, int Customers, long Quantity, decimal Revenue, decimal? Cost)
{
    /// <summary>What is left; null for whoever may not see costs.</summary>
    public decimal? Margin => Revenue - Cost;
}

/// <summary>
/// What sells best, to whom and with whom: the lines of orders that are paid and stand, by the day of payment, as they were confirmed. The actor sees what it
/// sees of orders [R-ISO-2].
/// </summary>
public sealed class SalesReportQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The key of customers whom nobody serves, as the list of orders has it.</summary>
    public const string Nobody = "none";

    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 50_000;

    private static readonly OrderStatus[] Paid = [OrderStatus.Paid, OrderStatus.Fulfilling, OrderStatus.Completed];

    /// <summary>
    /// The best first. Filters <c>by</c>, <c>period</c> or <c>from</c> and <c>to</c> (Shanghai days), <c>q</c> (part of key or name); sorts <c>revenue</c>,
    /// <c>orders</c>, <c>customers</c>, <c>quantity</c>, <c>name</c>.
    /// </summary>
    public async Task<Page<SalesRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var sold = Sold(db, me, request);
        var page = await Rows(sold, request).ToPageAsync(request, ct);
        return new(await WithCostsAsync(db, me, sold, page.Rows, ct), page.Total);
    }

    /// <summary>What everything that <see cref="ListAsync"/> finds adds up to; its key is empty.</summary>
    public async Task<SalesRow> SumAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var sold = Sold(db, me, request);
        var sum = await sold.GroupBy(_ => 1)
            .Select(g => new SalesRow(
                "", "", g.Select(s => s.OrderId).Distinct().Count(), g.Select(s => s.BuyerId).Distinct().Count(), g.Sum(s => s.Quantity), g.Sum(s => s.Amount), null))
            .FirstOrDefaultAsync(ct) ?? new SalesRow("", "", 0, 0, 0, 0, null);
        return OrderDeskQueries.SeesCosts(me) ? sum with { Cost = await Costs(db, me, sold).SumAsync(c => c.Amount, ct) } : sum;
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook, the first <see cref="MaxExport"/> rows; costs only for whoever may see them.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var sold = Sold(db, me, request);
        var first = await Rows(sold, request).FirstRowsAsync(MaxExport, ct);
        var rows = first with { Rows = await WithCostsAsync(db, me, sold, first.Rows, ct) };
        return new WorkbookExport(
            $"sales-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx",
            WorkbookWriter.Export(SalesSheetRow.Schema(OrderDeskQueries.SeesCosts(me)), rows.To(SalesSheetRow.Of)));
    }

    private static IQueryable<SalesRow> Rows(IQueryable<SoldLine> sold, PageRequest request)
    {
        var rows = sold.GroupBy(s => s.Key).Select(g => new
        {
            g.Key,
            // A product that was renamed since has two.
            Name = g.Max(s => s.Name)!,
            Orders = g.Select(s => s.OrderId).Distinct().Count(),
            Customers = g.Select(s => s.BuyerId).Distinct().Count(),
            Quantity = g.Sum(s => s.Quantity),
            Revenue = g.Sum(s => s.Amount),
        });
        var sorted = request.Sort is null
            ? rows.OrderByDescending(r => r.Revenue)
            : rows.Sorted(
                request, ("revenue", r => r.Revenue), ("orders", r => r.Orders), ("customers", r => r.Customers), ("quantity", r => r.Quantity), ("name", r => r.Name));
        return sorted.ThenBy(r => r.Key).Select(r => new SalesRow(r.Key, r.Name, r.Orders, r.Customers, r.Quantity, r.Revenue, null));
    }

    private static async Task<IReadOnlyList<SalesRow>> WithCostsAsync(
        KBossDbContext db, Actor me, IQueryable<SoldLine> sold, IReadOnlyList<SalesRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0 || !OrderDeskQueries.SeesCosts(me))
        {
            return rows;
        }

        var keys = rows.Select(r => r.Key).ToList();
        var costs = await Costs(db, me, sold.Where(s => keys.Contains(s.Key))).GroupBy(c => c.Key).Select(g => new { g.Key, Sum = g.Sum(c => c.Amount) })
            .ToDictionaryAsync(c => c.Key, c => c.Sum, ct);
        return [.. rows.Select(r => r with { Cost = costs.GetValueOrDefault(r.Key) })];
    }

    /// <summary>What the lines cost the actor's distributor, of suppliers and of the distributor above.</summary>
    private static IQueryable<LineCost> Costs(KBossDbContext db, Actor me, IQueryable<SoldLine> sold) =>
        db.PurchaseLines.Where(p => p.OrganizationId == me.OrganizationId).Select(p => new { p.OrderLineId, p.Amount })
            .Concat(db.SupplyLines.Where(s => s.BuyerId == me.OrganizationId).Select(s => new { s.OrderLineId, s.Amount }))
            .Join(sold, c => c.OrderLineId, s => s.LineId, (c, s) => new LineCost { Key = s.Key, Amount = c.Amount });

    /// <summary>The days (Shanghai) that a request asks for.</summary>
    public AttributionPeriod PeriodOf(PageRequest request) => AttributionPeriod.Of(request, time.UtcNow());

    private IQueryable<SoldLine> Sold(KBossDbContext db, Actor me, PageRequest request)
    {
        var period = PeriodOf(request);
        var paid = db.OrdersOf(me).AsNoTracking().Where(o => Paid.Contains(o.Status) && o.PaidAt >= period.From && o.PaidAt < period.To)
            .SelectMany(o => o.Lines, (o, l) => new { Order = o, Line = l });
        var sold = (request.Filter<SalesBy>("by") ?? SalesBy.Product) switch
        {
            SalesBy.Sku => paid.Select(p => new SoldLine
            {
                Key = p.Line.Sold.SkuCode,
                Name = p.Line.Sold.ProductName,
                OrderId = p.Order.Id,
                BuyerId = p.Order.BuyerId,
                LineId = p.Line.Id,
                Quantity = (long)p.Line.Sold.Quantity * p.Line.Sold.Periods,
                Amount = p.Line.Amount,
            }),
            SalesBy.Customer => paid.Join(db.Customers, p => p.Order.BuyerId, c => c.BuyerId, (p, c) => new { p.Order, p.Line, Customer = c })
                .Join(db.Organizations, p => p.Order.BuyerId, o => o.Id, (p, o) => new SoldLine
                {
                    Key = o.Code,
                    Name = p.Customer.Name,
                    OrderId = p.Order.Id,
                    BuyerId = p.Order.BuyerId,
                    LineId = p.Line.Id,
                    Quantity = (long)p.Line.Sold.Quantity * p.Line.Sold.Periods,
                    Amount = p.Line.Amount,
                }),
            SalesBy.Salesperson => paid.Join(db.Customers, p => p.Order.BuyerId, c => c.BuyerId, (p, c) => new { p.Order, p.Line, Customer = c })
                .LeftJoin(db.Members, p => p.Customer.SalespersonId, m => m.Id, (p, m) => new SoldLine
                {
                    Key = m == null ? Nobody : m.Id.ToString(),
                    Name = m == null ? "" : m.Name,
                    OrderId = p.Order.Id,
                    BuyerId = p.Order.BuyerId,
                    LineId = p.Line.Id,
                    Quantity = (long)p.Line.Sold.Quantity * p.Line.Sold.Periods,
                    Amount = p.Line.Amount,
                }),
            _ => paid.Select(p => new SoldLine
            {
                Key = p.Line.Sold.ProductName,
                Name = p.Line.Sold.ProductName,
                OrderId = p.Order.Id,
                BuyerId = p.Order.BuyerId,
                LineId = p.Line.Id,
                Quantity = (long)p.Line.Sold.Quantity * p.Line.Sold.Periods,
                Amount = p.Line.Amount,
            }),
        };
        return request.Search() is { } text ? sold.Where(s => SearchText.Finds(s.Name, text) || SearchText.Finds(s.Key, text)) : sold;
    }

    private sealed class SoldLine
    {
        public required string Key { get; init; }

        public required string Name { get; init; }

        public required long OrderId { get; init; }

        public required long BuyerId { get; init; }

        public required long LineId { get; init; }

        public required long Quantity { get; init; }

        public required decimal Amount { get; init; }
    }

    private sealed class LineCost
    {
        public required string Key { get; init; }

        public required decimal Amount { get; init; }
    }
}
