using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Audit;

/// <summary>Who did what to which subject and when (UTC); <see cref="UserName"/> is empty when nobody was signed in.</summary>
public sealed record AuditRow(long Id, DateTime At, string Actor, string UserName, string Action, string Subject, IReadOnlyList<AuditChange> Changes)
{
    /// <summary>The subject as people call it, with links.</summary>
    public AuditedThing Thing { get; init; } = new("", "", []);
}

/// <summary>One line of the exported audit log, in the language of the page.</summary>
public sealed record AuditSheetRow
{
    public string At { get; set; } = "";

    public string Actor { get; set; } = "";

    public string Action { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Before { get; set; } = "";

    public string After { get; set; } = "";
}

/// <summary>The audit log of the actor's own organization.</summary>
public sealed class AuditQueries(ICurrentActor current, KBossDbContextFactory contexts, AuditReading reading, TimeProvider time)
{
    /// <summary>How many lines an export holds at most.</summary>
    public const int MaxExport = 10_000;

    private static readonly WorkbookSchema<AuditSheetRow> Sheet = new(new("审计日志", "Audit log"),
    [
        Text("At", new("时间", "Time"), 20, row => row.At, (row, value) => row.At = value),
        Text("Actor", new("操作人", "Who"), 24, row => row.Actor, (row, value) => row.Actor = value),
        Text("Action", new("操作", "What"), 18, row => row.Action, (row, value) => row.Action = value),
        Text("Subject", new("对象", "Subject"), 36, row => row.Subject, (row, value) => row.Subject = value),
        Text("Before", new("变更前", "Before"), 60, row => row.Before, (row, value) => row.Before = value),
        Text("After", new("变更后", "After"), 60, row => row.After, (row, value) => row.After = value),
    ]);

    /// <summary>
    /// One page of the log, newest first unless asked otherwise, by the filters <c>person</c> (name or account name), <c>subject</c>, <c>kind</c>
    /// (the action), <c>from</c> and <c>to</c> (days in Shanghai, both included).
    /// </summary>
    public async Task<Page<AuditRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(me);
        var found = await FoundAsync(db, request, ct);
        var sorted = request.Sort == "at" && !request.Descending
            ? found.OrderBy(a => a.At).ThenBy(a => a.Id)
            : found.OrderByDescending(a => a.At).ThenByDescending(a => a.Id);
        var page = await sorted.ToPageAsync(request, ct);
        return new Page<AuditRow>(await reading.ReadAsync(db, page.Rows, ct), page.Total);
    }

    /// <summary>The kinds of change that the log holds.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(me);
        return await db.AuditEntries.Select(a => a.Action).Distinct().Order().ToListAsync(ct);
    }

    /// <summary>
    /// The lines that the filters find, newest first, as a workbook; <paramref name="write"/> puts a line into the reader's language. The export is itself
    /// audited.
    /// </summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, Func<AuditRow, AuditSheetRow> write, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(me);
        var entries = await (await FoundAsync(db, request, ct)).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).FirstRowsAsync(MaxExport, ct);
        var rows = new FirstRows<AuditRow>(await reading.ReadAsync(db, entries.Rows, ct), entries.Only).To(write);
        var name = $"audit-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        await contexts.AuditAsync(me, "AuditExported", "Audit", AuditText.Exported(rows.Count, name), ct);
        return new WorkbookExport(name, WorkbookWriter.Export(Sheet, rows));
    }

    private static TextColumn<AuditSheetRow> Text(
        string key, WorkbookText header, double width, Func<AuditSheetRow, string> get, Action<AuditSheetRow, string> set) =>
        new(key, header, get, set) { MaxLength = 8_000, MultiLine = true, Width = width };

    private async Task<IQueryable<AuditEntry>> FoundAsync(KBossDbContext db, PageRequest request, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (request.Search("person") is { } person)
        {
            entries = entries.Where(a => SearchText.Finds(a.Actor, person)
                || db.Members.Any(m => m.Id == a.MemberId && SearchText.Finds(m.UserName, person)));
        }

        if (request.Search("subject") is { } subject)
        {
            // What is kept as an id is found by its name too.
            var (exact, begins) = await reading.SubjectsAsync(db, subject, ct);
#pragma warning disable CA1310 // It is the database that compares.
            entries = entries.Where(a => SearchText.Finds(a.Subject, subject) || exact.Contains(a.Subject) || begins.Any(begin => a.Subject.StartsWith(begin)));
#pragma warning restore CA1310
        }

        if (request.Filter("kind") is { } kind)
        {
            entries = entries.Where(a => a.Action == kind);
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            entries = entries.Where(a => a.At >= from);
        }

        return days.Until is { } to ? entries.Where(a => a.At < to) : entries;
    }
}
