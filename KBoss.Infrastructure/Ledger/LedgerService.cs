using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>Something was posted into the book of an organization.</summary>
public sealed record EntryPosted(long OrganizationId);

/// <summary>Posts what happens in the business into the books, inside the transaction in which it happens.</summary>
public sealed class LedgerService(Books books)
{
    /// <summary>Gives a new distributor the default chart of accounts and posting rules. The caller saves.</summary>
    public static void CreateBook(KBossDbContext db, long organizationId)
    {
        db.AddRange(DefaultBook.Accounts(organizationId));
        db.AddRange(DefaultBook.Rules(organizationId));
    }

    /// <summary>
    /// Posts an event by the book's own rule. The caller saves. Refuses with <c>Ledger.RuleMissing</c> when the book has no rule
    /// for the kind of event, and with what <see cref="PostingRule.Apply"/> refuses.
    /// </summary>
    public async Task<JournalEntry> PostAsync(KBossDbContext db, long organizationId, LedgerEvent happened, CancellationToken ct = default)
    {
        var book = await books.ReadAsync(db, organizationId, ct);
        var entry = book.RuleFor(happened.Kind).Apply(happened, book.Accounts);
        db.JournalEntries.Add(entry);
        db.AfterCommit(new EntryPosted(organizationId));
        return entry;
    }

    /// <summary>
    /// Takes back what was posted for an event, by an entry of its own [R-LED-2]. The caller saves; the index over kind and reference lets it happen once.
    /// <see cref="NotFoundException"/> when nothing was posted.
    /// </summary>
    public static async Task<JournalEntry> ReverseAsync(
        KBossDbContext db, long organizationId, string eventKind, string reference, DateTime at, CancellationToken ct = default)
    {
        // Its accounts are loaded to be read; a line names one by its key and follows none.
        var posted = await db.JournalEntries.AsNoTracking().Include(e => e.Lines).ThenInclude(line => line.Account)
            .FirstOrDefaultAsync(e => e.OrganizationId == organizationId && e.EventKind == eventKind && e.Reference == reference, ct)
            ?? throw new NotFoundException("entry", reference);
        var entry = posted.Reverse(at);
        db.JournalEntries.Add(entry);
        db.AfterCommit(new EntryPosted(organizationId));
        return entry;
    }
}
