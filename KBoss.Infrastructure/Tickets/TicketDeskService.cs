using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// What the seller's people do with a ticket among themselves; the customer hears nothing of it but a new category. Each act needs somebody who may talk in
/// the ticket or who keeps the desk; one that the actor does not see is <see cref="NotFoundException"/>.
/// </summary>
public sealed class TicketDeskService(KBossDbContextFactory contexts, ICurrentActor current, TicketPromises promises)
{
    /// <summary>
    /// The actor works on it from now on; of two at once the first does, and the second is refused with <c>Tickets.ClaimedAlready</c>, which says who.
    /// </summary>
    public Task ClaimAsync(string ticketNo, CancellationToken ct = default) =>
        WithTicketAsync(ticketNo, (db, ticket, me) => Task.FromResult(ticket.Claim(me.By, db.Now)), ct);

    /// <summary>
    /// Another member works on it from now on and is told by notice; the reason stays as an internal line. Refuses at once a member who may not work on
    /// tickets (<c>Tickets.MemberUnable</c>) or works on it already, and a missing reason.
    /// </summary>
    public Task HandOverAsync(string ticketNo, long memberId, string? reason, CancellationToken ct = default) => WithTicketAsync(ticketNo, async (db, ticket, me) =>
    {
        var roles = RolePermissions.Holding(Permissions.TicketsTake).Select(held => held.Role).ToList();
        var refusals = new Refusals();
        var to = await refusals.TryAsync(async () => await db.Members
            .Where(m => m.Id == memberId && m.OrganizationId == ticket.SellerId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => new { m.Id, m.Name }).FirstOrDefaultAsync(ct) ?? throw new RuleException("Tickets.MemberUnable") { Field = "member" });
        refusals.Try(() => Require.Text(reason, "reason", TicketNote.MaxText, free: true));
        refusals.Demand();
        var note = ticket.HandOver(me.By, new By(to!.Id, to.Name), reason, db.Now);
        if (to.Id != me.MemberId)
        {
            await TicketNews.TellAsync(
                db, ticket.SellerId, [to.Id], "TicketHandedOver", ticket, [me.Name, ticket.Title, ticket.TicketNo, ticket.CustomerName], ct);
        }

        return note;
    }, ct);

    /// <summary>Nobody works on it any more; refused with <c>Tickets.NotClaimed</c>.</summary>
    public Task GiveBackAsync(string ticketNo, CancellationToken ct = default) =>
        WithTicketAsync(ticketNo, (db, ticket, me) => Task.FromResult(ticket.GiveBack(me.By, db.Now)), ct);

    /// <summary>How soon it should be answered; until when that is promised is counted anew.</summary>
    public Task PrioritizeAsync(string ticketNo, TicketPriority priority, CancellationToken ct = default) => WithTicketAsync(
        ticketNo, async (db, ticket, me) => ticket.Prioritize(me.By, priority, db.Now, await promises.OfAsync(me.OrganizationId, ct)), ct);

    /// <summary>
    /// Another category; the role that handles it, if it has one, is told. Refused with <c>Tickets.CategoryUnknown</c> for one that the organization does not
    /// have, and <c>Common.TextRequired</c>.
    /// </summary>
    public Task CategorizeAsync(string ticketNo, string? category, CancellationToken ct = default) => WithTicketAsync(ticketNo, async (db, ticket, me) =>
    {
        var chosen = await TicketCategories.FindAsync(db, me.OrganizationId, Require.Text(category, "category"), ct);
        var note = ticket.Categorize(me.By, chosen!, db.Now);
        await TicketNews.TellAsync(
            db, ticket.SellerId, (await TicketNews.ForwardedOrDeskAsync(db, ticket, ct)).Where(id => id != me.MemberId), "TicketForwarded", ticket,
            [me.Name, ticket.Title, ticket.TicketNo, ticket.CustomerName], ct);
        return note;
    }, ct);

    /// <summary>Writes an internal note into a ticket that the actor sees, also where it may not answer; refuses a text that is missing or too long.</summary>
    public Task NoteAsync(string ticketNo, string? text, CancellationToken ct = default) => WithTicketAsync(
        ticketNo, (db, ticket, me) => Task.FromResult(new TicketNote(ticket, TicketNoteKind.Note, me.By, "", text, db.Now)), ct, directs: false);

    private async Task WithTicketAsync(
        string ticketNo, Func<KBossDbContext, Ticket, Actor, Task<TicketNote>> act, CancellationToken ct, bool directs = true)
    {
        var me = await current.DemandAsync(Permissions.TicketsTake, ct);
        await promises.OfAsync(me.OrganizationId, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var ticket = await db.FindTicketAsync(me, ticketNo, ct);
            if (directs && !me.MayDirect(ticket))
            {
                throw new PermissionException(Permissions.TicketsAnswer);
            }

            db.Add(await act(db, ticket, me));
            db.AfterCommit(new TicketChanged(ticketNo, ticket.SellerId, ticket.BuyerId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
