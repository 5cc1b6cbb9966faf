using KBoss.Infrastructure.Files;
using Microsoft.Extensions.Caching.Memory;

namespace KBoss.Web.Organizations;

/// <summary>
/// Remembers for half an hour the licence or ID card that came with a registration which has yet to be mended: a browser cannot offer a chosen file again.
/// </summary>
public sealed class DocumentDrafts : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100L * 1024 * 1024 });

    /// <summary>Keeps a file and returns the key that the form carries.</summary>
    public string Keep(Upload upload)
    {
        var key = Guid.NewGuid().ToString("N");
        cache.Set(key, upload, new MemoryCacheEntryOptions { Size = upload.Content.Length, AbsoluteExpirationRelativeToNow = Lifetime });
        return key;
    }

    /// <summary>The file, or null when it is not remembered any more.</summary>
    public Upload? Find(string? key) => string.IsNullOrEmpty(key) ? null : cache.Get<Upload>(key);

    /// <summary>Forgets a file that has been registered.</summary>
    public void Forget(string? key)
    {
        if (!string.IsNullOrEmpty(key))
        {
            cache.Remove(key);
        }
    }

    public void Dispose() => cache.Dispose();
}
