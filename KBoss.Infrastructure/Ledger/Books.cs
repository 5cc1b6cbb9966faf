using System.Collections.Concurrent;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>A book's accounts by code and posting rules by kind of event; nobody changes them.</summary>
internal sealed record Book(IReadOnlyDictionary<string, Account> Accounts, IReadOnlyDictionary<string, PostingRule> Rules)
{
    /// <summary>The rule for a kind of event; refuses with <c>Ledger.RuleMissing</c>.</summary>
    public PostingRule RuleFor(string eventKind) => Rules.GetValueOrDefault(eventKind) ?? throw new RuleException("Ledger.RuleMissing", eventKind);
}

/// <summary>
/// Where a book stands: how many rows it has of one kind, the newest of them, and how often they were changed. A key is given once and a version only grows,
/// so that a committed book which stands where it stood is the same book.
/// </summary>
internal sealed record BookMark(int Kind, int Rows, long Newest, long Changes);

/// <summary>A book was read, and the use case that read it is committed.</summary>
internal sealed record BookRead(long OrganizationId, IReadOnlyList<BookMark> Marks, Book Book) : IOfThisProcess;

/// <summary>
/// The books as this process has last read them. One is used only while the database, asked inside the transaction that posts, says that the book stands
/// where it stood; whoever has changed it and in whichever process, it is read again. Only what a commit has confirmed is kept: a use case that changes a
/// book and is undone leaves nothing behind.
/// </summary>
public sealed class Books : IChangeListener
{
    private static readonly FixedQuery<long, int, BookMark> Marks = new((db, organizationId, _) =>
        db.Accounts.Where(a => a.OrganizationId == organizationId).Select(a => new { Kind = 1, a.Id, a.Version })
            .Concat(db.PostingRules.Where(r => r.OrganizationId == organizationId).Select(r => new { Kind = 2, r.Id, r.Version }))
            .Concat(db.Set<PostingRuleLine>().Where(l => l.OrganizationId == organizationId).Select(l => new { Kind = 3, l.Id, l.Version }))
            .GroupBy(row => row.Kind)
            .OrderBy(rows => rows.Key)
            .Select(rows => new BookMark(rows.Key, rows.Count(), rows.Max(row => row.Id), rows.Sum(row => (long)row.Version))));

    private readonly ConcurrentDictionary<long, BookRead> kept = [];

    public void ListenTo(Changes changes) => changes.Subscribe<BookRead>(read => kept[read.OrganizationId] = read);

    /// <summary>The book as it stands in the transaction of this context.</summary>
    internal async Task<Book> ReadAsync(KBossDbContext db, long organizationId, CancellationToken ct)
    {
        var marks = await Marks.ListAsync(db, organizationId, 0, ct);
        if (kept.TryGetValue(organizationId, out var known) && known.Marks.SequenceEqual(marks))
        {
            return known.Book;
        }

        var accounts = await db.Accounts.AsNoTracking().Where(a => a.OrganizationId == organizationId).ToDictionaryAsync(a => a.Code, ct);
        var rules = await db.PostingRules.AsNoTracking().Where(r => r.OrganizationId == organizationId)
            .Include(r => r.Lines.OrderBy(l => l.Number)).ToDictionaryAsync(r => r.EventKind, ct);
        var book = new Book(accounts, rules);
        db.AfterCommit(new BookRead(organizationId, marks, book));
        return book;
    }
}
