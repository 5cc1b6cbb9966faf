using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>An order in the list of the seller's people; yuan, times UTC. The salesperson is the customer's of today.</summary>
/// <param name="Cost">What it costs the seller; null for whoever may not see costs.</param>
public sealed record DeskOrderRow(
    string OrderNo, string CustomerCode, string Customer, string? Salesperson, string FirstProduct, int Lines, OrderStatus Status, decimal Total,
    DateTime CreatedAt, DateTime? PaidAt, int Notes, decimal? Cost)
{
    /// <summary>What is left of the total; nothing of an order that came to nothing.</summary>
    public decimal? Margin => Status == OrderStatus.Cancelled ? null : Total - Cost;

    public long? SalespersonId { get; init; }

    /// <summary>Who placed it.</summary>
    public string PlacedBy { get; init; } = "";

    /// <summary>Whether something of it could not be delivered.</summary>
    public OrderShortfall Shortfall { get; init; }
}

/// <summary>
/// What all orders that a list finds add up to, without those that were cancelled; yuan. Cost and margin are those of what was paid, and null for whoever may
/// not see costs.
/// </summary>
public sealed record OrderSums(int Orders, decimal Total, decimal Paid, decimal? Cost)
{
    /// <summary>What is left of what was paid.</summary>
    public decimal? Margin => Paid - Cost;
}

/// <summary>Somebody who serves customers, for a filter.</summary>
public sealed record OrderSalesperson(long MemberId, string Name);

/// <summary>What a line of an order costs its seller, and from which supplier it buys it, or null for the distributor above; yuan.</summary>
public sealed record LineCostRow(int Number, string? From, decimal UnitCost, decimal Amount);

/// <summary>Money that an order moved: out of the wallet, or on its way into it by a recharge that was made for the order; yuan, times UTC.</summary>
/// <param name="RechargeNo">The number of the recharge; null where the wallet paid.</param>
/// <param name="Status">Where the recharge stands; null where the wallet paid.</param>
public sealed record OrderPaymentRow(DateTime At, decimal Amount, string? RechargeNo, RechargeChannel? Channel, RechargeStatus? Status);

/// <summary>
/// An order as its seller's people see it. What the reader may not know is not there: costs and payments are null, and there are no entries.
/// </summary>
public sealed record DeskOrder(
    OrderDetails Order, Parties Parties, string Seller, string CustomerCode, string Customer, string? Salesperson, string PlacedBy,
    IReadOnlyList<LineCostRow>? Costs, IReadOnlyList<OrderPaymentRow>? Payments, IReadOnlyList<EntryRow> Entries, IReadOnlyList<ThingEvent> Story)
{
    public long? SalespersonId { get; init; }

    /// <summary>Where the customer gets what is sent and what its invoices say, as it keeps that itself; bank account and phone are left out, others masked.</summary>
    public RecordFacts Record { get; init; } = new();

    /// <summary>What the order costs; null for whoever may not see costs.</summary>
    public decimal? Cost => Costs?.Sum(c => c.Amount);

    /// <summary>What is left of its total; nothing of an order that came to nothing.</summary>
    public decimal? Margin => Order.Status == OrderStatus.Cancelled ? null : Order.Total - Cost;
}

