using System.Collections.Concurrent;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>
/// What the accounts of books hold, without adding up all that was ever posted each time. Lines are only ever added and never changed, so this process
/// remembers the sums up to a line and asks the database for those after it; the first question after a start reads the whole book.
/// </summary>
/// <param name="settledAfter">How long a line may be under way (<see cref="RememberedBalances.Read"/>); as the database needs it where it is not said.</param>
public sealed class BookBalances(TimeProvider time, TimeSpan? settledAfter = null)
{
    /// <summary>How long a line may be under way on SQL Server, where keys are given before the commit; on SQLite one writes at a time.</summary>
    public static readonly TimeSpan SettledAfter = TimeSpan.FromMinutes(10);

    private const int Most = 10_000;
    private readonly ConcurrentDictionary<long, RememberedBalances> known = [];

    /// <summary>The balance of every account on which something was posted, by its code, in yuan on the account's own side. One query.</summary>
    internal async Task<IReadOnlyDictionary<string, decimal>> ReadAsync(KBossDbContext db, long organizationId, CancellationToken ct)
    {
        var now = time.UtcNow();
        var before = known.GetValueOrDefault(organizationId) ?? RememberedBalances.Nothing;
        var (through, next) = (before.Through, before.Next);
        // From the line on, as the keys stand: added up before the accounts are looked at, and by a value that no index is sorted by, or SQLite would go
        // through all lines of each account.
        var sums = db.JournalLines.Where(l => l.OrganizationId == organizationId && l.Id > through)
            .GroupBy(l => new { AccountId = l.AccountId + 0, Settled = l.Id <= next })
            .Select(g => new { g.Key.AccountId, g.Key.Settled, Debit = g.Sum(l => l.Debit), Credit = g.Sum(l => l.Credit), Newest = g.Max(l => l.Id) });
        var after = await sums.Join(
            db.Accounts, s => s.AccountId, a => a.Id,
            (s, a) => new AddedLines(a.Code, a.Kind, s.Settled, s.Debit, s.Credit, s.Newest)).ToListAsync(ct);
        if (known.Count >= Most)
        {
            known.Clear();
        }

        known[organizationId] = before.Read(after, now, settledAfter ?? (db.Database.IsSqlite() ? TimeSpan.Zero : SettledAfter));
        return before.With(after);
    }
}
