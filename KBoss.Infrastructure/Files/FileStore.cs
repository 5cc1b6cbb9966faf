using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files;

/// <summary>
/// Keeps uploads encrypted in the data directory, outside the web root. The row is written by the caller's transaction;
/// a file whose row never came is an orphan that nobody can ask for.
/// </summary>
public sealed class FileStore(DataDirectory directory, SecretProtector secrets, TimeProvider time)
{
    /// <summary>A key that no file has.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// Writes the bytes and adds the row; the caller saves. With a <paramref name="key"/> of the caller's own, work that is run again
    /// writes the same file again and not another one.
    /// </summary>
    public StoredFile Add(KBossDbContext db, long organizationId, string name, string contentType, byte[] content, string? key = null)
    {
        key ??= NewKey();
        Directory.CreateDirectory(directory.Combine("files"));
        File.WriteAllBytes(PathOf(key), secrets.Protect(content));
        var file = new StoredFile(
            organizationId, key, name, contentType, content.Length, Convert.ToHexString(SHA256.HashData(content)), time.UtcNow());
        db.StoredFiles.Add(file);
        return file;
    }

    /// <summary>Deletes the row with the caller's save, and the bytes after its commit.</summary>
    public void Remove(KBossDbContext db, Outbox outbox, StoredFile file)
    {
        db.Remove(file);
        outbox.Add(db, file.OrganizationId, FileRemoval.Kind, $"{FileRemoval.Kind}-{file.Key}", file.Key);
    }

    /// <summary>Deletes the bytes at once; a file that is gone already is no fault.</summary>
    public void Delete(string key)
    {
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }
    }

    /// <summary>The row and bytes of a file that the context may see; otherwise, and when its bytes or their keys are gone, <see cref="NotFoundException"/>.</summary>
    public async Task<(StoredFile File, byte[] Content)> ReadAsync(KBossDbContext db, string key, CancellationToken ct = default)
    {
        var file = await db.StoredFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Key == key, ct) ?? throw new NotFoundException("file", key);
        try
        {
            return (file, secrets.Unprotect(await File.ReadAllBytesAsync(PathOf(file.Key), ct)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or CryptographicException)
        {
            throw new NotFoundException("file", key);
        }
    }

    // The key is made here and looked up in the database, so no path comes from outside.
    private string PathOf(string key) => directory.Combine("files", key);
}
