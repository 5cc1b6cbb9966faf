using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;

namespace KBoss.Tests.Support;

/// <summary>A preview as a page shows it: what it says in all, and its rows.</summary>
internal sealed record SeenPreview<TRow>(ImportPreview All, IReadOnlyList<ImportRow<TRow>> Rows)
{
    public int New => All.New;

    public int Changed => All.Changed;

    public int Unchanged => All.Unchanged;

    public int Errors => All.Errors;

    public int Valid => All.Valid;

    public IReadOnlyList<CellError> FileErrors => All.FileErrors;
}

/// <summary>Looks at uploads as pages do.</summary>
internal static class Previews
{
    /// <summary>Previews an upload and reads its first two hundred rows.</summary>
    public static async Task<SeenPreview<TRow>> PreviewAsync<TRow>(this TestKBoss boss, long importId)
        where TRow : class, new() => new(
            await boss.Get<ImportService<TRow>>().PreviewAsync(importId), (await boss.RowsAsync<TRow>(importId)).Rows);

    /// <summary>A page of the rows of an upload.</summary>
    public static Task<Page<ImportRow<TRow>>> RowsAsync<TRow>(this TestKBoss boss, long importId, string? kind = null, int page = 1, int size = 200)
        where TRow : class, new() => boss.Get<ImportQueries<TRow>>().RowsAsync(
            importId, new PageRequest(page, size, null, false, kind is null ? [] : new Dictionary<string, string> { ["kind"] = kind }));

    /// <summary>Keeps what is told of uploads while they get on.</summary>
    public static IDisposable Hear(this TestKBoss boss, List<ImportMoved> all) => boss.Get<Changes>().Subscribe<ImportMoved>(moved =>
    {
        lock (all)
        {
            all.Add(moved);
        }
    });
}
