using System.Globalization;
using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Audit;

/// <summary>
/// One value that was changed. <see cref="Field"/> is empty for a remark; ids of members and departments are names already, phones are masked.
/// </summary>
public sealed record AuditChange(string Field, string Before, string After);

/// <summary>Who did what to which subject and when (UTC); <see cref="UserName"/> is empty when nobody was signed in.</summary>
public sealed record AuditRow(long Id, DateTime At, string Actor, string UserName, string Action, string Subject, IReadOnlyList<AuditChange> Changes);

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
public sealed class AuditQueries(ICurrentActor current, KBossDbContextFactory contexts, TimeProvider time)
{
    /// <summary>How many lines an export holds at most.</summary>
    public const int MaxExport = 10_000;

    private static readonly string[] Unsaid =
        [nameof(IOrganizationOwned.OrganizationId), nameof(Member.CreatedAt), nameof(Member.CreatedBy)];

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
        var found = Found(db, request);
        var sorted = request.Sort == "at" && !request.Descending
            ? found.OrderBy(a => a.At).ThenBy(a => a.Id)
            : found.OrderByDescending(a => a.At).ThenByDescending(a => a.Id);
        var page = await sorted.ToPageAsync(request, ct);
        return new Page<AuditRow>(await ReadableAsync(db, page.Rows, ct), page.Total);
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
        var entries = await Found(db, request).OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(MaxExport).ToListAsync(ct);
        var rows = (await ReadableAsync(db, entries, ct)).Select(write).ToList();
        await contexts.AuditAsync(me, "AuditExported", "Audit", rows.Count.ToString(CultureInfo.InvariantCulture), ct);
        var name = $"audit-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
        return new WorkbookExport(name, WorkbookWriter.Export(Sheet, rows));
    }

    /// <summary>
    /// What was changed of one thing, newest first and so many at most, for the page of that thing; the caller has asked who may see it, and its context is
    /// the organization's.
    /// </summary>
    internal static Task<IReadOnlyList<AuditRow>> OfSubjectAsync(
        KBossDbContext db, long organizationId, string subject, int most, CancellationToken ct) => OfSubjectsAsync(db, organizationId, [subject], most, ct);

    /// <summary>The same of several things together.</summary>
    internal static async Task<IReadOnlyList<AuditRow>> OfSubjectsAsync(
        KBossDbContext db, long organizationId, IReadOnlyCollection<string> subjects, int most, CancellationToken ct) => await ReadableAsync(
            db, await db.AuditEntries.AsNoTracking().Where(a => a.OrganizationId == organizationId && subjects.Contains(a.Subject))
                .OrderByDescending(a => a.Id).Take(most).ToListAsync(ct), ct);

    private static TextColumn<AuditSheetRow> Text(
        string key, WorkbookText header, double width, Func<AuditSheetRow, string> get, Action<AuditSheetRow, string> set) =>
        new(key, header, get, set) { MaxLength = 8_000, MultiLine = true, Width = width };

    private static IQueryable<AuditEntry> Found(KBossDbContext db, PageRequest request)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (request.Search("person") is { } person)
        {
            entries = entries.Where(a => SearchText.Finds(a.Actor, person)
                || db.Members.Any(m => m.Id == a.MemberId && SearchText.Finds(m.UserName, person)));
        }

        if (request.Search("subject") is { } subject)
        {
            entries = entries.Where(a => SearchText.Finds(a.Subject, subject));
        }

        if (request.Filter("kind") is { } kind)
        {
            entries = entries.Where(a => a.Action == kind);
        }

        if (request.Day("from") is { } from)
        {
            entries = entries.Where(a => a.At >= from);
        }

        return request.DayEnd("to") is { } to ? entries.Where(a => a.At < to) : entries;
    }

    private static async Task<IReadOnlyList<AuditRow>> ReadableAsync(KBossDbContext db, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        var memberFields = MemberColumns.Of(db.Model).Select(column => MemberColumns.Field(column).Name).ToHashSet();
        var read = entries.Select(e => (Entry: e, Before: Values(e.Before), After: Values(e.After))).ToList();
        var ids = read.SelectMany(r => r.Before.Concat(r.After)).Where(pair => memberFields.Contains(pair.Key)).Select(pair => IdOf(pair.Value))
            .Concat(entries.Select(e => e.MemberId)).OfType<long>().Distinct().ToList();
        var members = await db.Members.AsNoTracking().Where(m => ids.Contains(m.Id))
            .Select(m => new { m.Id, m.UserName, m.Name }).ToDictionaryAsync(m => m.Id, ct);
        var places = read.SelectMany(r => r.Before.Concat(r.After))
            .Where(pair => IsDepartment(pair.Key))
            .Select(pair => IdOf(pair.Value)).OfType<long>()
            .Distinct().ToList();
        var departments = places.Count == 0
            ? []
            : await db.Departments.AsNoTracking().Where(d => places.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        return [.. read.Select(r => new AuditRow(
            r.Entry.Id, r.Entry.At, r.Entry.Actor, r.Entry.MemberId is { } by && members.TryGetValue(by, out var member) ? member.UserName : "",
            r.Entry.Action, r.Entry.Subject, Changes(r.Before, r.After)))];

        IReadOnlyList<AuditChange> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [
            // The owner is the organization that reads, and by whom and when it was made is said by the line itself.
            .. before.Keys.Union(after.Keys).Where(field => !Array.Exists(Unsaid, unsaid => unsaid == field))
                .Select(field => new AuditChange(
                    field, Readable(field, before.GetValueOrDefault(field, "")), Readable(field, after.GetValueOrDefault(field, ""))))
                .Where(change => change.Before.Length + change.After.Length > 0),
        ];

        string Readable(string field, string value) =>
            memberFields.Contains(field) && IdOf(value) is { } memberId && members.TryGetValue(memberId, out var person) ? $"{person.Name} ({person.UserName})"
            : IsDepartment(field) && IdOf(value) is { } departmentId && departments.TryGetValue(departmentId, out var department) ? department
            : field.EndsWith("Phone", StringComparison.Ordinal) && value.Length > 0 ? Masked.Phone(value)
            : value;
    }

    private static bool IsDepartment(string field) => field is "DepartmentId" or "ParentId";

    private static long? IdOf(string value) => long.TryParse(value, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The values by field; what is no JSON object, a remark or one that was cut short, stands under an empty name.</summary>
    private static IReadOnlyDictionary<string, string> Values(string json)
    {
        if (json.Length == 0)
        {
            return new Dictionary<string, string>();
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? "" : p.Value.ToString());
            }
        }
        catch (JsonException)
        {
            // It is shown as it is.
        }

        return new Dictionary<string, string> { [""] = json };
    }
}
