using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.Extensions.Caching.Memory;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>Keeps what was read from an upload for a quarter of an hour, so that the commit need not read again what the preview read.</summary>
public sealed class ParsedWorkbooks : IDisposable
{
    private const int MaxRows = 200_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxRows });

    /// <summary>What was read from the file with this content, or null.</summary>
    public WorkbookResult<ProductRow>? Find(long importId, string sha256, bool floorPriceRequired) =>
        cache.Get<WorkbookResult<ProductRow>>((importId, sha256, floorPriceRequired));

    /// <summary>Keeps what was read.</summary>
    public void Keep(long importId, string sha256, bool floorPriceRequired, WorkbookResult<ProductRow> parsed)
    {
        using var entry = cache.CreateEntry((importId, sha256, floorPriceRequired));
        entry.Value = parsed;
        entry.Size = parsed.Rows.Count + 1;
        entry.SlidingExpiration = TimeSpan.FromMinutes(15);
    }

    /// <summary>Lets go of a file that is done with.</summary>
    public void Forget(long importId, string sha256, bool floorPriceRequired) => cache.Remove((importId, sha256, floorPriceRequired));

    public void Dispose() => cache.Dispose();
}
