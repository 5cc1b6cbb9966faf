using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>What a customer asks: the first message of a ticket, and the order that it is about, if any.</summary>
public sealed record OpenTicket(string? Title, string? Text, string? OrderNo = null, IReadOnlyList<Upload>? Files = null);

/// <summary>
/// The talk between a customer and its seller. Each act writes for both sides in one transaction (the other side is told by notice) and is told to
/// open pages after the commit. A ticket that the actor does not see is <see cref="NotFoundException"/>.
/// </summary>
public sealed class TicketService(KBossDbContextFactory contexts, ICurrentActor current, FileStore files)
{
    /// <summary>
    /// Opens a ticket of the actor's organization and returns its number. Refuses with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>,
    /// <c>Tickets.OrderUnknown</c> for an order of somebody else, and as <see cref="SayAsync"/> for files.
    /// </summary>
    public async Task<string> OpenAsync(OpenTicket input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsWrite, ct);
        using var drafts = files.Draft();
        var sent = await DraftAsync(drafts, input.Files, ct);
        return await contexts.WithPartiesAsync(me, db => db.MeetCustomerAsync(me.OrganizationId, ct), async (db, customer) =>
        {
            var refusals = new Refusals();
            var orderNo = await refusals.TryAsync(() => OrderNoAsync(db, customer, input.OrderNo, ct));
            var made = refusals.Try(() => new Ticket(
                customer.Parties, customer.Name, BusinessNumber.New(BusinessNumber.Ticket, db.Now), input.Title, orderNo, me.Author(), db.Now));
            refusals.Try(() => TicketMessage.TextOf(input.Text, sent.Count));
            refusals.Demand();
            var opened = made!;
            db.Add(opened);
            await SayAsync(db, opened, me, input.Text, sent, ct);
            db.AfterCommit(new TicketChanged(opened.TicketNo, opened.SellerId, opened.BuyerId));
            await db.SaveChangesAsync(ct);
            return opened.TicketNo;
        }, ct);
    }

    /// <summary>
    /// Adds a message, with at most <see cref="TicketFile.MaxPerMessage"/> pictures or PDFs, and opens a closed ticket again. Refuses with
    /// <c>Tickets.ClosedForGood</c>, <c>Tickets.TooManyFiles</c>, the refusals of <see cref="UploadType.Document"/>, and <c>Common.TextRequired</c>
    /// when there is nothing to send.
    /// </summary>
    public async Task SayAsync(string ticketNo, string? text, IReadOnlyList<Upload>? sent = null, CancellationToken ct = default)
    {
        var me = await DemandAsync(ticketNo, ct);
        using var drafts = files.Draft();
        var written = await DraftAsync(drafts, sent, ct);
        await WithTicketAsync(me, ticketNo, (db, ticket) => SayAsync(db, ticket, me, text, written, ct), ct);
    }

    /// <summary>Ends the talk, for now; refused with <c>Tickets.ClosedAlready</c> the second time.</summary>
    public async Task CloseAsync(string ticketNo, CancellationToken ct = default)
    {
        var me = await DemandAsync(ticketNo, ct);
        await WithTicketAsync(me, ticketNo, async (db, ticket) =>
        {
            ticket.Close(me.Author(), db.Now);
            await TellAsync(db, ticket, me, "TicketClosed", ct);
        }, ct);
    }

    /// <summary>Who acts, once it is known that this is somebody who sees the ticket: no file of anybody else is written.</summary>
    /// <summary>The number of an order as it is stored, however it was typed; empty for a ticket about none.</summary>
    private static async Task<string> OrderNoAsync(KBossDbContext db, Customer customer, string? given, CancellationToken ct)
    {
        var typed = Require.Optional(given, "order", 50);
        var plain = NormalText.Key(typed);
        return typed.Length == 0 ? "" : await db.Orders
            .Where(o => (o.OrderNo == typed || o.OrderNo == plain) && o.BuyerId == customer.BuyerId && o.SellerId == customer.SellerId)
            .Select(o => o.OrderNo).FirstOrDefaultAsync(ct) ?? throw new RuleException("Tickets.OrderUnknown", typed) { Field = "order" };
    }

    private async Task<Actor> DemandAsync(string ticketNo, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        me.Demand(me.Kind == OrganizationKind.Customer ? Permissions.TicketsWrite : Permissions.TicketsAnswer);
        await using var db = contexts.Open(me);
        await db.FindTicketAsync(me, ticketNo, ct);
        return me;
    }

    private async Task WithTicketAsync(Actor me, string ticketNo, Func<KBossDbContext, Ticket, Task> act, CancellationToken ct)
    {
        await contexts.WithPartiesAsync(me, db => db.FindTicketAsync(me, ticketNo, ct), async (db, ticket) =>
        {
            await act(db, ticket);
            db.AfterCommit(new TicketChanged(ticketNo, ticket.SellerId, ticket.BuyerId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task SayAsync(
        KBossDbContext db, Ticket ticket, Actor me, string? text, IReadOnlyList<FileDraft> sent, CancellationToken ct)
    {
        var kind = ticket.Messages == 0 ? "TicketOpened" : "TicketSaid";
        var message = ticket.Say(me.Author(), text, sent.Count, db.Now);
        db.Add(message);
        foreach (var (draft, number) in sent.Select((d, i) => (d, i + 1)))
        {
            var stored = draft.Keep(db, me.OrganizationId);
            db.Add(new TicketFile(message, number, stored.Key, stored.Name, stored.ContentType, stored.Size));
        }

        await TellAsync(db, ticket, me, kind, ct);
    }

    /// <summary>
    /// Tells the other side: whoever takes part there, and otherwise everybody who may answer. Who has not read the last notice gets no second one.
    /// </summary>
    private static async Task TellAsync(KBossDbContext db, Ticket ticket, Actor me, string kind, CancellationToken ct)
    {
        var toCustomer = me.Kind != OrganizationKind.Customer;
        var organizationId = toCustomer ? ticket.BuyerId : ticket.SellerId;
        var side = toCustomer ? TicketSide.Customer : TicketSide.Seller;
        var roles = RolePermissions.Holding(toCustomer ? Permissions.TicketsWrite : Permissions.TicketsAnswer).Select(held => held.Role).ToList();
        var able = await db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        var talking = await db.TicketMessages.Where(m => m.TicketNo == ticket.TicketNo && m.Side == side)
            .Select(m => m.By.MemberId!.Value).Distinct().ToListAsync(ct);
        var told = able.Intersect(talking).ToList() is { Count: > 0 } part ? part : able;
        var waiting = await db.Notices.Where(n => n.OrganizationId == organizationId && n.Kind == kind && n.Subject == ticket.TicketNo && n.ReadAt == null)
            .Select(n => n.MemberId).ToListAsync(ct);
        foreach (var member in told.Except(waiting))
        {
            db.Add(new Notice(
                organizationId, member, kind, ticket.TicketNo, [toCustomer ? me.Name : ticket.CustomerName, ticket.Title, ticket.TicketNo], db.Now));
        }
    }

    /// <summary>Writes what was sent, once all of it has been looked at.</summary>
    private static async Task<IReadOnlyList<FileDraft>> DraftAsync(FileDrafts drafts, IReadOnlyList<Upload>? sent, CancellationToken ct)
    {
        if (sent?.Count > TicketFile.MaxPerMessage)
        {
            throw new RuleException("Tickets.TooManyFiles", TicketFile.MaxPerMessage) { Field = "files" };
        }

        var written = new List<FileDraft>();
        foreach (var (upload, type) in (sent ?? []).Select(upload => (upload, UploadType.Document(upload.Content, "files"))).ToList())
        {
            written.Add(await drafts.AddAsync(UploadType.Named(upload.Name, type), type, upload.Content, ct));
        }

        return written;
    }

    private sealed record SeenTicket(Actor Me, string TicketNo, long SellerId, long BuyerId);
}
