using KBoss.Domain.Access;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>How the last proof of the book ended, and when (UTC).</summary>
public sealed record BookProofRow(DateTime At, int Wallets, int Entries, int Mismatches, int Unbalanced)
{
    public bool Proven => Mismatches == 0 && Unbalanced == 0;
}

/// <summary>What the book says now: to be received from distributors, to be paid to suppliers and upstream (yuan), and the last proof, if any.</summary>
public sealed record LedgerHome(decimal Receivable, decimal PayableToSuppliers, decimal PayableToUpstream, BookProofRow? Proof);

/// <summary>Reads the actor's own book for the home of Finance: three queries, the cost of which does not grow with the book.</summary>
public sealed class LedgerHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, BookBalances balances, TimeProvider time)
{
    /// <summary>Balances and proof.</summary>
    public async Task<LedgerHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var held = await balances.ReadAsync(db, me.OrganizationId, ct);
        var proof = await db.BookProofs.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId)
            .Select(p => new BookProofRow(p.At, p.Wallets, p.Entries, p.Mismatches, p.Unbalanced)).FirstOrDefaultAsync(ct);
        return new LedgerHome(
            held.GetValueOrDefault(DefaultBook.Receivable), held.GetValueOrDefault(DefaultBook.PayableToSuppliers),
            held.GetValueOrDefault(DefaultBook.PayableToUpstream), proof);
    }

    /// <summary>By month, in yuan: revenue as <see cref="PeriodSum.One"/>, cost of sales as <see cref="PeriodSum.Two"/>.</summary>
    public async Task<MonthSums> ResultsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var rows =
            from entry in db.JournalEntries.AsNoTracking()
            where entry.OrganizationId == me.OrganizationId
            join line in db.JournalLines on entry.Id equals line.JournalEntryId
            join account in db.Accounts on line.AccountId equals account.Id
            where account.Code == DefaultBook.Revenue || account.Code == DefaultBook.CostOfSales
            select new Dated
            {
                At = entry.At,
                One = account.Code == DefaultBook.Revenue ? line.Credit - line.Debit : 0,
                Two = account.Code == DefaultBook.CostOfSales ? line.Debit - line.Credit : 0,
                Three = 0,
            };
        return await rows.ByMonthAsync(time.UtcNow(), ct);
    }
}
