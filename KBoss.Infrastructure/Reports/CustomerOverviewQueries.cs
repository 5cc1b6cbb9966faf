using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports;

/// <summary>One customer as its seller sees it: whom to talk to (phone masked), who serves, and what it has; yuan, times UTC.</summary>
public sealed record CustomerDetails(
    string Code, string Name, string Contact, string Phone, string? Salesperson, DateTime CreatedAt, decimal Balance,
    int Orders, DateTime? LastOrderAt, int Resources, int Expiring, int Tickets, DateTime? NextFollowUpAt);

/// <summary>An order of a customer; yuan.</summary>
public sealed record CustomerOrderRow(string OrderNo, string Products, OrderStatus Status, decimal Total, DateTime CreatedAt);

/// <summary>A resource of a customer.</summary>
public sealed record CustomerResourceRow(
    string ResourceNo, string ProductName, string Options, int Quantity, ResourceStatus Status, DateTime StartsAt, DateTime? EndsAt, bool Expiring);

/// <summary>A movement of a customer's wallet; yuan.</summary>
public sealed record CustomerCashRow(long Id, CashKind Kind, decimal Amount, decimal BalanceAfter, string Reference, DateTime At);

/// <summary>Terms of one customer's own: a discount of the list price or a fixed price in yuan, from (inclusive) to (exclusive).</summary>
public sealed record CustomerTermsRow(
    long Id, string ProductName, string SkuCode, string Options, decimal ListPrice, decimal? Discount, decimal? Price, DateTime ValidFrom, DateTime? ValidTo, bool InForce);

/// <summary>A note about a customer; only its author may take it back.</summary>
public sealed record CustomerNoteRow(long Id, string Author, string Text, DateTime CreatedAt, bool Mine);

/// <summary>A talk with a customer.</summary>
public sealed record FollowUpRow(long Id, FollowUpWay Way, string Aim, string Content, string Author, DateTime At, DateTime? NextAt);

/// <summary>A change of the salesperson; names are null for the pool. <see cref="ByInvite"/>: <see cref="By"/> is the invite code it came with.</summary>
public sealed record AssignmentRow(long Id, string? From, string? To, string By, bool ByInvite, string Reason, DateTime At);

