using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.Extensions.Caching.Memory;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>Keeps what was read from an upload for a quarter of an hour, so that the commit need not read again what the preview read.</summary>
public sealed class ParsedWorkbooks : IDisposable
{
    private const int MaxRows = 200_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxRows });

    /// <summary>What was read by the schema from the upload with this content, or null.</summary>
    public WorkbookResult<TRow>? Find<TRow>(long importId, string sha256, WorkbookSchema<TRow> schema)
        where TRow : class, new() => cache.Get<WorkbookResult<TRow>>((importId, sha256, schema));

    /// <summary>Keeps what was read.</summary>
    public void Keep<TRow>(long importId, string sha256, WorkbookSchema<TRow> schema, WorkbookResult<TRow> parsed)
        where TRow : class, new()
    {
        using var entry = cache.CreateEntry((importId, sha256, schema));
        entry.Value = parsed;
        entry.Size = parsed.Rows.Count + 1;
        entry.SlidingExpiration = TimeSpan.FromMinutes(15);
    }

    /// <summary>Lets go of a file that is done with.</summary>
    public void Forget<TRow>(long importId, string sha256, WorkbookSchema<TRow> schema)
        where TRow : class, new() => cache.Remove((importId, sha256, schema));

    public void Dispose() => cache.Dispose();
}
