using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Ledger;

/// <summary>What the pages of the actor's own book show, as workbooks; each one that is taken along is a line of the audit log.</summary>
public sealed class LedgerExports(KBossDbContextFactory contexts, ICurrentActor current, LedgerQueries ledger, TimeProvider time)
{
    /// <summary>How many entries, or movements of an account, a workbook takes.</summary>
    public const int MaxExport = 20_000;

    /// <summary>
    /// The entries that <see cref="LedgerQueries.JournalAsync"/> finds, newest first, with all of their lines; the workbook says where <see cref="MaxExport"/>
    /// were not all.
    /// </summary>
    public async Task<WorkbookExport> JournalAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var entries = FirstRows.Of(await ledger.EntriesAsync(db, request, MaxExport + 1, ct), MaxExport);
        var file = NameOf("journal");
        await contexts.AuditAsync(me, "JournalExported", "Journal", AuditText.Exported(entries.Count, file), ct);
        return new WorkbookExport(file, WorkbookWriter.Export(JournalSheetRow.Schema, entries.ToMany(JournalSheetRow.Of)));
    }

    /// <summary>
    /// The movements that <see cref="LedgerQueries.StatementAsync"/> finds, oldest first; the workbook says where <see cref="MaxExport"/> were not all.
    /// <see cref="NotFoundException"/> for an unknown code.
    /// </summary>
    public async Task<WorkbookExport> StatementAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        await using var db = contexts.Open(me);
        var rows = FirstRows.Of(await ledger.MovementsAsync(db, code, request, MaxExport + 1, ct), MaxExport);
        var file = NameOf($"account-{code}");
        await contexts.AuditAsync(me, "AccountExported", $"Account {code}", AuditText.Exported(rows.Count, file), ct);
        return new WorkbookExport(file, WorkbookWriter.Export(StatementSheetRow.Schema, rows.To(StatementSheetRow.Of)));
    }

    /// <summary>Every account with its totals up to now, and what they come to.</summary>
    public async Task<WorkbookExport> TrialBalanceAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LedgerView, ct);
        var book = await ledger.TrialBalanceAsync(ct);
        var file = NameOf("trial-balance");
        await contexts.AuditAsync(me, "TrialBalanceExported", "TrialBalance", AuditText.Exported(book.Rows.Count, file), ct);
        return new WorkbookExport(file, WorkbookWriter.Export(BalanceSheetRow.Schema, BalanceSheetRow.Of(book)));
    }

    private string NameOf(string what) => $"{what}-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
}
