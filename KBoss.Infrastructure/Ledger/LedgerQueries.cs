using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>An account and what moved on it; amounts in yuan, the balance on the account's own side.</summary>
public sealed record TrialBalanceRow(string Code, string Name, string EnglishName, AccountKind Kind, decimal Debit, decimal Credit, decimal Balance);

/// <summary>The trial balance of a book; it balances when debits equal credits.</summary>
public sealed record TrialBalance(IReadOnlyList<TrialBalanceRow> Rows, decimal Debit, decimal Credit)
{
    public bool Balances => Debit == Credit;
}

/// <summary>What an entry is about: what the buyer pays or brings, and what that costs (null where nothing is sold); yuan, the time UTC.</summary>
public record EntryRow(string EventKind, string Reference, DateTime At, decimal Amount, decimal? Cost)
{
    /// <summary>What is left of what is sold; null where nothing is.</summary>
    public decimal? Margin => Amount - Cost;
}

/// <summary>One entry of the journal with its lines, and the organization on the other side; empty where there is none.</summary>
/// <param name="PartyCode">Its code where it is a customer of the book's owner; null for a distributor.</param>
public sealed record JournalEntryRow(
    long Id, string EventKind, string Reference, DateTime At, decimal Amount, decimal? Cost, string? PartyCode, string Party,
    IReadOnlyList<JournalLineRow> Lines) : EntryRow(EventKind, Reference, At, Amount, Cost);

/// <summary>One entry, the others about the same order or recharge, and everything that happened to it, newest first.</summary>
public sealed record EntryDetails(JournalEntryRow Entry, IReadOnlyList<EntryRow> Others, IReadOnlyList<ThingEvent> Story);

/// <summary>One line of an entry; yuan.</summary>
public sealed record JournalLineRow(string AccountCode, string AccountName, string AccountEnglishName, decimal Debit, decimal Credit, string Counterparty)
{
    /// <summary>Whom the account is kept for, where that has a page.</summary>
    public ThingRef? Thing { get; init; }
}

/// <summary>One movement of an account with the balance after it; yuan.</summary>
public sealed record StatementRow(
    long Id, DateTime At, string EventKind, string Reference, string Counterparty, decimal Debit, decimal Credit, decimal Balance)
{
    /// <summary>Whom the account is kept for, where that has a page.</summary>
    public ThingRef? Thing { get; init; }
}

