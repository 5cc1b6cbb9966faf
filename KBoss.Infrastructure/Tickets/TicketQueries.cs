using System.Linq.Expressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>How soon a ticket is to be answered.</summary>
public enum TicketUrgency
{
    /// <summary>Nobody waits.</summary>
    None,

    /// <summary>There is time.</summary>
    InTime,

    /// <summary>Most of the time has passed.</summary>
    Soon,

    /// <summary>The time is over.</summary>
    Overdue,
}

/// <summary>
/// A ticket in a list; times UTC. <see cref="LastSide"/> wrote last. What the seller keeps for itself is null for its customer.
/// </summary>
public sealed record TicketRow(
    string TicketNo, string Title, string CustomerName, string OrderNo, TicketStatus Status, TicketSide LastSide, string LastBy, DateTime LastAt,
    int Messages, DateTime OpenedAt)
{
    public string Category { get; init; } = "";

    /// <summary>The code of its customer's organization.</summary>
    public string CustomerCode { get; init; } = "";

    /// <summary>The member who opened it.</summary>
    public string OpenedBy { get; init; } = "";

    public bool IsComplaint { get; init; }

    public int? Stars { get; init; }

    public TicketPriority? Priority { get; init; }

    public Role? ForwardedTo { get; init; }

    public long? AssigneeId { get; init; }

    public string? Assignee { get; init; }

    /// <summary>Since when the customer waits for an answer.</summary>
    public DateTime? WaitingSince { get; init; }

    /// <summary>Until when the answer is promised.</summary>
    public DateTime? DueAt { get; init; }

    public DateTime? WarnAt { get; init; }

    /// <summary>The working time that is left until then; below zero once it is over.</summary>
    public TimeSpan? Left { get; init; }

    public TicketUrgency Urgency { get; init; }
}

/// <summary>An internal line of the seller; <see cref="Detail"/> is the member, priority or category that it names.</summary>
public sealed record TicketNoteRow(long Id, TicketNoteKind Kind, string Author, string Detail, string Text, DateTime At)
{
    /// <summary>Whether the reader has written it.</summary>
    public bool Mine { get; init; }
}

/// <summary>What the customer said of a closed ticket.</summary>
public sealed record TicketRating(int Stars, string Text, string By, DateTime At);

/// <summary>How many tickets stand behind each view of the desk; all but the last count open ones.</summary>
public sealed record DeskCounts(int Mine, int Unclaimed, int Waiting, int Overdue, int Open, int Closed);

/// <summary>How many tickets, open and closed, a search finds whatever view of the desk it was typed in.</summary>
public sealed record TicketsFound(int Open, int Closed);

/// <summary>A category to choose from; without an id it is one of the defaults.</summary>
public sealed record CategoryRow(long? Id, string Name, bool IsComplaint, Role? ForwardTo);

/// <summary>A quick reply as it is kept.</summary>
public sealed record QuickReplyRow(long Id, string Title, string Text);

/// <summary>A member to whom a ticket can be handed over.</summary>
public sealed record ColleagueRow(long MemberId, string Name, int Open);

/// <summary>A file in a ticket: <see cref="Message"/> and <see cref="Number"/> name it.</summary>
public sealed record TicketFileRow(int Message, int Number, string Name, string ContentType, long Size);

/// <summary>What was said, by whom and when (UTC), and the files that came with it.</summary>
public sealed record TicketMessageRow(int Number, TicketSide Side, string Author, string Text, DateTime At, IReadOnlyList<TicketFileRow> Files)
{
    /// <summary>Whether the reader has said it.</summary>
    public bool Mine { get; init; }
}

/// <summary>
/// A ticket with all that was said in it. <see cref="MayTalk"/>: whether the reader may write to
/// the other side. There are no <see cref="Notes"/> for the customer.
/// </summary>
public sealed record TicketDetails(
    TicketRow Row, string OpenedBy, DateTime? ClosedAt, string ClosedBy, bool TakesMessages, IReadOnlyList<TicketMessageRow> Messages)
{
    public IReadOnlyList<TicketNoteRow> Notes { get; init; } = [];

    public TicketRating? Rating { get; init; }

    public bool MayTalk { get; init; }

    /// <summary>Whether the reader may say who works on it, how urgent it is and what it is about.</summary>
    public bool MayDirect { get; init; }
}

/// <summary>Reads tickets, for the customer who asks and for its seller.</summary>
public sealed class TicketQueries(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, TicketPromises promises, TimeProvider time)
{
    /// <summary>How many other tickets of a customer are shown beside one.</summary>
    public const int Others = 6;

    /// <summary>The filters that make a view of the desk.</summary>
    private static readonly string[] OfViews = ["status", "all", "mine", "waiting", "overdue"];

