using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Talk;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Talk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>What a customer asks: the first message of a ticket, and the order and the category that it is about, if any.</summary>
public sealed record OpenTicket(string? Title, string? Text, string? OrderNo = null, IReadOnlyList<Upload>? Files = null, string? Category = null);

/// <summary>
/// The talk between a customer and its seller. Each act writes for both sides in one transaction (the other side is told by notice) and is told to
/// open pages after the commit. A ticket that the actor does not see is <see cref="NotFoundException"/>.
/// </summary>
public sealed class TicketService(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, TicketPromises promises, Changes changes)
{
    /// <summary>
    /// Opens a ticket of the actor's organization and returns its number. Refuses with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>,
    /// <c>Tickets.OrderUnknown</c> for an order of somebody else, <c>Tickets.CategoryUnknown</c>, and as <see cref="SayAsync"/> for files.
    /// </summary>
    public async Task<string> OpenAsync(OpenTicket input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsWrite, ct);
        using var drafts = files.Draft();
        var sent = await drafts.AddAllAsync(input.Files, ct);
        var promise = await promises.OfAsync(await SellerAsync(me, ct), ct);
        return await contexts.WithPartiesAsync(me, db => db.MeetCustomerAsync(me.OrganizationId, ct), async (db, customer) =>
        {
            var refusals = new Refusals();
            var orderNo = await refusals.TryAsync(() => OrderNoAsync(db, customer, input.OrderNo, ct));
            var category = await refusals.TryAsync(() => TicketCategories.FindAsync(db, customer.SellerId, input.Category, ct));
            var made = refusals.Try(() => new Ticket(
                customer.Parties, customer.Name, BusinessNumber.New(BusinessNumber.Ticket, db.Now), input.Title, orderNo, me.Author(), db.Now, category));
            refusals.Try(() => TalkText.Of(input.Text, sent.Count));
            refusals.Demand();
            var opened = made!;
            db.Add(opened);
            await SayAsync(db, opened, me, input.Text, sent, promise, ct);
            db.AfterCommit(new TicketChanged(opened.TicketNo, opened.SellerId, opened.BuyerId));
            await db.SaveChangesAsync(ct);
            return opened.TicketNo;
        }, ct);
    }

    /// <summary>
    /// Adds a message, with at most <see cref="TalkText.MaxFiles"/> pictures or PDFs, and opens a closed ticket again; the same words once more within
    /// <see cref="TalkText.Again"/>, where nothing was said since, are not said again. Refuses with
    /// <c>Tickets.ClosedForGood</c>, <c>Talk.TooManyFiles</c>, the refusals of <see cref="UploadType.Document"/>, and <c>Common.TextRequired</c>
    /// when there is nothing to send.
    /// </summary>
    public async Task SayAsync(string ticketNo, string? text, IReadOnlyList<Upload>? sent = null, CancellationToken ct = default)
    {
        var (me, seen) = await DemandAsync(ticketNo, ct);
        using var drafts = files.Draft();
        var written = await drafts.AddAllAsync(sent, ct);
        var promise = await promises.OfAsync(seen.SellerId, ct);
        await WithTicketAsync(me, ticketNo, async (db, ticket) =>
        {
            if (written.Count > 0 || !await IsSaidAsync(db, ticket, me, text, ct))
            {
                await SayAsync(db, ticket, me, text, written, promise, ct);
            }
        }, ct);
    }

    /// <summary>Ends the talk, for now; refused with <c>Tickets.ClosedAlready</c> the second time.</summary>
    public async Task CloseAsync(string ticketNo, CancellationToken ct = default)
    {
        var (me, _) = await DemandAsync(ticketNo, ct);
        await WithTicketAsync(me, ticketNo, async (db, ticket) =>
        {
            DemandTalk(me, ticket);
            ticket.Close(me.Author(), db.Now);
            await TicketNews.TellOtherSideAsync(db, ticket, me, "TicketClosed", ct);
        }, ct);
    }

    /// <summary>
    /// Says how content the actor's organization was with a closed ticket, again until it is opened again; who worked on it is told. Refuses like
    /// <see cref="Ticket.Rate"/>.
    /// </summary>
    public async Task RateAsync(string ticketNo, int stars, string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsWrite, ct);
        await WithTicketAsync(me, ticketNo, async (db, ticket) =>
        {
            ticket.Rate(me.By, stars, text, db.Now);
            await TicketNews.TellAsync(
                db, ticket.SellerId, await TicketNews.DeskAsync(db, ticket, ct), "TicketRated", ticket,
                [ticket.CustomerName, ticket.Title, ticket.TicketNo, stars.ToString(CultureInfo.InvariantCulture)], ct);
        }, ct);
    }

    /// <summary>Tells open pages that the actor is writing to the other side; nothing is kept of it.</summary>
    public async Task TypeAsync(string ticketNo, CancellationToken ct = default)
    {
        var (me, ticket) = await DemandAsync(ticketNo, ct);
        changes.Publish(new TicketTyping(ticketNo, ticket.SellerId, ticket.BuyerId, me.Author().Side, me.MemberId, me.Name));
    }

    /// <summary>The number of an order as it is stored, however it was typed; empty for a ticket about none.</summary>
    private static async Task<string> OrderNoAsync(KBossDbContext db, Customer customer, string? given, CancellationToken ct)
    {
        var typed = Require.Optional(given, "order", 50);
        var plain = NormalText.Key(typed);
        return typed.Length == 0 ? "" : await db.Orders
            .Where(o => (o.OrderNo == typed || o.OrderNo == plain) && o.BuyerId == customer.BuyerId && o.SellerId == customer.SellerId)
            .Select(o => o.OrderNo).FirstOrDefaultAsync(ct) ?? throw new RuleException("Tickets.OrderUnknown", typed) { Field = "order" };
    }

    private async Task<long> SellerAsync(Actor me, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        return await db.Customers.Where(c => c.BuyerId == me.OrganizationId).Select(c => (long?)c.SellerId).FirstOrDefaultAsync(ct) ?? throw new SignInException();
    }

    /// <summary>Who acts, once it is known that this is somebody who may talk in the ticket: no file of anybody else is written.</summary>
    private async Task<(Actor Me, Ticket Seen)> DemandAsync(string ticketNo, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        me.Demand(me.Kind == OrganizationKind.Customer ? Permissions.TicketsWrite : Permissions.TicketsTake);
        await using var db = contexts.Open(me);
        var ticket = await db.FindTicketAsync(me, ticketNo, ct);
        DemandTalk(me, ticket);
        return (me, ticket);
    }

    private static void DemandTalk(Actor me, Ticket ticket)
    {
        if (!me.MayTalk(ticket))
        {
            throw new PermissionException(Permissions.TicketsAnswer);
        }
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

    /// <summary>Whether the last that was said are these words of the actor, without files, just now.</summary>
    private static async Task<bool> IsSaidAsync(KBossDbContext db, Ticket ticket, Actor me, string? text, CancellationToken ct) =>
        await db.TicketMessages.FirstOrDefaultAsync(m => m.TicketNo == ticket.TicketNo && m.Number == ticket.Messages, ct) is { } last
        && last.IsAgain(me.By, text, db.Now)
        && !await db.TicketFiles.AnyAsync(f => f.TicketNo == ticket.TicketNo && f.MessageNumber == last.Number, ct);

    private static async Task SayAsync(
        KBossDbContext db, Ticket ticket, Actor me, string? text, IReadOnlyList<FileDraft> sent, TicketPromise promise, CancellationToken ct)
    {
        // It may have been handed over since it was looked at.
        DemandTalk(me, ticket);
        var kind = ticket.Messages > 0 ? "TicketSaid" : ticket.IsComplaint ? "TicketComplaint" : "TicketOpened";
        var message = ticket.Say(me.Author(), text, sent.Count, db.Now, promise);
        db.Add(message);
        foreach (var (draft, number) in sent.Select((d, i) => (d, i + 1)))
        {
            var stored = draft.Keep(db, me.OrganizationId);
            db.Add(new TicketFile(message, number, stored.Key, stored.Name, stored.ContentType, stored.Size));
        }

        await TicketNews.TellOtherSideAsync(db, ticket, me, kind, ct);
    }
}