/// <summary>Reads the orders of the seller's customers, for its own people: of all of them, or of those that the actor sees [R-ISO-2].</summary>
public sealed class OrderDeskQueries(
    KBossDbContextFactory contexts, ICurrentActor current, LedgerQueries ledger, Timeline<OrderStory> timeline, IOrderShortfalls shortfalls, TimeProvider time)
{
    /// <summary>How many rows an export holds at most.</summary>
    public const int MaxExport = 50_000;

    /// <summary>What was paid, and stands.</summary>
    private static readonly OrderStatus[] Paid = [OrderStatus.Paid, OrderStatus.Fulfilling, OrderStatus.Completed];

    /// <summary>
    /// Orders, newest first. Filters <c>q</c> (part of the number), <c>customer</c> (part of name or code), <c>salesperson</c> (a member's id, or
    /// <c>none</c>), <c>product</c> (part of its name or of a Sku code), <c>status</c>, <c>from</c> and <c>to</c> (Shanghai days of placing, both
    /// inclusive), <c>paid-from</c> and <c>paid-to</c> (those of payment, of what is paid and stands); sorts
    /// <c>created</c>, <c>number</c>, <c>customer</c>, <c>total</c>, <c>paid</c>.
    /// </summary>
    public async Task<Page<DeskOrderRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var page = await Rows(db, me, request).ToPageAsync(request, ct);
        return page with { Rows = await WithShortfallsAsync(db, page.Rows, ct) };
    }

    /// <summary>What everything that <see cref="ListAsync"/> finds adds up to.</summary>
    public async Task<OrderSums> SumsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var found = Found(db, me, request);
        var sums = await found.GroupBy(_ => 1)
            .Select(g => new OrderSums(
                g.Count(), g.Sum(o => o.Status == OrderStatus.Cancelled ? 0 : o.Total),
                g.Sum(o => Paid.Contains(o.Status) ? o.Total : 0), null))
            .FirstOrDefaultAsync(ct) ?? new OrderSums(0, 0, 0, null);
        if (!SeesCosts(me))
        {
            return sums;
        }

        var lines = found.Where(o => Paid.Contains(o.Status)).SelectMany(o => o.Lines).Select(l => l.Id);
        return sums with
        {
            Cost = await db.PurchaseLines.Where(p => p.OrganizationId == me.OrganizationId && lines.Contains(p.OrderLineId)).SumAsync(p => p.Amount, ct)
                + await db.SupplyLines.Where(s => s.BuyerId == me.OrganizationId && lines.Contains(s.OrderLineId)).SumAsync(s => s.Amount, ct),
        };
    }

    /// <summary>What <see cref="ListAsync"/> finds, as a workbook, the first <see cref="MaxExport"/> rows; costs only for whoever may see them.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var first = await Rows(db, me, request).FirstRowsAsync(MaxExport, ct);
        var rows = first with { Rows = await WithShortfallsAsync(db, first.Rows, ct) };
        return new WorkbookExport(
            $"orders-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx",
            WorkbookWriter.Export(OrderSheetRow.Schema(SeesCosts(me)), rows.To(OrderSheetRow.Of)));
    }

    /// <summary>Who serves the customers whose orders the actor sees, by name; for a filter.</summary>
    public async Task<IReadOnlyList<OrderSalesperson>> SalespeopleAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfAllCustomers, ct);
        await using var db = contexts.Open(me);
        var serving = db.Customers.Where(c => c.SellerId == me.OrganizationId && c.SalespersonId != null).Select(c => c.SalespersonId!.Value).Distinct();
        return await db.Members.AsNoTracking().Where(m => m.OrganizationId == me.OrganizationId && serving.Contains(m.Id))
            .OrderBy(m => m.Name).ThenBy(m => m.Id).Select(m => new OrderSalesperson(m.Id, m.Name)).ToListAsync(ct);
    }

    /// <summary>One order with all that the actor may know of it; <see cref="NotFoundException"/> for one that the actor does not see.</summary>
    public async Task<DeskOrder> GetAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var order = await db.OrdersOf(me).AsNoTracking().Include(o => o.Lines)
            .FirstOrDefaultAsync(o => o.OrderNo == orderNo, ct) ?? throw new NotFoundException("order", orderNo);
        var customer = await db.Customers.AsNoTracking().Where(c => c.BuyerId == order.BuyerId)
            .Select(c => new
            {
                c.Name,
                c.SalespersonId,
                Code = db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First(),
                Seller = db.Organizations.Where(o => o.Id == c.SellerId).Select(o => o.Name).First(),
                Salesperson = db.Members.Where(m => m.Id == c.SalespersonId).Select(m => m.Name).FirstOrDefault(),
            })
            .FirstAsync(ct);
        var payments = me.Has(Permissions.CashView) ? await PaymentsAsync(db, order, ct) : null;
        var numbers = (payments ?? []).Select(p => p.RechargeNo).OfType<string>().Prepend(order.OrderNo).ToList();
        var record = (await db.RecordOfAsync(order.BuyerId, ct)).Facts;
        var missing = (await shortfalls.OfAsync(db, [orderNo], ct)).GetValueOrDefault(orderNo);
        var story = new OrderStory(me, order.Id, order.OrderNo, order.Parties, [.. order.Lines.Select(l => l.Id)]);
        return new DeskOrder(
            OrderQueries.Details(order, missing), order.Parties, customer.Seller, customer.Code, customer.Name, customer.Salesperson, order.PlacedBy.Name,
            SeesCosts(me) ? await CostsAsync(db, me, order, ct) : null, payments,
            me.Has(Permissions.LedgerView) ? await ledger.OfReferencesAsync(numbers, ct) : [],
            await timeline.TellAsync(db, story, ct))
        {
            SalespersonId = customer.SalespersonId,
            Record = record with { Address = Masked.PhonesIn(record.Address!), BankAccount = "", RegisteredPhone = "" },
        };
    }

    /// <summary>
    /// The whole address to which an order is delivered, for one showing to whoever delivers or sees whole phones; who looked and when is written to the audit log
    /// before it is shown.
    /// </summary>
    public async Task<string> RevealAddressAsync(string orderNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        me.Demand(RevealsAddress(me));
        await using var db = contexts.Open(me);
        var buyer = await db.OrdersOf(me).Where(o => o.OrderNo == orderNo).Select(o => (long?)o.BuyerId).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("order", orderNo);
        var customer = await db.Customers.AsNoTracking().FirstAsync(c => c.BuyerId == buyer, ct);
        await contexts.AuditAsync(me, "AddressShown", customer.AuditSubject, ct: ct);
        return (await db.RecordOfAsync(buyer, ct)).Facts.Address!;
    }

    /// <summary>The permission by which somebody may see the whole address: that to deliver, or that to see what is masked.</summary>
    public static string RevealsAddress(Actor me) => me.Has(Permissions.FulfilmentPerform) ? Permissions.FulfilmentPerform : Permissions.CustomersViewSensitive;

    /// <summary>Whether the actor may know what something costs: by the permission for it, or because the book says it anyway.</summary>
    internal static bool SeesCosts(Actor me) => me.Has(Permissions.CostsView) || me.Has(Permissions.LedgerView);

    private async Task<IReadOnlyList<DeskOrderRow>> WithShortfallsAsync(KBossDbContext db, IReadOnlyList<DeskOrderRow> rows, CancellationToken ct)
    {
        var missing = await shortfalls.OfAsync(db, rows.Where(r => r.Status == OrderStatus.Completed).Select(r => r.OrderNo), ct);
        return [.. rows.Select(r => r with { Shortfall = missing.GetValueOrDefault(r.OrderNo)?.Shortfall ?? OrderShortfall.None })];
    }

    private static async Task<IReadOnlyList<LineCostRow>> CostsAsync(KBossDbContext db, Actor me, Order order, CancellationToken ct)
    {
        var lines = order.Lines.ToDictionary(l => l.Id, l => l.Number);
        var purchases = await db.PurchaseLines.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId && lines.Keys.Contains(p.OrderLineId))
            .Select(p => new { p.OrderLineId, From = db.Suppliers.Where(s => s.Id == p.SupplierId).Select(s => s.Name).FirstOrDefault(), p.UnitCost, p.Amount })
            .ToListAsync(ct);
        var supply = await db.SupplyLines.AsNoTracking().Where(s => s.BuyerId == me.OrganizationId && lines.Keys.Contains(s.OrderLineId))
            .Select(s => new { s.OrderLineId, From = (string?)null, s.UnitCost, s.Amount })
            .ToListAsync(ct);
        return [.. purchases.Concat(supply).Select(c => new LineCostRow(lines[c.OrderLineId], c.From, c.UnitCost, c.Amount)).OrderBy(c => c.Number)];
    }

    private static async Task<IReadOnlyList<OrderPaymentRow>> PaymentsAsync(KBossDbContext db, Order order, CancellationToken ct)
    {
        var paid = await db.CashRecords.AsNoTracking()
            .Where(r => r.SellerId == order.SellerId && r.BuyerId == order.BuyerId && r.Kind == CashKind.OrderPayment && r.Reference == order.OrderNo)
            .Select(r => new OrderPaymentRow(r.At, -r.Amount, null, null, null)).ToListAsync(ct);
        var recharges = await db.Recharges.AsNoTracking()
            .Where(r => r.SellerId == order.SellerId && r.BuyerId == order.BuyerId && r.OrderNo == order.OrderNo)
            .OrderByDescending(r => r.Id).Take(ThingStory.Most)
            .Select(r => new OrderPaymentRow(r.PaidAt ?? r.CreatedAt, r.Amount, r.RechargeNo, r.Channel, r.Status)).ToListAsync(ct);
        return [.. paid.Concat(recharges).OrderBy(p => p.At)];
    }

    private static IQueryable<DeskOrderRow> Rows(KBossDbContext db, Actor me, PageRequest request)
    {
        var costs = SeesCosts(me);
        var found = Found(db, me, request).Join(db.Customers, o => o.BuyerId, c => c.BuyerId, (o, c) => new { Order = o, Customer = c });
        var sorted = request.Sort is null
            ? found.OrderByDescending(x => x.Order.CreatedAt)
            : found.Sorted(
                request, ("created", x => x.Order.CreatedAt), ("number", x => x.Order.OrderNo), ("customer", x => x.Customer.Name),
                ("total", x => x.Order.Total), ("paid", x => x.Order.PaidAt));
        return sorted.ThenByDescending(x => x.Order.Id).Select(x => new DeskOrderRow(
            x.Order.OrderNo, db.Organizations.Where(o => o.Id == x.Order.BuyerId).Select(o => o.Code).First(), x.Customer.Name,
            db.Members.Where(m => m.Id == x.Customer.SalespersonId).Select(m => m.Name).FirstOrDefault(),
            x.Order.Lines.OrderBy(l => l.Number).Select(l => l.Sold.ProductName).First(), x.Order.Lines.Count, x.Order.Status, x.Order.Total,
            x.Order.CreatedAt, x.Order.PaidAt, db.OrderNotes.Count(n => n.OrderId == x.Order.Id),
            costs
                ? db.PurchaseLines.Where(p => p.OrganizationId == me.OrganizationId && x.Order.Lines.Any(l => l.Id == p.OrderLineId)).Sum(p => p.Amount)
                    + db.SupplyLines.Where(s => s.BuyerId == me.OrganizationId && x.Order.Lines.Any(l => l.Id == s.OrderLineId)).Sum(s => s.Amount)
                : null)
        {
            PlacedBy = x.Order.PlacedBy.Name,
            SalespersonId = x.Customer.SalespersonId,
        });
    }

    private static IQueryable<Order> Found(KBossDbContext db, Actor me, PageRequest request)
    {
        var orders = db.OrdersOf(me).AsNoTracking();
        if (request.Search() is { } number)
        {
            orders = orders.Where(o => SearchText.Finds(o.OrderNo, number));
        }

        if (request.Search("customer") is { } customer)
        {
            var coded = db.Organizations.Where(o => SearchText.Finds(o.Code, customer)).Select(o => o.Id);
            orders = orders.Where(o => db.Customers.Any(c => c.BuyerId == o.BuyerId && SearchText.Finds(c.Name, customer)) || coded.Contains(o.BuyerId));
        }

        if (request.Filter("salesperson") is { } salesperson)
        {
            long? id = long.TryParse(salesperson, CultureInfo.InvariantCulture, out var served) ? served : null;
            orders = orders.Where(o => db.Customers.Any(c => c.BuyerId == o.BuyerId && c.SalespersonId == id));
        }

        if (request.Search("product") is { } product)
        {
            orders = orders.Where(o => o.Lines.Any(l => SearchText.Finds(l.Sold.ProductName, product) || SearchText.Finds(l.Sold.SkuCode, product)));
        }

        if (request.Filter<OrderStatus>("status") is { } status)
        {
            orders = orders.Where(o => o.Status == status);
        }

        var paid = request.Days(db.Now, "paid-from", "paid-to");
        if (paid.From is { } paidFrom)
        {
            orders = orders.Where(o => Paid.Contains(o.Status) && o.PaidAt >= paidFrom);
        }

        if (paid.Until is { } paidTo)
        {
            orders = orders.Where(o => Paid.Contains(o.Status) && o.PaidAt < paidTo);
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            orders = orders.Where(o => o.CreatedAt >= from);
        }

        return days.Until is { } to ? orders.Where(o => o.CreatedAt < to) : orders;
    }
}