    /// <summary>
    /// The tickets that the actor sees. Filters <c>status</c> (open unless given), <c>all</c> (<c>yes</c>: open and closed), <c>waiting</c> (<c>yes</c>: the
    /// other side wrote last), <c>category</c>, <c>from</c> and <c>to</c> (Shanghai days of opening, both included), <c>rated</c> (<c>yes</c>) and <c>q</c>
    /// over number, title, order, messages and, for the seller, customer and internal notes; for the seller also <c>mine</c> (<c>yes</c>, or <c>nobody</c>),
    /// <c>overdue</c> (<c>yes</c>), <c>answered</c> (a <see cref="FirstAnswerState"/>; of very many the newest), <c>priority</c> and <c>type</c>
    /// (<c>complaint</c>). Open ones for the seller: what runs out first comes first and what waits for the customer last, unless <c>sort</c> is <c>last</c>
    /// or <c>opened</c>; all others newest first.
    /// </summary>
    public async Task<Page<TicketRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        var promise = await PromiseAsync(me, ct);
        await using var db = contexts.Open(me);
        TicketStatus? status = request.Is("all", "yes") ? null : request.Filter<TicketStatus>("status") ?? TicketStatus.Open;
        var all = db.TicketsOf(me).AsNoTracking();
        var tickets = Filtered(db, me, status is { } one ? all.Where(t => t.Status == one) : all, request);
        if (promise is not null && request.Filter<FirstAnswerState>("answered") is { } answered)
        {
            var judged = await FirstAnswers.ReadAsync(tickets, promise, time.UtcNow(), ct);
            var ids = judged.Where(a => a.State == answered).Select(a => a.TicketId).ToList();
            tickets = tickets.Where(t => EF.Parameter(ids).Contains(t.Id));
        }