/// <summary>Reads the actor's own book.</summary>
public sealed class LedgerQueries(
    KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICounterpartyNames> counterparties, SellerDirectory sellers, Timeline<EntryStory> timeline)
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
    /// Entries, newest first, with their lines; filters <c>event</c>, <c>reference</c>, <c>party</c> (part of the name or code of a customer or
    /// distributor), <c>from</c> and <c>to</c> (Shanghai days, both inclusive).
    /// </summary>
    public async Task<Page<JournalEntryRow>> JournalAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var query = Found(db, request);
        var sums = await query.GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Amount = g.Sum(e => e.Amount), Sold = g.Sum(e => e.Cost == null ? 0 : e.Amount), Cost = g.Sum(e => e.Cost ?? 0) })
            .FirstOrDefaultAsync(ct);
        var page = await WithLines(query).ToPageAsync(request, sums?.Count ?? 0, ct);
        return new(await RowsAsync(db, page.Rows, ct), page.Total)
        {
            Sums = new Dictionary<string, decimal>
            {
                ["amount"] = sums?.Amount ?? 0,
                ["cost"] = sums?.Cost ?? 0,
                ["margin"] = (sums?.Sold ?? 0) - (sums?.Cost ?? 0),
            },
        };
    }

    /// <summary>One entry by what it is about and the others about the same; <see cref="NotFoundException"/> when the book has none.</summary>
    public async Task<EntryDetails> EntryAsync(string eventKind, string reference, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var entries = await db.JournalEntries.AsNoTracking().Where(e => e.Reference == reference).OrderBy(e => e.Id)
            .Include(e => e.Lines.OrderBy(l => l.Number)).ThenInclude(l => l.Account).ToListAsync(ct);
        var entry = entries.Find(e => e.EventKind == eventKind) ?? throw new NotFoundException("entry", reference);
        return new EntryDetails(
            (await RowsAsync(db, [entry], ct))[0], [.. entries.Where(e => e.Id != entry.Id).Select(Row)],
            await timeline.TellAsync(db, new EntryStory(me, eventKind, reference), ct));
    }

    /// <summary>What was posted for some orders and recharges, oldest first.</summary>
    public async Task<IReadOnlyList<EntryRow>> OfReferencesAsync(IReadOnlyCollection<string> references, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        return [.. (await db.JournalEntries.AsNoTracking().Where(e => references.Contains(e.Reference)).OrderBy(e => e.Id).ToListAsync(ct)).Select(Row)];
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

    /// <summary>
    /// The movements of one account, oldest first, with the balance after each; <see cref="NotFoundException"/> for an unknown code. Filters <c>from</c> and
    /// <c>to</c> (Shanghai days, both inclusive).
    /// </summary>
    public async Task<Page<StatementRow>> StatementAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.LedgerView, ct));
        var found = Movements(db, code, request);
        var sums = await found.GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Debit = g.Sum(x => x.Line.Debit), Credit = g.Sum(x => x.Line.Credit) }).FirstOrDefaultAsync(ct);
        var page = await found.OrderBy(x => x.Line.Id).ToPageAsync(request, sums?.Count ?? 0, ct);
        return new(await MovedAsync(db, code, page.Rows, ct), page.Total)
        {
            Sums = new Dictionary<string, decimal> { ["debit"] = sums?.Debit ?? 0, ["credit"] = sums?.Credit ?? 0 },
        };
    }

    /// <summary>The entries of <see cref="JournalAsync"/>, the newest and so many at most; the caller has asked who may know them.</summary>
    internal async Task<IReadOnlyList<JournalEntryRow>> EntriesAsync(KBossDbContext db, PageRequest request, int most, CancellationToken ct) =>
        await RowsAsync(db, await WithLines(Found(db, request)).Take(most).ToListAsync(ct), ct);

    /// <summary>The movements of <see cref="StatementAsync"/>, the oldest and so many at most; the caller has asked who may know them.</summary>
    internal async Task<IReadOnlyList<StatementRow>> MovementsAsync(KBossDbContext db, string code, PageRequest request, int most, CancellationToken ct) =>
        await MovedAsync(db, code, await Movements(db, code, request).OrderBy(x => x.Line.Id).Take(most).ToListAsync(ct), ct);

    private static IQueryable<JournalEntry> Found(KBossDbContext db, PageRequest request)
    {
        var query = db.JournalEntries.AsNoTracking();
        if (request.Filter("event") is { } kind)
        {
            query = query.Where(e => e.EventKind == kind);
        }

        if (request.Search("reference") is { } reference)
        {
            query = query.Where(e => SearchText.Finds(e.Reference, reference));
        }

        if (request.Search("party") is { } party)
        {
            var found = db.Organizations.Where(o => SearchText.Finds(o.Name, party) || SearchText.Finds(o.Code, party)).Select(o => (long?)o.Id);
            query = query.Where(e => found.Contains(e.CounterpartyId));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            query = query.Where(e => e.At >= from);
        }

        if (days.Until is { } to)
        {
            query = query.Where(e => e.At < to);
        }

        return query;
    }

    private static IQueryable<JournalEntry> WithLines(IQueryable<JournalEntry> entries) =>
        entries.OrderByDescending(e => e.Id).Include(e => e.Lines.OrderBy(l => l.Number)).ThenInclude(l => l.Account);

    private static IQueryable<Movement> Movements(KBossDbContext db, string code, PageRequest request)
    {
        var days = request.Days(db.Now);
        var (from, to) = (days.From, days.Until);
        return db.JournalLines.AsNoTracking().Where(l => l.Account.Code == code).Include(l => l.Account)
            .Join(
                db.JournalEntries.Where(e => (from == null || e.At >= from) && (to == null || e.At < to)), l => l.JournalEntryId, e => e.Id,
                (l, e) => new Movement { Line = l, At = e.At, EventKind = e.EventKind, Reference = e.Reference });
    }

    /// <summary>Movements that follow each other, with the balance after each; <see cref="NotFoundException"/> for an unknown code.</summary>
    private async Task<IReadOnlyList<StatementRow>> MovedAsync(KBossDbContext db, string code, IReadOnlyList<Movement> movements, CancellationToken ct)
    {
        if (movements.Count == 0)
        {
            await FindAsync(db, code, ct);
            return [];
        }

        var account = movements[0].Line.Account;
        var first = movements[0].Line.Id;
        var before = await db.JournalLines.Where(l => l.Account.Code == code && l.Id < first).GroupBy(l => l.AccountId)
            .Select(g => new { Debit = g.Sum(l => l.Debit), Credit = g.Sum(l => l.Credit) }).FirstOrDefaultAsync(ct);
        var running = account.Balance(before?.Debit ?? 0, before?.Credit ?? 0);
        var moved = movements.Select(x => x.Line).ToList();
        var names = await NamesAsync(db, moved, await PartiesAsync(db, [], moved, ct), ct);
        var rows = new List<StatementRow>(movements.Count);
        foreach (var x in movements)
        {
            running += account.Balance(x.Line.Debit, x.Line.Credit);
            var (name, thing) = names(x.Line);
            rows.Add(new StatementRow(x.Line.Id, x.At, x.EventKind, x.Reference, name, x.Line.Debit, x.Line.Credit, running) { Thing = thing });
        }

        return rows;
    }

    private static EntryRow Row(JournalEntry entry) => new(entry.EventKind, entry.Reference, entry.At, entry.Amount, entry.Cost);

    private async Task<IReadOnlyList<JournalEntryRow>> RowsAsync(KBossDbContext db, IReadOnlyList<JournalEntry> entries, CancellationToken ct)
    {
        var parties = await PartiesAsync(db, entries.Select(e => e.CounterpartyId).OfType<long>(), entries.SelectMany(e => e.Lines), ct);
        var names = await NamesAsync(db, entries.SelectMany(e => e.Lines), parties, ct);
        return
        [
            .. entries.Select(e => (Entry: e, Party: e.CounterpartyId is { } id ? parties.GetValueOrDefault(id) : null)).Select(x => new JournalEntryRow(
                x.Entry.Id, x.Entry.EventKind, x.Entry.Reference, x.Entry.At, x.Entry.Amount, x.Entry.Cost, x.Party?.CustomerCode, x.Party?.Name ?? "",
                [
                    .. x.Entry.Lines.Select(l => new JournalLineRow(l.Account.Code, l.Account.Name, l.Account.EnglishName, l.Debit, l.Credit, names(l).Name)
                    {
                        Thing = names(l).Thing,
                    }),
                ])),
        ];
    }

    private static async Task<Account> FindAsync(KBossDbContext db, string code, CancellationToken ct) =>
        await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Code == code, ct) ?? throw new NotFoundException("account", code);

    /// <summary>The organizations among these and among the counterparties of the lines, read at once.</summary>
    private async Task<Dictionary<long, Party>> PartiesAsync(
        KBossDbContext db, IEnumerable<long> parties, IEnumerable<JournalLine> lines, CancellationToken ct)
    {
        var ids = parties.Concat(lines.Where(l => l.Account.Counterparty is CounterpartyKind.Customer or CounterpartyKind.Distributor)
            .Select(l => l.CounterpartyId).OfType<long>()).Distinct().ToList();
        var found = ids.Count == 0 ? [] : await db.Organizations.AsNoTracking().Where(o => ids.Contains(o.Id))
            .ToDictionaryAsync(o => o.Id, o => new Party(o.Name, o.Code, o.Kind), ct);
        // The one above is seen by nobody below it, and has a name all the same.
        if (ids.Exists(id => !found.ContainsKey(id)) && await sellers.FindNamedSellerAsync((await current.GetAsync(ct)).OrganizationId, ct) is { } above)
        {
            found.TryAdd(above.Id, new Party(above.Name, "", OrganizationKind.Distributor));
        }

        return found;
    }

    private async Task<Func<JournalLine, (string Name, ThingRef? Thing)>> NamesAsync(
        KBossDbContext db, IEnumerable<JournalLine> lines, Dictionary<long, Party> organizations, CancellationToken ct)
    {
        var wanted = lines.Where(l => l.CounterpartyId is not null).ToLookup(l => l.Account.Counterparty, l => l.CounterpartyId!.Value);
        var organizationNames = organizations.ToDictionary(o => o.Key, o => o.Value.Name);
        var names = new Dictionary<CounterpartyKind, Dictionary<long, string>>
        {
            [CounterpartyKind.Customer] = organizationNames,
            [CounterpartyKind.Distributor] = organizationNames,
        };
        foreach (var kind in counterparties.Where(kind => wanted.Contains(kind.Kind)))
        {
            names[kind.Kind] = await kind.FindAsync(db, [.. wanted[kind.Kind].Distinct()], ct);
        }

        return line => line.CounterpartyId is not { } id ? ("", null)
            : names[line.Account.Counterparty].GetValueOrDefault(id) is not { } name ? ($"#{id}", null)
            : line.Account.Counterparty == CounterpartyKind.Supplier ? (name, new ThingRef(Thing.Supplier, id.ToString(CultureInfo.InvariantCulture), name))
            : (name, organizations.GetValueOrDefault(id)?.Ref);
    }

    /// <summary>A line with what its entry is about.</summary>
    private sealed class Movement
    {
        public required JournalLine Line { get; init; }

        public DateTime At { get; init; }

        public required string EventKind { get; init; }

        public required string Reference { get; init; }
    }

    /// <summary>An organization on the other side; without a code it is the one above.</summary>
    private sealed record Party(string Name, string Code, OrganizationKind Kind)
    {
        /// <summary>The code of a customer.</summary>
        public string? CustomerCode => Kind == OrganizationKind.Customer ? Code : null;

        public ThingRef? Ref => Code.Length == 0 ? null : new ThingRef(Kind == OrganizationKind.Customer ? Thing.Customer : Thing.Distributor, Code, Name);
    }
}
