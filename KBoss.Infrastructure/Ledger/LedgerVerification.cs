using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>Compares a book with the wallets it stands for.</summary>
internal static class LedgerVerification
{
    /// <summary>Checks one distributor's book; the context must see that organization.</summary>
    public static async Task<VerificationResult> RunAsync(KBossDbContext db, long organizationId, DateTime now, CancellationToken ct)
    {
        var wallets = await db.Wallets.Where(w => w.SellerId == organizationId).ToDictionaryAsync(w => w.BuyerId, w => w.Balance, ct);
        var book = await db.JournalLines
            .Where(l => l.OrganizationId == organizationId && l.Account.Code == DefaultBook.Prepaid && l.CounterpartyId != null)
            .GroupBy(l => l.CounterpartyId!.Value)
            .Select(g => new { Customer = g.Key, Balance = g.Sum(l => l.Credit) - g.Sum(l => l.Debit) })
            .ToDictionaryAsync(b => b.Customer, b => b.Balance, ct);
        var differing = wallets.Keys.Union(book.Keys)
            .Where(id => wallets.GetValueOrDefault(id) != book.GetValueOrDefault(id)).ToList();
        var names = await db.Organizations.Where(o => differing.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        var unbalanced = await db.JournalLines
            .Where(l => l.OrganizationId == organizationId)
            .GroupBy(l => l.JournalEntryId)
            .Where(g => g.Sum(l => l.Debit) != g.Sum(l => l.Credit))
            .CountAsync(ct);
        var entries = await db.JournalEntries.CountAsync(e => e.OrganizationId == organizationId, ct);
        return new VerificationResult(
            wallets.Count, entries,
            [.. differing.Select(id => new WalletMismatch(names.GetValueOrDefault(id, $"#{id}"), wallets.GetValueOrDefault(id), book.GetValueOrDefault(id)))],
            unbalanced, now);
    }
}
