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

/// <summary>What an account holds now and held at the end of last month (Shanghai), in yuan on its own side.</summary>
public sealed record HeldBalance(decimal Now, decimal Before);

/// <summary>What the book says: to be received from distributors, to be paid to suppliers and upstream, and the last proof, if any.</summary>
public sealed record LedgerHome(HeldBalance Receivable, HeldBalance PayableToSuppliers, HeldBalance PayableToUpstream, BookProofRow? Proof);

/// <summary>Reads the actor's own book for the home of Finance: three queries, the cost of which does not grow with the book.</summary>
public sealed class LedgerHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, BookBalances balances, TimeProvider time)
{
    /// <summary>Balances and proof.</summary>
    public async Task<LedgerHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var held = await balances.ReadAsync(db, me.OrganizationId, ct);
        // What a balance was at the end of last month follows from what it is and from what moved since: lines of one month at most.
        var month = PeriodSums.MonthOf(time.UtcNow());
        var moved = Lines(db, me).Where(l => l.At >= month);
        var found = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new
            {
                Receivable = moved.Sum(l => l.Code == DefaultBook.Receivable ? l.Debit - l.Credit : 0),
                Suppliers = moved.Sum(l => l.Code == DefaultBook.PayableToSuppliers ? l.Credit - l.Debit : 0),
                Upstream = moved.Sum(l => l.Code == DefaultBook.PayableToUpstream ? l.Credit - l.Debit : 0),
                Proof = db.BookProofs.Where(p => p.OrganizationId == o.Id)
                    .Select(p => new BookProofRow(p.At, p.Wallets, p.Entries, p.Mismatches, p.Unbalanced)).FirstOrDefault(),
            })
            .SingleAsync(ct);
        return new LedgerHome(
            Held(DefaultBook.Receivable, found.Receivable), Held(DefaultBook.PayableToSuppliers, found.Suppliers),
            Held(DefaultBook.PayableToUpstream, found.Upstream), found.Proof);

        HeldBalance Held(string code, decimal since) => new(held.GetValueOrDefault(code), held.GetValueOrDefault(code) - since);
    }

    /// <summary>By month, in yuan: revenue as <see cref="PeriodSum.One"/>, cost of sales as <see cref="PeriodSum.Two"/>.</summary>
    public async Task<MonthSums> ResultsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        return await Lines(db, me).Where(l => l.Code == DefaultBook.Revenue || l.Code == DefaultBook.CostOfSales)
            .Select(l => new Dated
            {
                At = l.At,
                One = l.Code == DefaultBook.Revenue ? l.Credit - l.Debit : 0,
                Two = l.Code == DefaultBook.CostOfSales ? l.Debit - l.Credit : 0,
                Three = 0,
            })
            .ByMonthAsync(time.UtcNow(), ct);
    }

    /// <summary>The lines of the actor's book, with the time (UTC) of their entry and the code of their account.</summary>
    private static IQueryable<PostedLine> Lines(KBossDbContext db, Actor me) =>
        from entry in db.JournalEntries.AsNoTracking()
        where entry.OrganizationId == me.OrganizationId
        join line in db.JournalLines on entry.Id equals line.JournalEntryId
        join account in db.Accounts on line.AccountId equals account.Id
        select new PostedLine { At = entry.At, Code = account.Code, Debit = line.Debit, Credit = line.Credit };

    private sealed class PostedLine
    {
        public required DateTime At { get; init; }

        public required string Code { get; init; }

        public required decimal Debit { get; init; }

        public required decimal Credit { get; init; }
    }
}
