using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Conversations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Conversations;

/// <summary>A file in a conversation: <see cref="Message"/> and <see cref="Number"/> name it.</summary>
public sealed record ConversationFileRow(int Message, int Number, string Name, string ContentType, long Size);

/// <summary>What was said, by whom and when (UTC), and the files that came with it.</summary>
public sealed record ConversationMessageRow(
    int Number, ConversationSide Side, string Author, string Text, DateTime At, IReadOnlyList<ConversationFileRow> Files)
{
    /// <summary>Whether the reader has said it.</summary>
    public bool Mine { get; init; }
}

/// <summary>
/// A conversation as one of its sides sees it: the messages from a number on, and how many there are. <see cref="Salesperson"/> is null where the customer has
/// none who can serve it. <see cref="FirstUnread"/> is one more than the last message where the reader has read everything.
/// </summary>
public sealed record ConversationDetails(
    long BuyerId, string CustomerCode, string CustomerName, string SellerName, string? Salesperson, int Count, int FirstUnread, DateTime? WaitingSince,
    IReadOnlyList<ConversationMessageRow> Messages)
{
    /// <summary>The working time that the customer has waited; none while it does not, and none for the customer.</summary>
    public TimeSpan? Waited { get; init; }
}

/// <summary>
/// A conversation in the list of the seller's people; times UTC. <see cref="Begin"/> is how the last message begins, empty where it was files alone.
/// </summary>
public sealed record ConversationRow(
    string CustomerCode, string CustomerName, string? Salesperson, int Unread, ConversationSide LastSide, string LastBy, string Begin, DateTime LastAt,
    int Messages, DateTime? WaitingSince)
{
    public long? SalespersonId { get; init; }

    /// <summary>The working time that the customer has waited; none while it does not.</summary>
    public TimeSpan? Waited { get; init; }
}

/// <summary>How many conversations stand behind each view of the list.</summary>
public sealed record ConversationCounts(int All, int Waiting, int Unread, int Mine);

/// <summary>How many customers wait for a word of the reader, and the first of them.</summary>
public sealed record ConversationHome(int Waiting, int Unread, IReadOnlyList<ConversationRow> First);

