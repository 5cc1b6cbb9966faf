using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Files;

/// <summary>
/// Keeps uploads encrypted in the data directory, outside the web root. Bytes are written before the transaction that keeps them and deleted after
/// the one that removes them, and never touched inside: there it throws <see cref="InvalidOperationException"/>, because others wait to write.
/// </summary>
public sealed class FileStore(DataDirectory directory, SecretProtector secrets, Outbox outbox, TimeProvider time, ILogger<FileStore> log)
{
    private string Folder => directory.Combine("files");

    /// <summary>Takes files in before a transaction; what it does not keep leaves the disk when the answer is disposed of.</summary>
    public FileDrafts Draft() => new(this, log);

    /// <summary>Deletes the row with the caller's save, and the bytes after its commit.</summary>
    public void Remove(KBossDbContext db, StoredFile file)
    {
        db.Remove(file);
        outbox.Add(db, file.OrganizationId, FileRemoval.Kind, $"{FileRemoval.Kind}-{file.Key}", file.Key);
    }

    /// <summary>As above, by its key; where there is no such file, and an empty key names none, nothing is to be done.</summary>
    public async Task RemoveAsync(KBossDbContext db, string key, CancellationToken ct = default)
    {
        if (key.Length > 0 && await db.StoredFiles.FirstOrDefaultAsync(f => f.Key == key, ct) is { } file)
        {
            Remove(db, file);
        }
    }

    /// <summary>
    /// The row and bytes of a file that the context may see; otherwise, and when its bytes or their keys are gone, <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<(StoredFile File, byte[] Content)> ReadAsync(KBossDbContext db, string key, CancellationToken ct = default)
    {
        WriterTurn.Forbid("Reading a file");
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

    /// <summary>Encrypts the bytes and writes them so that they outlast a power cut, as the row does that will name them.</summary>
    internal async Task WriteAsync(string key, byte[] content, CancellationToken ct)
    {
        WriterTurn.Forbid("Writing a file");
        DataDirectory.MakeFolder(Folder);
        await using (var file = DataDirectory.MakeFile(PathOf(key)))
        {
            await file.WriteAsync(secrets.Protect(content), ct);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        // By the clock that its age is told by, whatever clock the disk goes by.
        File.SetLastWriteTimeUtc(PathOf(key), time.UtcNow());
    }

    /// <summary>Deletes the bytes; a file that is gone already is no fault.</summary>
    internal void Delete(string key)
    {
        WriterTurn.Forbid("Deleting a file");
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }
    }

    /// <summary>The keys of the files whose bytes were written before a moment (UTC); what else lies in the folder is none.</summary>
    internal IEnumerable<string> WrittenBefore(DateTime moment) => Directory.Exists(Folder)
        ? new DirectoryInfo(Folder).EnumerateFiles().Where(f => Guid.TryParseExact(f.Name, "N", out _) && f.LastWriteTimeUtc < moment).Select(f => f.Name)
        : [];

    // The key is made here and looked up in the database, so no path comes from outside.
    private string PathOf(string key) => Path.Combine(Folder, key);
}
