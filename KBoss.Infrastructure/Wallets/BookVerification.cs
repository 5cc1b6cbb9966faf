using KBoss.Domain.Access;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Compares a book with the wallets it stands for.</summary>
public sealed class BookVerification(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time) : IBookVerification
{
    /// <summary>
    /// Proves for the actor's own book that every wallet equals the customer's prepaid account and that every entry balances [R-LED-1] [R-LED-3].
    /// </summary>
    public async Task<VerificationResult> VerifyAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerVerify, ct);
        VerificationResult result;
        await using (var db = contexts.Open(me))
        {
            result = await RunAsync(db, me.OrganizationId, time.UtcNow(), ct);
        }

        await contexts.InTransactionAsync(me, db => KeepAsync(db, me.OrganizationId, result, ct), ct);
        return result;
    }

    /// <summary>Keeps how a proof ended, for whoever opens the home of Finance; the context must see that organization.</summary>
    internal static async Task KeepAsync(KBossDbContext db, long organizationId, VerificationResult result, CancellationToken ct)
    {
        var proof = await db.BookProofs.FirstOrDefaultAsync(p => p.OrganizationId == organizationId, ct);
        if (proof is null)
        {
            proof = new BookProof(organizationId);
            db.BookProofs.Add(proof);
        }

        proof.Renew(result.Wallets, result.Entries, result.Mismatches.Count, result.Unbalanced, result.At);
        db.AfterCommit(new BookProven(organizationId));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Checks one distributor's book; the context must see that organization.</summary>
    internal static async Task<VerificationResult> RunAsync(KBossDbContext db, long organizationId, DateTime now, CancellationToken ct)
    {
        // One statement for both sides: a sale that is booked between two would make them differ.
        var sums = await db.Wallets
            .Where(w => w.SellerId == organizationId)
            .Select(w => new { InBook = false, Customer = w.BuyerId, w.Balance })
            .Concat(db.JournalLines
                .Where(l => l.OrganizationId == organizationId && l.Account.Code == DefaultBook.Prepaid && l.CounterpartyId != null)
                .GroupBy(l => l.CounterpartyId!.Value)
                .Select(g => new { InBook = true, Customer = g.Key, Balance = g.Sum(l => l.Credit) - g.Sum(l => l.Debit) }))
            .ToListAsync(ct);
        var wallets = sums.Where(s => !s.InBook).ToDictionary(s => s.Customer, s => s.Balance);
        var book = sums.Where(s => s.InBook).ToDictionary(s => s.Customer, s => s.Balance);
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
