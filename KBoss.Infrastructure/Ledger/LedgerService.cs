using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Ledger;

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
        return entry;
    }
}