/// <summary>Reads conversations, for the customer and for its seller.</summary>
public sealed class ConversationQueries(
    KBossDbContextFactory contexts, ICurrentActor current, FileStore files, WorkingHours hours, UnreadConversations unread, TimeProvider time)
{
    /// <summary>How many messages are read at once.</summary>
    public const int AtOnce = 50;

    /// <summary>How many of those who wait stand on a home.</summary>
    public const int OnHome = 5;

    private const int Begins = 80;

    /// <summary>From what working time on a customer has waited long; twice as much is too long.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromHours(4);

    /// <summary>
    /// A conversation from the message with the number <paramref name="from"/> on, or its last <see cref="AtOnce"/>; where nothing was said yet it is empty.
    /// One that the actor does not talk in is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<ConversationDetails> GetAsync(string? code, int? from = null, CancellationToken ct = default)
    {
        var me = await current.DemandSpeakerAsync(ct);
        // Who reads what the customer writes is one of the seller's people, and the customer is told the name.
        var details = await contexts.ReadWithPartiesAsync(me, db => db.FindTalkedToAsync(me, code, ct), async (db, customer) =>
        {
            var serving = db.Members.Serving(customer.SellerId, OrganizationKind.Distributor);
            var facts = await db.Organizations.AsNoTracking().Where(o => o.Id == customer.BuyerId).Select(o => new
            {
                o.Code,
                Seller = db.Organizations.Where(s => s.Id == customer.SellerId).Select(s => s.Name).First(),
                Salesperson = serving.Where(m => m.Id == customer.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                Read = db.ConversationReadings.Where(r => r.BuyerId == customer.BuyerId && r.MemberId == me.MemberId).Select(r => r.UpTo).FirstOrDefault(),
            }).FirstAsync(ct);
            if (await db.Conversations.AsNoTracking().FirstOrDefaultAsync(c => c.BuyerId == customer.BuyerId, ct) is not { } conversation)
            {
                return new ConversationDetails(customer.BuyerId, facts.Code, customer.Name, facts.Seller, facts.Salesperson, 0, 1, null, []);
            }

            var first = from ?? conversation.Messages - AtOnce + 1;
            var said = await db.ConversationMessages.AsNoTracking().Where(m => m.BuyerId == customer.BuyerId && m.Number >= first)
                .OrderBy(m => m.Number).ToListAsync(ct);
            var sent = await db.ConversationFiles.AsNoTracking().Where(f => f.BuyerId == customer.BuyerId && f.MessageNumber >= first).OrderBy(f => f.Number)
                .Select(f => new ConversationFileRow(f.MessageNumber, f.Number, f.Name, f.ContentType, f.Size)).ToListAsync(ct);
            return new ConversationDetails(
                customer.BuyerId, facts.Code, customer.Name, facts.Seller, facts.Salesperson, conversation.Messages,
                conversation.FirstUnread(me.SideOf(), facts.Read), conversation.WaitingSince,
                [
                    .. said.Select(m => new ConversationMessageRow(m.Number, m.Side, m.By.Name, m.Text, m.At, [.. sent.Where(f => f.Message == m.Number)])
                    {
                        Mine = m.By.MemberId == me.MemberId,
                    }),
                ]);
        });
        return me.Kind == OrganizationKind.Customer || details.WaitingSince is not { } since ? details
            : details with { Waited = (await hours.OfAsync(me.OrganizationId, ct)).Between(since, time.UtcNow()) };
    }

    /// <summary>
    /// The conversations in which the actor talks: those with something unread first, then who waits the longest, then the newest; or by <c>sort</c>
    /// <c>last</c>. Filters <c>waiting</c> (<c>yes</c>), <c>unread</c> (<c>yes</c>), <c>mine</c> (<c>yes</c>: the actor's own customers) and <c>q</c> over
    /// the customer and what was said.
    /// </summary>
    public async Task<Page<ConversationRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConversationsAnswer, ct);
        var calendar = await hours.OfAsync(me.OrganizationId, ct);
        await using var db = contexts.Open(me);
        var rows = Talks(db, me);
        rows = request.Is("waiting", "yes") ? rows.Where(r => r.Talk.WaitingSince != null) : rows;
        rows = request.Is("unread", "yes") ? rows.Where(r => r.Talk.Messages > r.Seen) : rows;
        rows = request.Is("mine", "yes") ? rows.Where(r => r.Customer.SalespersonId == me.MemberId) : rows;
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.Customer.Name, pattern)
                || db.ConversationMessages.Any(m => m.BuyerId == r.Talk.BuyerId && SearchText.Finds(m.Text, pattern)));
        }

        var sorted = request.Sort == "last"
            ? request.Descending ? rows.OrderByDescending(r => r.Talk.LastAt) : rows.OrderBy(r => r.Talk.LastAt)
            : rows.OrderBy(r => r.Talk.Messages > r.Seen ? 0 : 1).ThenBy(r => r.Talk.WaitingSince == null ? 1 : 0).ThenBy(r => r.Talk.WaitingSince)
                .ThenByDescending(r => r.Talk.LastAt);
        var page = await Shown(db, sorted.ThenByDescending(r => r.Talk.Id)).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(row => Waited(row, calendar))], page.Total);
    }

    /// <summary>How many conversations stand behind each view of the list.</summary>
    public async Task<ConversationCounts> CountsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConversationsAnswer, ct);
        await using var db = contexts.Open(me);
        return await Talks(db, me).GroupBy(_ => 1).Select(g => new ConversationCounts(
            g.Count(), g.Count(r => r.Talk.WaitingSince != null), g.Count(r => r.Talk.Messages > r.Seen), g.Count(r => r.Customer.SalespersonId == me.MemberId)))
            .FirstOrDefaultAsync(ct) ?? new ConversationCounts(0, 0, 0, 0);
    }

    /// <summary>What waits for a word of the actor: one query.</summary>
    public async Task<ConversationHome> HomeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConversationsAnswer, ct);
        var calendar = await hours.OfAsync(me.OrganizationId, ct);
        await using var db = contexts.Open(me);
        // Whatever is unread waits.
        var waiting = Talks(db, me).Where(r => r.Talk.WaitingSince != null);
        var first = await Shown(db, waiting.OrderBy(r => r.Talk.WaitingSince).ThenBy(r => r.Talk.Id))
            .Select(row => new { Row = row, Waiting = waiting.Count(), Unread = waiting.Count(r => r.Talk.Messages > r.Seen) }).Take(OnHome).ToListAsync(ct);
        return first is [var one, ..]
            ? new ConversationHome(one.Waiting, one.Unread, [.. first.Select(f => Waited(f.Row, calendar))]) : new ConversationHome(0, 0, []);
    }

    /// <summary>
    /// For a member of a customer how many messages it has not read, for the seller's people in how many conversations there are some; none for a visitor, for
    /// who talks in none, nor while a duty is left.
    /// </summary>
    public async Task<int> CountUnreadAsync(CancellationToken ct = default)
    {
        if (await current.FindAsync(ct) is not { Duty: null } me
            || !me.Has(me.Kind == OrganizationKind.Customer ? Permissions.ConversationsWrite : Permissions.ConversationsAnswer))
        {
            return 0;
        }

        return await unread.GetAsync(me, async token =>
        {
            await using var db = contexts.Open(me);
            return me.Kind == OrganizationKind.Customer
                ? await Talks(db, me).Select(r => r.Talk.Messages - r.Seen).FirstOrDefaultAsync(token)
                : await Talks(db, me).CountAsync(r => r.Talk.Messages > r.Seen, token);
        }, ct);
    }

    /// <summary>The bytes of a file in a conversation in which the actor talks; otherwise <see cref="NotFoundException"/>.</summary>
    public async Task<(string Name, string ContentType, byte[] Content)> OpenFileAsync(string? code, int message, int number, CancellationToken ct = default)
    {
        var me = await current.DemandSpeakerAsync(ct);
        // Each side's files are kept in its own name, and both may read what was sent to them.
        return await contexts.ReadWithPartiesAsync(me, db => db.FindTalkedToAsync(me, code, ct), async (db, customer) =>
        {
            var file = await db.ConversationFiles.AsNoTracking()
                .FirstOrDefaultAsync(f => f.BuyerId == customer.BuyerId && f.MessageNumber == message && f.Number == number, ct)
                ?? throw new NotFoundException("file", $"{code}/{message}/{number}");
            var (_, content) = await files.ReadAsync(db, file.Key, ct);
            return (file.Name, file.ContentType, content);
        });
    }

    /// <summary>The conversations in which the actor talks, and up to which message it has read: what its own side has answered counts as read.</summary>
    private static IQueryable<Talked> Talks(KBossDbContext db, Actor me)
    {
        var ofCustomer = me.Kind == OrganizationKind.Customer;
        return
            from customer in db.TalkedToBy(me).AsNoTracking()
            join talk in db.Conversations.AsNoTracking() on customer.BuyerId equals talk.BuyerId
            let own = ofCustomer ? talk.CustomerUpTo : talk.SellerUpTo
            let read = db.ConversationReadings.Where(r => r.BuyerId == talk.BuyerId && r.MemberId == me.MemberId).Select(r => r.UpTo).FirstOrDefault()
            select new Talked { Customer = customer, Talk = talk, Seen = read > own ? read : own };
    }

    private static IQueryable<ConversationRow> Shown(KBossDbContext db, IQueryable<Talked> rows) => rows.Select(r => new ConversationRow(
        db.Organizations.Where(o => o.Id == r.Talk.BuyerId).Select(o => o.Code).First(), r.Customer.Name,
        db.Members.Where(m => m.Id == r.Customer.SalespersonId).Select(m => m.Name).FirstOrDefault(), r.Talk.Messages - r.Seen,
        r.Talk.CustomerUpTo == r.Talk.Messages ? ConversationSide.Customer : ConversationSide.Seller, r.Talk.LastBy.Name,
        db.ConversationMessages.Where(m => m.BuyerId == r.Talk.BuyerId && m.Number == r.Talk.Messages)
            .Select(m => m.Text.Substring(0, Begins)).FirstOrDefault() ?? "",
        r.Talk.LastAt, r.Talk.Messages, r.Talk.WaitingSince)
    {
        SalespersonId = r.Customer.SalespersonId,
    });

    private ConversationRow Waited(ConversationRow row, WorkingCalendar calendar) =>
        row.WaitingSince is { } since ? row with { Waited = calendar.Between(since, time.UtcNow()) } : row;

    private sealed class Talked
    {
        public required Domain.Customers.Customer Customer { get; init; }

        public required Conversation Talk { get; init; }

        public required int Seen { get; init; }
    }
}
