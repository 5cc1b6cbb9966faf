using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>An account and what moved on it; amounts in yuan, the balance on the account's own side.</summary>
public sealed record TrialBalanceRow(string Code, string Name, string EnglishName, AccountKind Kind, decimal Debit, decimal Credit, decimal Balance);

/// <summary>The trial balance of a book; it balances when debits equal credits.</summary>
public sealed record TrialBalance(IReadOnlyList<TrialBalanceRow> Rows, decimal Debit, decimal Credit)
{
    public bool Balances => Debit == Credit;
}

/// <summary>One entry of the journal with its lines.</summary>
public sealed record JournalEntryRow(long Id, string EventKind, string Reference, DateTime At, decimal Amount, IReadOnlyList<JournalLineRow> Lines);

/// <summary>One line of an entry; yuan.</summary>
public sealed record JournalLineRow(string AccountCode, string AccountName, string AccountEnglishName, decimal Debit, decimal Credit, string Counterparty);

/// <summary>One movement of an account with the balance after it; yuan.</summary>
public sealed record StatementRow(
    long Id, DateTime At, string EventKind, string Reference, string Counterparty, decimal Debit, decimal Credit, decimal Balance);

/// <summary>Reads the actor's own book.</summary>
public sealed class LedgerQueries(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICounterpartyNames> counterparties)
{
    /// <summary>Every account with its totals up to now.</summary>
    public async Task<TrialBalance> TrialBalanceAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var totals = await db.JournalLines
            .GroupBy(l => l.AccountId)
            .Select(g => new { g.Key, Debit = g.Sum(l => l.Debit), Credit = g.Sum(l => l.Credit) })
            .ToDictionaryAsync(t => t.Key, ct);
        var accounts = await db.Accounts.AsNoTracking().OrderBy(a => a.Code).ToListAsync(ct);
        var rows = accounts.Select(a =>
        {
            var (debit, credit) = totals.TryGetValue(a.Id, out var t) ? (t.Debit, t.Credit) : (0, 0);
            return new TrialBalanceRow(a.Code, a.Name, a.EnglishName, a.Kind, debit, credit, a.Balance(debit, credit));
        }).ToList();
        return new TrialBalance(rows, rows.Sum(r => r.Debit), rows.Sum(r => r.Credit));
    }

    /// <summary>
    /// Entries, newest first, with their lines; filters <c>event</c>, <c>reference</c>, <c>from</c> and <c>to</c> (Shanghai days, both inclusive).
    /// </summary>
    public async Task<Page<JournalEntryRow>> JournalAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var query = db.JournalEntries.AsNoTracking();
        if (request.Filter("event") is { } kind)
        {
            query = query.Where(e => e.EventKind == kind);
        }

        if (request.Search("reference") is { } reference)
        {
            query = query.Where(e => SearchText.Finds(e.Reference, reference));
        }

        if (request.Day("from") is { } from)
        {
            query = query.Where(e => e.At >= from);
        }

        if (request.DayEnd("to") is { } to)
        {
            query = query.Where(e => e.At < to);
        }

        var page = await query.OrderByDescending(e => e.Id)
            .Include(e => e.Lines.OrderBy(l => l.Number)).ThenInclude(l => l.Account)
            .ToPageAsync(request, ct);
        var names = await NamesAsync(db, page.Rows.SelectMany(e => e.Lines), ct);
        return new(
        [
            .. page.Rows.Select(e => new JournalEntryRow(
                e.Id, e.EventKind, e.Reference, e.At, e.Lines.Sum(l => l.Debit),
                [.. e.Lines.Select(l => new JournalLineRow(l.Account.Code, l.Account.Name, l.Account.EnglishName, l.Debit, l.Credit, names(l)))])),
        ], page.Total);
    }

    /// <summary>One account with its totals; <see cref="NotFoundException"/> for an unknown code.</summary>
    public async Task<TrialBalanceRow> AccountAsync(string code, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var account = await FindAsync(db, code, ct);
        var lines = db.JournalLines.Where(l => l.AccountId == account.Id);
        var (debit, credit) = (await lines.SumAsync(l => l.Debit, ct), await lines.SumAsync(l => l.Credit, ct));
        return new TrialBalanceRow(account.Code, account.Name, account.EnglishName, account.Kind, debit, credit, account.Balance(debit, credit));
    }

    /// <summary>The movements of one account, oldest first, with the balance after each; <see cref="NotFoundException"/> for an unknown code.</summary>
    public async Task<Page<StatementRow>> StatementAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var lines = db.JournalLines.AsNoTracking().Where(l => l.Account.Code == code).OrderBy(l => l.Id);
        var page = await lines.Include(l => l.Account)
            .Join(db.JournalEntries, l => l.JournalEntryId, e => e.Id, (l, e) => new { Line = l, e.At, e.EventKind, e.Reference })
            .OrderBy(x => x.Line.Id).ToPageAsync(request, ct);
        if (page.Rows.Count == 0)
        {
            await FindAsync(db, code, ct);
            return new([], page.Total);
        }

        var account = page.Rows[0].Line.Account;
        var first = page.Rows[0].Line.Id;
        var before = await lines.Where(l => l.Id < first).GroupBy(l => l.AccountId)
            .Select(g => new { Debit = g.Sum(l => l.Debit), Credit = g.Sum(l => l.Credit) }).FirstOrDefaultAsync(ct);
        var running = account.Balance(before?.Debit ?? 0, before?.Credit ?? 0);
        var names = await NamesAsync(db, page.Rows.Select(x => x.Line), ct);
        var rows = new List<StatementRow>(page.Rows.Count);
        foreach (var x in page.Rows)
        {
            running += account.Balance(x.Line.Debit, x.Line.Credit);
            rows.Add(new StatementRow(x.Line.Id, x.At, x.EventKind, x.Reference, names(x.Line), x.Line.Debit, x.Line.Credit, running));
        }

        return new(rows, page.Total);
    }

    private static async Task<Account> FindAsync(KBossDbContext db, string code, CancellationToken ct) =>
        await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Code == code, ct) ?? throw new NotFoundException("account", code);

    private async Task<Func<JournalLine, string>> NamesAsync(KBossDbContext db, IEnumerable<JournalLine> lines, CancellationToken ct)
    {
        var wanted = lines.Where(l => l.CounterpartyId is not null).ToLookup(l => l.Account.Counterparty, l => l.CounterpartyId!.Value);
        var organizations = wanted[CounterpartyKind.Customer].Concat(wanted[CounterpartyKind.Distributor]).Distinct().ToList();
        var organizationNames = organizations.Count == 0 ? []
            : await db.Organizations.Where(o => organizations.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        var names = new Dictionary<CounterpartyKind, Dictionary<long, string>>
        {
            [CounterpartyKind.Customer] = organizationNames,
            [CounterpartyKind.Distributor] = organizationNames,
        };
        foreach (var kind in counterparties.Where(kind => wanted.Contains(kind.Kind)))
        {
            names[kind.Kind] = await kind.FindAsync(db, [.. wanted[kind.Kind].Distinct()], ct);
        }

        return line => line.CounterpartyId is not { } id ? "" : names[line.Account.Counterparty].GetValueOrDefault(id, $"#{id}");
    }
}
