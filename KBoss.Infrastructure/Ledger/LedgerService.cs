using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>Posts what happens in the business into the books, inside the transaction in which it happens.</summary>
public sealed class LedgerService
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
        var rule = await db.PostingRules.AsNoTracking()
            .Include(r => r.Lines.OrderBy(l => l.Number))
            .FirstOrDefaultAsync(r => r.OrganizationId == organizationId && r.EventKind == happened.Kind, ct)
            ?? throw new RuleException("Ledger.RuleMissing", happened.Kind);
        var codes = rule.Lines.Select(l => l.AccountCode).Distinct().ToList();
        var accounts = await db.Accounts
            .Where(a => a.OrganizationId == organizationId && codes.Contains(a.Code))
            .ToDictionaryAsync(a => a.Code, ct);
        var entry = rule.Apply(happened, accounts);
        db.JournalEntries.Add(entry);
        return entry;
    }
}
