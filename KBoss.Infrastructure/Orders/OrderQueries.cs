using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>An order in a list; the total in yuan, times in UTC.</summary>
public sealed record OrderRow(string OrderNo, DateTime CreatedAt, OrderStatus Status, decimal Total, string FirstProduct, int Lines)
{
    /// <summary>The member who placed it.</summary>
    public string PlacedBy { get; init; } = "";

    /// <summary>Whether something of it could not be delivered.</summary>
    public OrderShortfall Shortfall { get; init; }
}

/// <summary>A line of an order as it was priced at ordering; prices in yuan per unit, the amount in yuan.</summary>
/// <param name="Given">What a promotion gave away for the line, in yuan.</param>
/// <param name="Renews">The number of the resource that the line prolongs.</param>
public sealed record OrderLineDetails(
    int Number, string ProductName, string SkuCode, string Options, BillingUnit Unit, decimal ListPrice, decimal UnitPrice, int Quantity, int Periods,
    decimal Amount, PriceExplanation? Why, decimal Given = 0, string? Renews = null);

/// <summary>An order with its lines; times in UTC.</summary>
public sealed record OrderDetails(
    string OrderNo, OrderStatus Status, decimal Total, DateTime CreatedAt, DateTime PayBefore, DateTime? PaidAt,
    IReadOnlyList<OrderLineDetails> Lines)
{
    /// <summary>What of it could not be delivered, as far as that is known; null where nothing is missing.</summary>
    public OrderMissing? Missing { get; init; }

    /// <summary>Whether something of it could not be delivered.</summary>
    public OrderShortfall Shortfall => Missing?.Shortfall ?? OrderShortfall.None;
}

/// <summary>An order of one of the seller's customers, with the names of its products; yuan, time UTC.</summary>
public sealed record CustomerOrderRow(string OrderNo, string Products, OrderStatus Status, decimal Total, DateTime CreatedAt, string PlacedBy)
{
    /// <summary>Whether something of it could not be delivered.</summary>
    public OrderShortfall Shortfall { get; init; }
}

/// <summary>Reads orders: the customer its own, the seller those of a customer.</summary>
public sealed class OrderQueries(
    KBossDbContextFactory contexts, ICurrentActor current, Timeline<OrderStory> timeline, IOrderShortfalls shortfalls)
{
    /// <summary>
    /// One page of orders, the newest first. Filters: <c>q</c> (part of the number), <c>from</c> and <c>to</c> (Shanghai dates, both inclusive), <c>status</c>.
    /// </summary>
    public async Task<Page<OrderRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersView, ct);
        await using var db = contexts.Open(me);
        var orders = db.Orders.AsNoTracking().Where(o => o.BuyerId == me.OrganizationId);
        if (request.Search() is { } pattern)
        {
            orders = orders.Where(o => SearchText.Finds(o.OrderNo, pattern));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            orders = orders.Where(o => o.CreatedAt >= from);
        }

        if (days.Until is { } end)
        {
            orders = orders.Where(o => o.CreatedAt < end);
        }

        if (request.Filter<OrderStatus>("status") is { } status)
        {
            orders = orders.Where(o => o.Status == status);
        }

        var sorted = request.Sort is null
            ? orders.OrderByDescending(o => o.CreatedAt)
            : orders.Sorted(request, ("created", o => o.CreatedAt), ("number", o => o.OrderNo), ("total", o => o.Total));
        var page = await sorted.ThenByDescending(o => o.Id)
            .Select(o => new OrderRow(
                o.OrderNo, o.CreatedAt, o.Status, o.Total, o.Lines.OrderBy(l => l.Number).Select(l => l.Sold.ProductName).First(), o.Lines.Count)
            {
                PlacedBy = o.PlacedBy.Name,
            })
            .ToPageAsync(request, ct);
        var missing = await shortfalls.OfAsync(db, page.Rows.Where(o => o.Status == OrderStatus.Completed).Select(o => o.OrderNo), ct);
        return page with { Rows = [.. page.Rows.Select(o => o with { Shortfall = missing.GetValueOrDefault(o.OrderNo)?.Shortfall ?? OrderShortfall.None })] };
    }

    /// <summary>One order of the customer with its lines; <see cref="NotFoundException"/> for one of somebody else.</summary>
    public async Task<OrderDetails> GetAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersView, ct);
        await using var db = contexts.Open(me);
        var order = await db.Orders.AsNoTracking()
            .Include(o => o.Lines)
            .FirstOrDefaultAsync(o => o.OrderNo == orderNo && o.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("order", orderNo);
        return Details(order, (await shortfalls.OfAsync(db, [orderNo], ct)).GetValueOrDefault(orderNo));
    }

    /// <summary>
    /// Everything that happened with an order of the customer, until what it brought has ended, newest first; <see cref="NotFoundException"/> for one of somebody
    /// else.
    /// </summary>
    public async Task<IReadOnlyList<ThingEvent>> StoryAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersView, ct);
        await using var db = contexts.Open(me);
        var order = await db.Orders.AsNoTracking().Where(o => o.OrderNo == orderNo && o.BuyerId == me.OrganizationId)
            .Select(o => new { o.Id, o.SellerId, o.BuyerId, Lines = o.Lines.Select(l => l.Id).ToList() })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("order", orderNo);
        return await timeline.TellAsync(db, new OrderStory(me, order.Id, orderNo, new Parties(order.SellerId, order.BuyerId), order.Lines), ct);
    }

    /// <summary>An order with its lines loaded, as both sides read it.</summary>
    internal static OrderDetails Details(Order order, OrderMissing? missing) => new(
        order.OrderNo, order.Status, order.Total, order.CreatedAt, order.PayBefore, order.PaidAt,
        [.. order.Lines.OrderBy(l => l.Number).Select(l => new OrderLineDetails(
            l.Number, l.Sold.ProductName, l.Sold.SkuCode, l.Sold.Options, l.Sold.Unit, l.ListPrice, l.UnitPrice, l.Sold.Quantity, l.Sold.Periods, l.Amount,
            PriceExplanation.Read(l.PriceExplanation), l.Given, l.Renews))])
    {
        Missing = missing,
    };

    /// <summary>
    /// For the seller: the orders of one of its customers, newest first. The customer is named by the code of its organization;
    /// one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<CustomerOrderRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var page = await db.Orders.AsNoTracking().OfCustomersOf(db, me).Where(o => o.BuyerId == customer.BuyerId).OrderByDescending(o => o.Id)
            .Select(o => new
            {
                o.OrderNo,
                o.Status,
                o.Total,
                o.CreatedAt,
                PlacedBy = o.PlacedBy.Name,
                Products = o.Lines.OrderBy(l => l.Number).Select(l => l.Sold.ProductName).ToList(),
            })
            .ToPageAsync(request, ct);
        var missing = await shortfalls.OfAsync(db, page.Rows.Where(o => o.Status == OrderStatus.Completed).Select(o => o.OrderNo), ct);
        return new(
            [
                .. page.Rows.Select(o => new CustomerOrderRow(o.OrderNo, string.Join(" / ", o.Products), o.Status, o.Total, o.CreatedAt, o.PlacedBy)
                {
                    Shortfall = missing.GetValueOrDefault(o.OrderNo)?.Shortfall ?? OrderShortfall.None,
                }),
            ],
            page.Total);
    }
}
