using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// The one place that says which customers an actor sees [R-ISO-2]: a salesperson those assigned to them, whoever may view all of them
/// all of the organization's. Everything that is reached through a customer goes through here too.
/// </summary>
public static class CustomerScope
{
    /// <summary>The customers that the actor sees.</summary>
    public static IQueryable<Customer> CustomersOf(this KBossDbContext db, Actor me)
    {
        var customers = db.Customers.Where(c => c.SellerId == me.OrganizationId);
        return me.Has(Permissions.CustomersViewAll) ? customers : customers.ServedBy(me);
    }

    /// <summary>The customers whose money the actor sees: all for whoever may view all cash, otherwise those that the actor sees.</summary>
    public static IQueryable<Customer> CustomersByCashOf(this KBossDbContext db, Actor me) =>
        me.Has(Permissions.CashViewAll) ? db.Customers.Where(c => c.SellerId == me.OrganizationId) : db.CustomersOf(me);

    /// <summary>The customers assigned to the actor, whatever else the actor may see.</summary>
    public static IQueryable<Customer> ServedBy(this IQueryable<Customer> customers, Actor me) =>
        customers.Where(c => c.SellerId == me.OrganizationId && c.SalespersonId == me.MemberId);

    /// <summary>What a seller shares with those of its customers that the actor sees: orders, resources, wallets.</summary>
    public static IQueryable<T> OfCustomersOf<T>(this IQueryable<T> rows, KBossDbContext db, Actor me)
        where T : class, ISharedByParties
    {
        var buyers = db.CustomersOf(me).Select(c => c.BuyerId);
        return rows.Where(r => r.SellerId == me.OrganizationId && buyers.Contains(r.BuyerId));
    }

    /// <summary>One customer by the code of its organization, if the actor sees it; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Customer> FindCustomerAsync(this KBossDbContext db, Actor me, string code, CancellationToken ct = default) =>
        await db.CustomersOf(me).WithCodes(db, [code]).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);

    /// <summary>One customer by the code of its organization, if the actor sees its money; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Customer> FindCustomerByCashAsync(this KBossDbContext db, Actor me, string code, CancellationToken ct = default) =>
        await db.CustomersByCashOf(me).WithCodes(db, [code]).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);

    /// <summary>
    /// Those that somebody looks for by the filter <c>q</c>: a part of the name, of the contact or of the code, or the whole phone, because a part of it would
    /// let people find out what is masked.
    /// </summary>
    internal static IQueryable<Customer> Sought(this IQueryable<Customer> customers, KBossDbContext db, PageRequest request)
    {
        if (request.Search() is not { } pattern)
        {
            return customers;
        }

        var phone = Phones.Contact(request.Filter("q")!);
        var organizations = db.Organizations.Where(o => SearchText.Finds(o.Code, pattern)).Select(o => o.Id);
        return customers.Where(c =>
            SearchText.Finds(c.Name, pattern) || SearchText.Finds(c.Contact, pattern) || c.Phone == phone || organizations.Contains(c.BuyerId));
    }

    /// <summary>
    /// The buyer as a customer, for business that begins: who deletes it or returns it to the pool at this moment, because it never did any, is met on
    /// its row. <see cref="SignInException"/> when it was deleted meanwhile, and with it the access of its members.
    /// </summary>
    internal static async Task<Customer> MeetCustomerAsync(this KBossDbContext db, long buyerId, CancellationToken ct)
    {
        var customer = await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == buyerId, ct) ?? throw new SignInException();
        db.Touch(customer);
        return customer;
    }

    /// <summary>The customers among these whose organizations have the codes.</summary>
    internal static IQueryable<Customer> WithCodes(this IQueryable<Customer> customers, KBossDbContext db, IReadOnlyCollection<string> codes)
    {
        var buyers = db.Organizations.Where(o => codes.Contains(o.Code)).Select(o => o.Id);
        return customers.Where(c => buyers.Contains(c.BuyerId));
    }

    /// <summary>The members of a distributor who may be given customers: active, and in a role that serves them.</summary>
    internal static IQueryable<Member> Serving(this IQueryable<Member> members, long organizationId, OrganizationKind kind)
    {
        var roles = RolePermissions.Holding(Permissions.CustomersServe).Where(held => held.Kind == kind).Select(held => held.Role).ToList();
        return members.Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)));
    }
}
