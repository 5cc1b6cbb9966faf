using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>An order in a list; the total in yuan, times in UTC.</summary>
public sealed record OrderRow(string OrderNo, DateTime CreatedAt, OrderStatus Status, decimal Total, string FirstProduct, int Lines);

/// <summary>A line of an order as it was priced at ordering; prices in yuan per unit, the amount in yuan.</summary>
/// <param name="Given">What a promotion gave away for the line, in yuan.</param>
/// <param name="Renews">The number of the resource that the line prolongs.</param>
public sealed record OrderLineDetails(
    int Number, string ProductName, string SkuCode, string Options, BillingUnit Unit, decimal ListPrice, decimal UnitPrice, int Quantity, int Periods,
    decimal Amount, PriceExplanation? Why, decimal Given = 0, string? Renews = null);

/// <summary>One step of an order's way; the actor is a member's name, or a schedule's or notification's when <see cref="BySystem"/>.</summary>
public sealed record OrderStep(OrderStatus To, DateTime At, string Actor, bool BySystem, string Reason);

/// <summary>An order with its lines and its way so far; times in UTC.</summary>
public sealed record OrderDetails(
    string OrderNo, OrderStatus Status, decimal Total, DateTime CreatedAt, DateTime PayBefore, DateTime? PaidAt,
    IReadOnlyList<OrderLineDetails> Lines, IReadOnlyList<OrderStep> Steps);

/// <summary>An order of one of the seller's customers, with the names of its products; yuan, time UTC.</summary>
public sealed record CustomerOrderRow(string OrderNo, string Products, OrderStatus Status, decimal Total, DateTime CreatedAt);

/// <summary>Reads orders: the customer its own, the seller those of a customer.</summary>
public sealed class OrderQueries(KBossDbContextFactory contexts, ICurrentActor current)
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

        if (request.Day("from") is { } from)
        {
            orders = orders.Where(o => o.CreatedAt >= from);
        }

        if (request.DayEnd("to") is { } end)
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
        return await sorted.ThenByDescending(o => o.Id)
            .Select(o => new OrderRow(
                o.OrderNo, o.CreatedAt, o.Status, o.Total, o.Lines.OrderBy(l => l.Number).Select(l => l.Sold.ProductName).First(), o.Lines.Count))
            .ToPageAsync(request, ct);
    }

    /// <summary>One order of the customer with lines and way; <see cref="NotFoundException"/> for one of somebody else.</summary>
    public async Task<OrderDetails> GetAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersView, ct);
        await using var db = contexts.Open(me);
        var order = await db.Orders.AsNoTracking()
            .Include(o => o.Lines)
            .Include(o => o.Changes)
            // In one statement: what is read while the order changes shows the status of before or of after, never one beside the steps of the other.
            .AsSingleQuery()
            .FirstOrDefaultAsync(o => o.OrderNo == orderNo && o.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("order", orderNo);
        return Details(order);
    }

    /// <summary>An order with its lines and changes loaded, as both sides read it.</summary>
    internal static OrderDetails Details(Order order) => new(
        order.OrderNo, order.Status, order.Total, order.CreatedAt, order.PayBefore, order.PaidAt,
        [.. order.Lines.OrderBy(l => l.Number).Select(l => new OrderLineDetails(
            l.Number, l.Sold.ProductName, l.Sold.SkuCode, l.Sold.Options, l.Sold.Unit, l.ListPrice, l.UnitPrice, l.Sold.Quantity, l.Sold.Periods, l.Amount,
            PriceExplanation.Read(l.PriceExplanation), l.Given, l.Renews))],
        [.. order.Changes.OrderBy(c => c.Id).Select(c => new OrderStep(c.To, c.At, c.By.Name, !c.By.IsMember, c.Reason))]);

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
            .Select(o => new { o.OrderNo, o.Status, o.Total, o.CreatedAt, Products = o.Lines.OrderBy(l => l.Number).Select(l => l.Sold.ProductName).ToList() })
            .ToPageAsync(request, ct);
        return new([.. page.Rows.Select(o => new CustomerOrderRow(o.OrderNo, string.Join(" / ", o.Products), o.Status, o.Total, o.CreatedAt))], page.Total);
    }
}
