using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Who is told of what happens in a ticket; the context sees both sides, or the seller's alone for what only that side is told.</summary>
internal static class TicketNews
{
    /// <summary>Tells the other side. Who has not read the last notice of the kind gets no second one.</summary>
    public static async Task TellOtherSideAsync(KBossDbContext db, Ticket ticket, Actor me, string kind, CancellationToken ct)
    {
        var toCustomer = me.Kind != OrganizationKind.Customer;
        var told = toCustomer ? await CustomersAsync(db, ticket, ct) : await DeskAsync(db, ticket, ct);
        await TellAsync(
            db, toCustomer ? ticket.BuyerId : ticket.SellerId, told, kind, ticket, [toCustomer ? me.Name : ticket.CustomerName, ticket.Title, ticket.TicketNo], ct);
    }

    /// <summary>Tells members of one organization, but not who has an unread notice of the same already.</summary>
    public static async Task TellAsync(
        KBossDbContext db, long organizationId, IEnumerable<long> members, string kind, Ticket ticket, string[] args, CancellationToken ct)
    {
        var waiting = await db.Notices.Where(n => n.OrganizationId == organizationId && n.Kind == kind && n.Subject == ticket.TicketNo && n.ReadAt == null)
            .Select(n => n.MemberId).ToListAsync(ct);
        foreach (var member in members.Except(waiting))
        {
            db.Add(new Notice(organizationId, member, kind, ticket.TicketNo, args, db.Now));
        }
    }

    /// <summary>
    /// Who is to answer at the seller: whoever works on it; else those to whom its category forwards it; else who has answered in it; else everybody who
    /// answers tickets; and where nobody does, those who keep the desk and can claim it.
    /// </summary>
    public static async Task<IReadOnlyList<long>> DeskAsync(KBossDbContext db, Ticket ticket, CancellationToken ct)
    {
        var able = await AbleAsync(db, ticket.SellerId, Permissions.TicketsTake, ct);
        if (ticket.Desk?.Assignee.MemberId is { } assignee && able.Any(m => m.Id == assignee))
        {
            return [assignee];
        }

        if (await ForwardedAsync(db, ticket, able, ct) is { Count: > 0 } forwarded)
        {
            return forwarded;
        }

        var desk = (await AbleAsync(db, ticket.SellerId, Permissions.TicketsAnswer, ct)).ConvertAll(m => m.Id);
        return desk.Count == 0 ? (await AbleAsync(db, ticket.SellerId, Permissions.TicketsConfigure, ct)).ConvertAll(m => m.Id)
            : await TalkingAsync(db, ticket, TicketSide.Seller, desk, ct) is { Count: > 0 } talking ? talking : desk;
    }

    /// <summary>Those of the role to which its category forwards it; for Sales the customer's own salesperson.</summary>
    public static async Task<IReadOnlyList<long>> ForwardedAsync(KBossDbContext db, Ticket ticket, CancellationToken ct) =>
        await ForwardedAsync(db, ticket, await AbleAsync(db, ticket.SellerId, Permissions.TicketsTake, ct), ct);

    /// <summary>As above; where nobody has the role of the category, everybody who answers tickets, so that it is not left to nobody.</summary>
    public static async Task<IReadOnlyList<long>> ForwardedOrDeskAsync(KBossDbContext db, Ticket ticket, CancellationToken ct) =>
        ticket.Desk?.ForwardedTo is null ? []
        : await ForwardedAsync(db, ticket, ct) is { Count: > 0 } forwarded ? forwarded
        : (await AbleAsync(db, ticket.SellerId, Permissions.TicketsAnswer, ct)).ConvertAll(m => m.Id);

    private static async Task<IReadOnlyList<long>> ForwardedAsync(KBossDbContext db, Ticket ticket, List<Able> able, CancellationToken ct)
    {
        if (ticket.Desk?.ForwardedTo is not { } role)
        {
            return [];
        }

        var of = able.Where(m => m.Roles.Contains(role)).Select(m => m.Id).ToList();
        if (role != Role.Sales)
        {
            return of;
        }

        var serves = await db.Customers.Where(c => c.BuyerId == ticket.BuyerId && c.SellerId == ticket.SellerId).Select(c => c.SalespersonId).FirstOrDefaultAsync(ct);
        return [.. of.Where(id => id == serves)];
    }

    private static async Task<IReadOnlyList<long>> CustomersAsync(KBossDbContext db, Ticket ticket, CancellationToken ct)
    {
        var able = (await AbleAsync(db, ticket.BuyerId, Permissions.TicketsWrite, ct)).ConvertAll(m => m.Id);
        return await TalkingAsync(db, ticket, TicketSide.Customer, able, ct) is { Count: > 0 } talking ? talking : able;
    }

    private static async Task<List<long>> TalkingAsync(KBossDbContext db, Ticket ticket, TicketSide side, List<long> able, CancellationToken ct)
    {
        var talking = await db.TicketMessages.Where(m => m.TicketNo == ticket.TicketNo && m.Side == side)
            .Select(m => m.By.MemberId!.Value).Distinct().ToListAsync(ct);
        return [.. able.Intersect(talking)];
    }

    private static async Task<List<Able>> AbleAsync(KBossDbContext db, long organizationId, string permission, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(permission).Select(held => held.Role).ToList();
        return await db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => new Able(m.Id, m.Roles.Select(r => r.Role).ToList())).ToListAsync(ct);
    }

    private sealed record Able(long Id, List<Role> Roles);
}