        var page = await Ordered(tickets, me, status, request).Select(Row(db)).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(row => Timed(row, promise))], page.Total);
    }

    /// <summary>How many tickets stand behind each view of the desk.</summary>
    public async Task<DeskCounts> CountsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsTake, ct);
        await using var db = contexts.Open(me);
        var (all, now, memberId) = (db.TicketsOf(me), time.UtcNow(), me.MemberId);
        var open = all.Where(t => t.Status == TicketStatus.Open);
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId).Select(o => new DeskCounts(
            open.Count(t => t.Desk!.Assignee.MemberId == memberId), open.Count(t => t.Desk!.Assignee.MemberId == null),
            open.Count(t => t.LastSide == TicketSide.Customer), open.Count(t => t.Desk!.DueAt < now), open.Count(),
            all.Count(t => t.Status == TicketStatus.Closed))).SingleAsync(ct);
    }

    /// <summary>
    /// How many tickets the same search finds in all views of the desk together; filters as in <see cref="ListAsync"/>, without those of a view.
    /// </summary>
    public async Task<TicketsFound> FoundAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsTake, ct);
        await using var db = contexts.Open(me);
        var anywhere = request with { Filters = request.Filters.Where(f => !OfViews.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value) };
        var found = Filtered(db, me, db.TicketsOf(me).AsNoTracking(), anywhere);
        return await found.GroupBy(_ => 1)
            .Select(g => new TicketsFound(g.Count(t => t.Status == TicketStatus.Open), g.Count(t => t.Status == TicketStatus.Closed))).FirstOrDefaultAsync(ct)
            ?? new TicketsFound(0, 0);
    }

    /// <summary>The other tickets of the customer of a ticket that the actor sees as well, newest first; nothing for the customer itself.</summary>
    public async Task<IReadOnlyList<TicketRow>> OthersAsync(string ticketNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        await using var db = contexts.Open(me);
        var ticket = await db.FindTicketAsync(me, ticketNo, ct);
        return me.Kind == OrganizationKind.Customer ? [] : await db.TicketsOf(me).AsNoTracking()
            .Where(t => t.BuyerId == ticket.BuyerId && t.TicketNo != ticketNo)
            .OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id).Take(Others).Select(Row(db)).ToListAsync(ct);
    }

    /// <summary>The categories from which the actor's organization chooses: its seller's for a customer, otherwise its own.</summary>
    public async Task<IReadOnlyList<CategoryRow>> CategoriesAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        if (me.Kind != OrganizationKind.Customer)
        {
            await using var own = contexts.Open(me);
            return await ReadAsync(own, me.OrganizationId);
        }

        return await contexts.ReadWithPartiesAsync(
            me, async db => await db.Customers.AsNoTracking().FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new SignInException(),
            async (db, customer) => (await ReadAsync(db, customer.SellerId)).Select(c => c with { ForwardTo = null }).ToList());

        async Task<IReadOnlyList<CategoryRow>> ReadAsync(KBossDbContext db, long sellerId) =>
            [.. (await TicketCategories.OfAsync(db, sellerId, ct)).Select(c => new CategoryRow(c.Id, c.Terms.Name!, c.Terms.IsComplaint, c.Terms.ForwardTo))];
    }

    /// <summary>The quick replies of the actor's organization, by title.</summary>
    public async Task<IReadOnlyList<QuickReplyRow>> QuickRepliesAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsTake, ct);
        await using var db = contexts.Open(me);
        return await db.QuickReplies.AsNoTracking().Where(r => r.OrganizationId == me.OrganizationId).OrderBy(r => r.TitleKey)
            .Select(r => new QuickReplyRow(r.Id, r.Title, r.Text)).ToListAsync(ct);
    }

    /// <summary>To whom a ticket can be handed over, by name, and how many open ones each of them has.</summary>
    public async Task<IReadOnlyList<ColleagueRow>> ColleaguesAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsTake, ct);
        await using var db = contexts.Open(me);
        var roles = RolePermissions.Holding(Permissions.TicketsTake).Select(held => held.Role).ToList();
        return await db.Members.AsNoTracking()
            .Where(m => m.OrganizationId == me.OrganizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .OrderBy(m => m.Name).ThenBy(m => m.Id)
            .Select(m => new ColleagueRow(m.Id, m.Name, db.Tickets.Count(
                t => t.SellerId == me.OrganizationId && t.Status == TicketStatus.Open && t.Desk!.Assignee.MemberId == m.Id)))
            .ToListAsync(ct);
    }

    /// <summary>The tickets of one customer that the actor sees, newest first; the customer is named by the code of its organization.</summary>
    public async Task<Page<TicketRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        return await db.TicketsOf(me).AsNoTracking().Where(t => t.BuyerId == customer.BuyerId)
            .OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id).Select(Row(db)).ToPageAsync(request, ct);
    }

    /// <summary>One ticket with its whole history; one that the actor does not see is <see cref="NotFoundException"/>.</summary>
    public async Task<TicketDetails> GetAsync(string ticketNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsView, ct);
        var promise = await PromiseAsync(me, ct);
        await using var db = contexts.Open(me);
        var (ticket, row) = await db.TicketsOf(me).AsNoTracking().Include(t => t.Desk).Where(t => t.TicketNo == ticketNo)
            .Select(Beside(Row(db))).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("ticket", ticketNo);
        var sent = await db.TicketFiles.AsNoTracking().Where(f => f.TicketNo == ticketNo).OrderBy(f => f.MessageNumber).ThenBy(f => f.Number)
            .Select(f => new TicketFileRow(f.MessageNumber, f.Number, f.Name, f.ContentType, f.Size)).ToListAsync(ct);
        var messages = await db.TicketMessages.AsNoTracking().Where(m => m.TicketNo == ticketNo).OrderBy(m => m.Number).ToListAsync(ct);
        List<TicketNoteRow> notes = me.Kind == OrganizationKind.Customer ? [] : await db.TicketNotes.AsNoTracking()
            .Where(n => n.TicketNo == ticketNo && n.OrganizationId == me.OrganizationId).OrderBy(n => n.Id)
            .Select(n => new TicketNoteRow(n.Id, n.Kind, n.By.Name, n.Detail, n.Text, n.At) { Mine = n.By.MemberId == me.MemberId }).ToListAsync(ct);
        return new TicketDetails(
            Timed(row, promise), ticket.OpenedBy.Name, ticket.ClosedAt, ticket.ClosedBy.Name, ticket.TakesMessages(time.UtcNow()),
            [
                .. messages.Select(m => new TicketMessageRow(m.Number, m.Side, m.By.Name, m.Text, m.At, [.. sent.Where(f => f.Message == m.Number)])
                {
                    Mine = m.By.MemberId == me.MemberId,
                }),
            ])
        {
            Notes = notes,
            Rating = ticket.Stars is { } stars ? new TicketRating(stars, ticket.RatingText, ticket.RatedBy.Name, ticket.RatedAt!.Value) : null,
            MayTalk = me.MayTalk(ticket),
            MayDirect = me.MayDirect(ticket),
        };
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

    private static Expression<Func<Ticket, TicketRow>> Row(KBossDbContext db) => t => new TicketRow(
        t.TicketNo, t.Title, t.CustomerName, t.OrderNo, t.Status, t.LastSide, t.LastBy.Name, t.LastAt, t.Messages, t.OpenedAt)
    {
        Category = t.Category,
        CustomerCode = db.Organizations.Where(o => o.Id == t.BuyerId).Select(o => o.Code).First(),
        OpenedBy = t.OpenedBy.Name,
        IsComplaint = t.IsComplaint,
        Stars = t.Stars,
        Priority = t.Desk == null ? null : t.Desk.Priority,
        ForwardedTo = t.Desk == null ? null : t.Desk.ForwardedTo,
        AssigneeId = t.Desk == null ? null : t.Desk.Assignee.MemberId,
        Assignee = t.Desk == null ? null : t.Desk.Assignee.Name,
        WaitingSince = t.Desk == null ? null : t.Desk.WaitingSince,
        DueAt = t.Desk == null ? null : t.Desk.DueAt,
        WarnAt = t.Desk == null ? null : t.Desk.WarnAt,
    };

    /// <summary>A ticket itself beside its row, in one query.</summary>
    private static Expression<Func<Ticket, FoundTicket>> Beside(Expression<Func<Ticket, TicketRow>> row) => Expression.Lambda<Func<Ticket, FoundTicket>>(
        Expression.New(typeof(FoundTicket).GetConstructors()[0], row.Parameters[0], row.Body), row.Parameters);

    private sealed record FoundTicket(Ticket Ticket, TicketRow Row);

    private static IOrderedQueryable<Ticket> Ordered(IQueryable<Ticket> tickets, Actor me, TicketStatus? status, PageRequest request) => request.Sort switch
    {
        "opened" => request.Descending ? tickets.OrderByDescending(t => t.OpenedAt).ThenByDescending(t => t.Id) : tickets.OrderBy(t => t.OpenedAt).ThenBy(t => t.Id),
        "last" => request.Descending ? tickets.OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id) : tickets.OrderBy(t => t.LastAt).ThenBy(t => t.Id),
        _ when status == TicketStatus.Open && me.Kind == OrganizationKind.Distributor => tickets
            .OrderBy(t => t.Desk!.WaitingSince == null ? 1 : 0).ThenBy(t => t.Desk!.DueAt == null ? 1 : 0).ThenBy(t => t.Desk!.DueAt)
            .ThenBy(t => t.LastAt).ThenBy(t => t.Id),
        _ => tickets.OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id),
    };

    private IQueryable<Ticket> Filtered(KBossDbContext db, Actor me, IQueryable<Ticket> tickets, PageRequest request)
    {
        var isCustomer = me.Kind == OrganizationKind.Customer;
        if (request.Is("waiting", "yes"))
        {
            var other = isCustomer ? TicketSide.Seller : TicketSide.Customer;
            tickets = tickets.Where(t => t.LastSide == other);
        }

        if (request.Filter("category") is { } category)
        {
            tickets = tickets.Where(t => t.Category == category);
        }

        tickets = request.Is("rated", "yes") ? tickets.Where(t => t.Stars != null) : tickets;
        var days = request.Days(time.UtcNow());
        if (days.From is { } from)
        {
            tickets = tickets.Where(t => t.OpenedAt >= from);
        }

        if (days.Until is { } until)
        {
            tickets = tickets.Where(t => t.OpenedAt < until);
        }

        if (!isCustomer)
        {
            var (memberId, now) = (me.MemberId, time.UtcNow());
            tickets = request.Choice("mine", "yes", "nobody") switch
            {
                "yes" => tickets.Where(t => t.Desk!.Assignee.MemberId == memberId),
                "nobody" => tickets.Where(t => t.Desk!.Assignee.MemberId == null),
                _ => tickets,
            };
            tickets = request.Is("overdue", "yes") ? tickets.Where(t => t.Desk!.DueAt < now) : tickets;
            tickets = request.Is("type", "complaint") ? tickets.Where(t => t.IsComplaint) : tickets;
            if (request.Filter<TicketPriority>("priority") is { } priority)
            {
                tickets = tickets.Where(t => t.Desk!.Priority == priority);
            }
        }

        if (request.Search() is { } pattern)
        {
            tickets = tickets.Where(t => SearchText.Finds(t.TicketNo, pattern) || SearchText.Finds(t.Title, pattern)
                || SearchText.Finds(t.OrderNo, pattern) || SearchText.Finds(t.CustomerName, pattern)
                || db.TicketMessages.Any(m => m.TicketNo == t.TicketNo && SearchText.Finds(m.Text, pattern))
                || db.TicketNotes.Any(n => n.TicketNo == t.TicketNo && SearchText.Finds(n.Text, pattern)));
        }

        return tickets;
    }

    /// <summary>What the actor's organization promises; nothing that its customers are told of.</summary>
    private async Task<TicketPromise?> PromiseAsync(Actor me, CancellationToken ct) =>
        me.Kind == OrganizationKind.Customer ? null : await promises.OfAsync(me.OrganizationId, ct);

    private TicketRow Timed(TicketRow row, TicketPromise? promise)
    {
        if (promise is null || row is not { WaitingSince: not null, DueAt: { } due })
        {
            return row;
        }

        var now = time.UtcNow();
        return row with
        {
            Left = promise.Left(due, now),
            Urgency = now > due ? TicketUrgency.Overdue : now >= row.WarnAt ? TicketUrgency.Soon : TicketUrgency.InTime,
        };
    }
}
