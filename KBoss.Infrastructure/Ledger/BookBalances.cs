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
public sealed class BookBalances(TimeProvider time)
{
    /// <summary>
    /// A line is counted as past only so long after it was the newest: keys are given before the commit, and one that is smaller may still be under way.
    /// </summary>
    public static readonly TimeSpan SettledAfter = TimeSpan.FromMinutes(10);

    private const int Most = 10_000;
    private readonly ConcurrentDictionary<long, Known> known = [];

    /// <summary>The balance of every account on which something was posted, by its code, in yuan on the account's own side. One query.</summary>
    internal async Task<IReadOnlyDictionary<string, decimal>> ReadAsync(KBossDbContext db, long organizationId, CancellationToken ct)
    {
        var now = time.UtcNow();
        var before = known.GetValueOrDefault(organizationId) ?? Known.Nothing;
        var (through, next) = (before.Through, before.Next);
        var fresh = await db.JournalLines.Where(l => l.OrganizationId == organizationId && l.Id > through)
            .GroupBy(l => new { l.Account.Code, l.Account.Kind, Settled = l.Id <= next })
            .Select(g => new { g.Key.Code, g.Key.Kind, g.Key.Settled, Debit = g.Sum(l => l.Debit), Credit = g.Sum(l => l.Credit), Newest = g.Max(l => l.Id) })
            .ToListAsync(ct);
        var all = Sum(before.Sums, fresh.Select(f => (f.Code, f.Kind, f.Debit - f.Credit)));
        var newest = fresh.Count == 0 ? through : fresh.Max(f => f.Newest);
        if (next == through)
        {
            Remember(before with { Next = newest, NextAt = now });
        }
        else if (now - before.NextAt >= SettledAfter)
        {
            var settled = Sum(before.Sums, fresh.Where(f => f.Settled).Select(f => (f.Code, f.Kind, f.Debit - f.Credit)));
            Remember(new Known(next, settled, newest, now));
        }

        return all.ToDictionary(a => a.Key, a => a.Value.Kind is AccountKind.Asset or AccountKind.Expense ? a.Value.Debit : -a.Value.Debit);

        void Remember(Known after)
        {
            if (known.Count >= Most)
            {
                known.Clear();
            }

            known[organizationId] = after;
        }
    }

    private static Dictionary<string, (AccountKind Kind, decimal Debit)> Sum(
        IReadOnlyDictionary<string, (AccountKind Kind, decimal Debit)> sums, IEnumerable<(string Code, AccountKind Kind, decimal Debit)> more)
    {
        var all = sums.ToDictionary();
        foreach (var (code, kind, debit) in more)
        {
            all[code] = (kind, all.GetValueOrDefault(code).Debit + debit);
        }

        return all;
    }

    /// <summary>The sums through a line, and the newest line that was seen at an instant (UTC), up to which they go next.</summary>
    private sealed record Known(long Through, IReadOnlyDictionary<string, (AccountKind Kind, decimal Debit)> Sums, long Next, DateTime NextAt)
    {
        public static Known Nothing { get; } = new(0, new Dictionary<string, (AccountKind, decimal)>(), 0, DateTime.MinValue);
    }
}
