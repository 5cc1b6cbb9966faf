using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports;

/// <summary>
/// A customer in a list, by the code of its organization. The phone is masked, the balance is in yuan, times are UTC;
/// <see cref="Expiring"/> counts the resources that end within <see cref="CustomerListQueries.ExpiringDays"/> days.
/// </summary>
public sealed record CustomerRow(
    string Code, string Name, string Contact, string Phone, string? Salesperson, decimal Balance,
    DateTime? LastOrderAt, int Expiring, DateTime? NextFollowUpAt, DateTime CreatedAt);

/// <summary>Lists customers with what the other modules know of them, in two queries for any page.</summary>
public sealed class CustomerListQueries(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICustomerBusiness> business, TimeProvider time)
{
    /// <summary>A resource that ends within so many days is shown as expiring.</summary>
    public const int ExpiringDays = 30;

    /// <summary>
    /// The customers assigned to the actor. Filters <c>q</c> (name, contact, code, whole phone), <c>attention</c> (<c>expiring</c>, <c>follow-up</c>, <c>never-ordered</c>);
    /// sorts <c>created</c>, <c>name</c>, <c>balance</c>, <c>last-order</c>, <c>expiring</c>, <c>next</c>.
    /// </summary>
    public async Task<Page<CustomerRow>> MineAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersServe, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, me, db.CustomersOf(me).ServedBy(me), request, ct);
    }

    /// <summary>All customers of the organization; the filters of <see cref="MineAsync"/> and <c>salesperson</c> (a member's id, or <c>none</c>), its sorts and <c>salesperson</c>.</summary>
    public async Task<Page<CustomerRow>> AllAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewAll, ct);
        await using var db = contexts.Open(me);
        var customers = db.CustomersOf(me);
        if (request.Filter("salesperson") is { } salesperson)
        {
            customers = long.TryParse(salesperson, out var id) ? customers.Where(c => c.SalespersonId == id) : customers.Where(c => c.SalespersonId == null);
        }

        return await PageAsync(db, me, customers, request, ct);
    }

    /// <summary>The customers of one salesperson, from whom some are to be moved; filter <c>q</c>.</summary>
    public async Task<Page<CustomerRow>> OfSalespersonAsync(long salespersonId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, me, db.CustomersOf(me).Where(c => c.SalespersonId == salespersonId), request, ct);
    }

    /// <summary>The pool: customers without a salesperson; or, with the filter <c>state</c> = <c>untraded</c>, the assigned ones that never did business and may come back.</summary>
    public async Task<Page<CustomerRow>> PoolAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        await using var db = contexts.Open(me);
        var customers = request.Filter("state") == "untraded"
            ? db.CustomersOf(me).Where(c => c.SalespersonId != null).NeverTraded(db, me.OrganizationId, business)
            : db.CustomersOf(me).Where(c => c.SalespersonId == null);
        return await PageAsync(db, me, customers, request, ct);
    }

    private async Task<Page<CustomerRow>> PageAsync(KBossDbContext db, Actor me, IQueryable<Customer> customers, PageRequest request, CancellationToken ct)
    {
        var now = time.UtcNow();
        var soon = now.AddDays(ExpiringDays);
        // A follow-up planned for a Shanghai day is due from that day's beginning.
        var expiring = db.Resources.Where(r => r.SellerId == me.OrganizationId && r.Status == ResourceStatus.Active && r.EndsAt > now && r.EndsAt <= soon);
        var planned = db.FollowUps.Where(f => f.NextAt != null);
        if (request.Filter("q") is { } text)
        {
            // A part of a phone would let people find out what is masked.
            var organizations = db.Organizations.Where(o => o.Code.Contains(text)).Select(o => o.Id);
            customers = customers.Where(c => c.Name.Contains(text) || c.Contact.Contains(text) || c.Phone == text || organizations.Contains(c.BuyerId));
        }

        customers = request.Filter("attention") switch
        {
            "expiring" => customers.Where(c => expiring.Any(r => r.BuyerId == c.BuyerId)),
            "follow-up" => customers.Where(c => planned.Any(f => f.BuyerId == c.BuyerId && f.NextAt <= now)),
            "never-ordered" => customers.Where(c => !db.Orders.Any(o => o.BuyerId == c.BuyerId && o.SellerId == c.SellerId)),
            _ => customers,
        };

        var rows =
            from c in customers.AsNoTracking()
            join o in db.Organizations on c.BuyerId equals o.Id
            join m in db.Members on c.SalespersonId equals m.Id into served
            from m in served.DefaultIfEmpty()
            select new
            {
                c.Id,
                o.Code,
                c.Name,
                c.Contact,
                c.Phone,
                Salesperson = m == null ? null : m.Name,
                Balance = db.Wallets.Where(w => w.BuyerId == c.BuyerId && w.SellerId == c.SellerId).Select(w => (decimal?)w.Balance).FirstOrDefault(),
                LastOrderAt = db.Orders.Where(x => x.BuyerId == c.BuyerId && x.SellerId == c.SellerId).Max(x => (DateTime?)x.CreatedAt),
                Expiring = expiring.Count(r => r.BuyerId == c.BuyerId),
                NextAt = planned.Where(f => f.BuyerId == c.BuyerId).Min(f => f.NextAt),
                c.CreatedAt,
            };
        var page = await rows.Sorted(
            request with { Descending = request.Sort is null || request.Descending },
            ("created", r => r.Id), ("name", r => r.Name), ("salesperson", r => r.Salesperson), ("balance", r => (double?)r.Balance),
            ("last-order", r => r.LastOrderAt), ("expiring", r => r.Expiring), ("next", r => r.NextAt)).ThenBy(r => r.Id).ToPageAsync(request, ct);
        return new(
        [
            .. page.Rows.Select(r => new CustomerRow(
                r.Code, r.Name, r.Contact, Customer.Mask(r.Phone), r.Salesperson, r.Balance ?? 0, r.LastOrderAt, r.Expiring, r.NextAt, r.CreatedAt)),
        ], page.Total);
    }
}
