using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace KBoss.Infrastructure.Catalog;

/// <summary>A picture's bytes and what they are.</summary>
public sealed record ProductImage(string ContentType, byte[] Content);

/// <summary>
/// The pictures of products, which everybody may see, signed in or not; no other file is ever given out here.
/// A picture never changes under its key, so it is kept in memory (64 MB at most) for an hour once it was decrypted. A page that was made before
/// the picture was replaced mostly finds it there, or in its browser.
/// </summary>
public sealed class ProductImages(KBossDbContextFactory contexts, FileStore files) : IDisposable
{
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 64 * 1024 * 1024 });

    /// <summary>The picture of a product that is not deleted; otherwise <see cref="NotFoundException"/>.</summary>
    public async Task<ProductImage> ReadAsync(string key, CancellationToken ct = default)
    {
        if (cache.TryGetValue<ProductImage>(key, out var kept))
        {
            return kept!;
        }

        // Whose product it is does not matter, only that it is one: the storefront of every distributor shows it.
        await using var db = contexts.Open(OrganizationScope.Everything);
        if (key.Length == 0 || !await db.Products.AnyAsync(p => p.ImageKey == key && p.DeletedAt == null, ct))
        {
            throw new NotFoundException("image", key);
        }

        var (file, content) = await files.ReadAsync(db, key, ct);
        var image = new ProductImage(file.ContentType, content);
        using var entry = cache.CreateEntry(key);
        entry.Value = image;
        entry.Size = content.Length;
        // Not longer for being asked for often: a picture that was taken down has to be gone some time.
        entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1);
        return image;
    }

    public void Dispose() => cache.Dispose();
}