/// <summary>
/// Everything that a seller knows about one of its customers, part by part, newest first. The customer is named by the code of its
/// organization; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
/// </summary>
public sealed class CustomerOverviewQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The facts and figures at the head of the page.</summary>
    public async Task<CustomerDetails> DetailsAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var soon = now.AddDays(CustomerListQueries.ExpiringDays);
        var found = await db.CustomersOf(me).AsNoTracking().WithCodes(db, [code])
            .Select(c => new
            {
                Customer = c,
                Salesperson = db.Members.Where(m => m.Id == c.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                Balance = db.Wallets.Where(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
                Orders = db.Orders.Count(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId),
                LastOrderAt = db.Orders.Where(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId).Max(o => (DateTime?)o.CreatedAt),
                Resources = db.Resources.Count(r => r.BuyerId == c.BuyerId && r.SellerId == c.SellerId && r.Status == ResourceStatus.Active),
                Expiring = db.Resources.Count(r => r.BuyerId == c.BuyerId && r.SellerId == c.SellerId
                    && r.Status == ResourceStatus.Active && r.EndsAt > now && r.EndsAt <= soon),
                Tickets = db.Tickets.Count(t => t.BuyerId == c.BuyerId && t.SellerId == c.SellerId && t.Status == TicketStatus.Open),
                NextAt = db.FollowUps.Where(f => f.BuyerId == c.BuyerId).Min(f => f.NextAt),
            })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);
        var customer = found.Customer;
        return new CustomerDetails(
            code, customer.Name, customer.Contact, Masked.Phone(customer.Phone), found.Salesperson, customer.CreatedAt, found.Balance ?? 0,
            found.Orders, found.LastOrderAt, found.Resources, found.Expiring, found.Tickets, found.NextAt);
    }

    /// <summary>The customer's orders.</summary>
    public Task<Page<CustomerOrderRow>> OrdersAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, async (db, me, customer) =>
        {
            var page = await db.Orders.AsNoTracking().OfCustomersOf(db, me).Where(o => o.BuyerId == customer.BuyerId).OrderByDescending(o => o.Id)
                .Select(o => new { o.OrderNo, o.Status, o.Total, o.CreatedAt, Products = o.Lines.OrderBy(l => l.Number).Select(l => l.ProductName).ToList() })
                .ToPageAsync(request, ct);
            return new Page<CustomerOrderRow>(
                [.. page.Rows.Select(o => new CustomerOrderRow(o.OrderNo, string.Join(" / ", o.Products), o.Status, o.Total, o.CreatedAt))], page.Total);
        }, ct);

    /// <summary>The customer's resources, without how they are reached.</summary>
    public Task<Page<CustomerResourceRow>> ResourcesAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, me, customer) =>
        {
            var now = time.UtcNow();
            var soon = now.AddDays(CustomerListQueries.ExpiringDays);
            return db.Resources.AsNoTracking().OfCustomersOf(db, me).Where(r => r.BuyerId == customer.BuyerId).OrderByDescending(r => r.Id)
                .Select(r => new CustomerResourceRow(
                    r.ResourceNo, r.ProductName, r.Options, r.Quantity, r.Status, r.StartsAt, r.EndsAt,
                    r.Status == ResourceStatus.Active && r.EndsAt > now && r.EndsAt <= soon))
                .ToPageAsync(request, ct);
        }, ct);

    /// <summary>What moved in the customer's wallet.</summary>
    public Task<Page<CustomerCashRow>> CashAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, me, customer) => db.CashRecords.AsNoTracking().OfCustomersOf(db, me).Where(r => r.BuyerId == customer.BuyerId)
            .OrderByDescending(r => r.Id).Select(r => new CustomerCashRow(r.Id, r.Kind, r.Amount, r.BalanceAfter, r.Reference, r.At)).ToPageAsync(request, ct), ct);

    /// <summary>The customer's own terms, past and future ones too.</summary>
    public Task<Page<CustomerTermsRow>> TermsAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, _, customer) =>
        {
            var now = time.UtcNow();
            return (from t in db.CustomerTerms.AsNoTracking().Where(t => t.BuyerId == customer.BuyerId)
                    join o in db.Offers on t.OfferId equals o.Id
                    join s in db.Skus on o.SkuId equals s.Id
                    join p in db.Products on s.ProductId equals p.Id
                    orderby t.Id descending
                    select new CustomerTermsRow(
                        t.Id, p.Name, s.Code, s.Options, s.ListPrice, t.Discount, t.Price, t.ValidFrom, t.ValidTo,
                        t.ValidFrom <= now && (t.ValidTo == null || t.ValidTo > now)))
                .ToPageAsync(request, ct);
        }, ct);

    /// <summary>The notes about the customer.</summary>
    public Task<Page<CustomerNoteRow>> NotesAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, me, customer) => db.CustomerNotes.AsNoTracking().Where(n => n.BuyerId == customer.BuyerId).OrderByDescending(n => n.Id)
            .Select(n => new CustomerNoteRow(n.Id, n.By.Name, n.Text, n.CreatedAt, n.By.MemberId == me.MemberId)).ToPageAsync(request, ct), ct);

    /// <summary>The talks with the customer.</summary>
    public Task<Page<FollowUpRow>> FollowUpsAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, _, customer) => db.FollowUps.AsNoTracking().Where(f => f.BuyerId == customer.BuyerId).OrderByDescending(f => f.Id)
            .Select(f => new FollowUpRow(f.Id, f.Way, f.Aim, f.Content, f.By.Name, f.At, f.NextAt)).ToPageAsync(request, ct), ct);

    /// <summary>Who served the customer when, and why it moved.</summary>
    public Task<Page<AssignmentRow>> AssignmentsAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, _, customer) => db.CustomerAssignments.AsNoTracking().Where(a => a.BuyerId == customer.BuyerId).OrderByDescending(a => a.Id)
            .Select(a => new AssignmentRow(
                a.Id,
                db.Members.Where(m => m.Id == a.FromId).Select(m => m.Name).FirstOrDefault(),
                db.Members.Where(m => m.Id == a.ToId).Select(m => m.Name).FirstOrDefault(),
                a.By.Name, a.By.MemberId == null, a.Reason, a.At))
            .ToPageAsync(request, ct), ct);

    private async Task<T> ReadAsync<T>(string code, Func<KBossDbContext, Actor, Customer, Task<T>> read, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        return await read(db, me, await db.FindCustomerAsync(me, code, ct));
    }
}
