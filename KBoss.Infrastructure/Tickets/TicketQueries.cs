using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>A ticket in a list; times UTC. <see cref="LastSide"/> wrote last.</summary>
public sealed record TicketRow(
    string TicketNo, string Title, string CustomerName, string OrderNo, TicketStatus Status, TicketSide LastSide, string LastBy, DateTime LastAt,
    int Messages, DateTime OpenedAt);

/// <summary>A file in a ticket: <see cref="Message"/> and <see cref="Number"/> name it.</summary>
public sealed record TicketFileRow(int Message, int Number, string Name, string ContentType, long Size);

/// <summary>What was said, by whom and when (UTC), and the files that came with it.</summary>
public sealed record TicketMessageRow(int Number, TicketSide Side, string Author, string Text, DateTime At, IReadOnlyList<TicketFileRow> Files);

/// <summary>A ticket with all that was said in it; <see cref="CustomerCode"/> names the customer's organization.</summary>
public sealed record TicketDetails(
    TicketRow Row, string CustomerCode, string OpenedBy, DateTime? ClosedAt, string ClosedBy, bool TakesMessages, IReadOnlyList<TicketMessageRow> Messages);

/// <summary>Reads tickets, for the customer who asks and for its seller.</summary>
public sealed class TicketQueries(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, TimeProvider time)
{
    /// <summary>
    /// The tickets that the actor sees. Filters <c>status</c> (open unless given), <c>waiting</c> (<c>yes</c>: the other side wrote last) and <c>q</c>
    /// over number, title, order and, for the seller, customer.
    /// Open ones for the seller: those that wait for an answer first, longest waiting first; all others newest first.
    /// </summary>
    public async Task<Page<TicketRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        await using var db = contexts.Open(me);
        var status = request.Filter<TicketStatus>("status") ?? TicketStatus.Open;
        var tickets = db.TicketsOf(me).AsNoTracking().Where(t => t.Status == status);
        if (request.Filter("waiting") == "yes")
        {
            var other = me.Kind == OrganizationKind.Customer ? TicketSide.Seller : TicketSide.Customer;
            tickets = tickets.Where(t => t.LastSide == other);
        }

        if (request.Search() is { } pattern)
        {
            tickets = tickets.Where(t => SearchText.Finds(t.TicketNo, pattern) || SearchText.Finds(t.Title, pattern)
                || SearchText.Finds(t.OrderNo, pattern) || SearchText.Finds(t.CustomerName, pattern));
        }

        var ordered = status == TicketStatus.Open && me.Kind == OrganizationKind.Distributor
            ? tickets.OrderBy(t => t.LastSide == TicketSide.Customer ? 0 : 1).ThenBy(t => t.LastAt).ThenBy(t => t.Id)
            : tickets.OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id);
        return await ordered.Select(Row).ToPageAsync(request, ct);
    }

    /// <summary>The tickets of one customer that the actor sees, newest first; the customer is named by the code of its organization.</summary>
    public async Task<Page<TicketRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        return await db.TicketsOf(me).AsNoTracking().Where(t => t.BuyerId == customer.BuyerId)
            .OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id).Select(Row).ToPageAsync(request, ct);
    }

    /// <summary>One ticket with its whole history; one that the actor does not see is <see cref="NotFoundException"/>.</summary>
    public async Task<TicketDetails> GetAsync(string ticketNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        await using var db = contexts.Open(me);
        var ticket = await db.FindTicketAsync(me, ticketNo, ct);
        var code = await db.Organizations.Where(o => o.Id == ticket.BuyerId).Select(o => o.Code).FirstAsync(ct);
        var sent = await db.TicketFiles.AsNoTracking().Where(f => f.TicketNo == ticketNo).OrderBy(f => f.MessageNumber).ThenBy(f => f.Number)
            .Select(f => new TicketFileRow(f.MessageNumber, f.Number, f.Name, f.ContentType, f.Size)).ToListAsync(ct);
        var messages = await db.TicketMessages.AsNoTracking().Where(m => m.TicketNo == ticketNo).OrderBy(m => m.Number).ToListAsync(ct);
        return new TicketDetails(
            new TicketRow(
                ticket.TicketNo, ticket.Title, ticket.CustomerName, ticket.OrderNo, ticket.Status, ticket.LastSide, ticket.LastBy.Name, ticket.LastAt,
                ticket.Messages, ticket.OpenedAt),
            code, ticket.OpenedBy.Name, ticket.ClosedAt, ticket.ClosedBy.Name, ticket.TakesMessages(time.UtcNow()),
            [.. messages.Select(m => new TicketMessageRow(m.Number, m.Side, m.By.Name, m.Text, m.At, [.. sent.Where(f => f.Message == m.Number)]))]);
    }

    /// <summary>The bytes of a file in a ticket that the actor sees; otherwise <see cref="NotFoundException"/>.</summary>
    public async Task<(string Name, string ContentType, byte[] Content)> OpenFileAsync(string ticketNo, int message, int number, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        // Each side's files are kept in its own name, and both may read what was sent to them.
        return await contexts.ReadWithPartiesAsync(me, FindAsync, async (db, file) =>
        {
            var (_, content) = await files.ReadAsync(db, file.Key, ct);
            return (file.Name, file.ContentType, content);
        });

        async Task<TicketFile> FindAsync(KBossDbContext own)
        {
            _ = await own.FindTicketAsync(me, ticketNo, ct);
            return await own.TicketFiles.AsNoTracking().FirstOrDefaultAsync(f => f.TicketNo == ticketNo && f.MessageNumber == message && f.Number == number, ct)
                ?? throw new NotFoundException("file", $"{ticketNo}/{message}/{number}");
        }
    }

    private static System.Linq.Expressions.Expression<Func<Ticket, TicketRow>> Row { get; } = t => new TicketRow(
        t.TicketNo, t.Title, t.CustomerName, t.OrderNo, t.Status, t.LastSide, t.LastBy.Name, t.LastAt, t.Messages, t.OpenedAt);
}
