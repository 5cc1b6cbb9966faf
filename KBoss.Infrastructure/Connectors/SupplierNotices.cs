using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors;

/// <summary>Tells people how a customer stands at a supplier, each by the channels of its choice, in the scope of both sides.</summary>
internal static class SupplierNotices
{
    /// <summary>After the commit, open pages of both sides read again, and so do those on which the customer is buying.</summary>
    public static void StandingChanged(this KBossDbContext db, long sellerId, long buyerId)
    {
        db.AfterCommit(new CustomerStandingChanged(sellerId, buyerId));
        db.AfterCommit(new PurchaseDemandsChanged(buyerId));
    }

    /// <summary>Tells each active member of the customer who sees its accounts at suppliers, once for an occasion; the caller saves.</summary>
    /// <param name="occasion">What tells this time from another one of the same kind, such as how often it was asked.</param>
    public static async Task TellCustomerAsync(
        this Reminders reminders, KBossDbContext db, Parties parties, string kind, string occasion, IReadOnlyList<string> args, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(Permissions.SupplierProfilesView).Where(held => held.Kind == OrganizationKind.Customer).Select(held => held.Role).ToList();
        var members = await db.Members
            .Where(m => m.OrganizationId == parties.BuyerId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        await reminders.RemindAsync(db, new Reminder(kind, $"{kind}:{parties.BuyerId}:{occasion}", "", args), members, ct);
    }

    /// <summary>
    /// Tells of the customer, whose code is the subject and whose name the first argument, its salesperson, or Operations where it has none, once for an
    /// occasion; the caller saves.
    /// </summary>
    public static async Task TellSalesAsync(
        this Reminders reminders, KBossDbContext db, Parties parties, string kind, string occasion, IReadOnlyList<string> args, CancellationToken ct)
    {
        var customer = await db.Customers.Where(c => c.SellerId == parties.SellerId && c.BuyerId == parties.BuyerId)
            .Select(c => new { c.Name, c.SalespersonId, Code = db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First() }).FirstOrDefaultAsync(ct);
        if (customer is null)
        {
            return;
        }

        var members = db.Members.Where(m => m.OrganizationId == parties.SellerId && m.Status == MemberStatus.Active);
        members = customer.SalespersonId is { } salesperson
            ? members.Where(m => m.Id == salesperson) : members.Where(m => m.Roles.Any(r => r.Role == Role.Operations));
        var told = await members.Select(m => m.Id).ToListAsync(ct);
        await reminders.RemindAsync(db, new Reminder(kind, $"{kind}:{parties.BuyerId}:{occasion}", customer.Code, [customer.Name, .. args]), told, ct);
    }
}
