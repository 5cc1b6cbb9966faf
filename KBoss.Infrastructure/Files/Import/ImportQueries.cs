using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>
/// One past upload, its times UTC. The counts are in rows: what was imported and passed over, or what would be until it is committed; 0 where that is not known
/// any more (<paramref name="IsCounted"/>).
/// </summary>
/// <param name="MayDownload">Whether the one who asks may have the file as it was sent.</param>
public sealed record PastImport(
    long Id, string FileName, By UploadedBy, DateTime UploadedAt, DateTime? CommittedAt, int Added, int Changed, int Unchanged, int Rejected,
    bool MayDownload, bool IsCounted);

/// <summary>Past uploads of one kind, and the workbooks that go out: the template, and the files as they were sent.</summary>
public sealed class ImportQueries<TRow>(ImportKind<TRow> kind, KBossDbContextFactory contexts, ICurrentActor current, FileStore files, TimeProvider time)
    where TRow : class, new()
{
    /// <summary>A page of the uploads about a subject, the newest first; <see cref="NotFoundException"/> if the subject is not the actor's.</summary>
    public async Task<Page<PastImport>> HistoryAsync(long subjectId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using var db = contexts.Open(me);
        await kind.FormAsync(db, me, subjectId, time.UtcNow(), ct);
        var (every, own) = (kind.SensitivePermission is not { } sensitive || me.Has(sensitive), kind.SenderMayDownload);
        return await db.Imports
            .Where(i => i.Kind == kind.Name && i.SubjectId == subjectId)
            .OrderByDescending(i => i.UploadedAt).ThenByDescending(i => i.Id)
            .Select(i => new PastImport(
                i.Id, i.FileName, i.UploadedBy, i.UploadedAt, i.CommittedAt,
                i.CommittedAt != null ? i.Added : db.Set<StagedRow>().Count(r => r.ImportId == i.Id && r.Kind == ImportRowKind.New),
                i.CommittedAt != null ? i.Changed : db.Set<StagedRow>().Count(r => r.ImportId == i.Id && r.Kind == ImportRowKind.Changed),
                i.CommittedAt != null ? i.Unchanged : db.Set<StagedRow>().Count(r => r.ImportId == i.Id && r.Kind == ImportRowKind.Unchanged),
                i.CommittedAt != null ? i.Rejected : db.Set<StagedRow>().Count(r => r.ImportId == i.Id && r.Kind == ImportRowKind.Error),
                every || (own && i.UploadedBy.MemberId == me.MemberId), i.CommittedAt != null || i.StagedAt != null))
            .ToPageAsync(request, ct);
    }

    /// <summary>
    /// A page of the rows of an upload that is previewed, in the order of the file, of one kind if the filter <c>kind</c> names one;
    /// <see cref="NotFoundException"/> if the upload, or by now its subject, is not the actor's. What the actor may not see is left out.
    /// </summary>
    public async Task<Page<ImportRow<TRow>>> RowsAsync(long importId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using var db = contexts.Open(me);
        await kind.FindAsync(db, me, importId, time.UtcNow(), ct);
        var rows = db.Set<StagedRow>().AsNoTracking().Where(r => r.ImportId == importId);
        if (request.Filter<ImportRowKind>("kind") is { } of)
        {
            rows = rows.Where(r => r.Kind == of);
        }

        var page = await rows.OrderBy(r => r.Number).ToPageAsync(request, ct);
        var values = ImportStaging<TRow>.ValuesOf(kind);
        return new Page<ImportRow<TRow>>(
            [
                .. page.Rows.Select(r => kind.ShownTo(me, new ImportRow<TRow>(
                    r.Number, r.Kind, values.Read<TRow>(r.Value), values.ReadList<FieldChange>(r.Changes), values.ReadList<CellError>(r.Errors))
                {
                    Notes = values.ReadList<CellError>(r.Notes),
                })),
            ],
            page.Total);
    }

    /// <summary>
    /// An upload as it was sent; <see cref="NotFoundException"/> if it, or by now its subject, is not the actor's, or the subject is not the one that
    /// <paramref name="subjectKey"/> names. One that holds what is masked elsewhere is for those who may see that, in some kinds for whoever has sent it as
    /// well, and the download is audited.
    /// </summary>
    public async Task<WorkbookExport> DownloadAsync(long importId, string? subjectKey = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using var db = contexts.Open(me);
        var (import, form) = await kind.FindAsync(db, me, importId, time.UtcNow(), ct);
        if (subjectKey is not null && subjectKey != form.SubjectKey)
        {
            throw new NotFoundException("import", importId);
        }

        if (kind.SensitivePermission is { } sensitive && !(kind.SenderMayDownload && import.UploadedBy.MemberId == me.MemberId))
        {
            me.Demand(sensitive);
        }

        var (_, content) = await files.ReadAsync(db, import.FileKey, ct);
        if (kind.SensitivePermission is not null)
        {
            await contexts.AuditAsync(me, "ImportDownloaded", "Import", import.FileName, ct);
        }

        return new WorkbookExport(import.FileName, content);
    }

    /// <summary>The file to fill in, in the current language.</summary>
    public async Task<WorkbookExport> TemplateAsync(long subjectId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using var db = contexts.Open(me);
        var (name, schema) = await kind.FormAsync(db, me, subjectId, time.UtcNow(), ct);
        var filled = await kind.TemplateAsync(db, me, schema, ct);
        return new WorkbookExport($"{name}-template.xlsx", WorkbookWriter.Template(filled, kind.Limits.MaxRows));
    }
}
