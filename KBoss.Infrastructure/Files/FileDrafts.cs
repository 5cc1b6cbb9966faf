using System.Security.Cryptography;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Files;

/// <summary>
/// Files whose bytes are written before the transaction that may keep them. Those that no commit has kept when it is disposed of leave the disk: what
/// was refused, failed or given up leaves nothing. What a process leaves that dies in between is found by <see cref="FileSweep"/>.
/// </summary>
public sealed class FileDrafts : IDisposable
{
    private readonly FileStore store;
    private readonly ILogger log;
    private readonly List<FileDraft> drafts = [];

    internal FileDrafts(FileStore store, ILogger log) => (this.store, this.log) = (store, log);

    /// <summary>Encrypts and writes a file of which the caller has made sure what it is; see <see cref="UploadType"/>.</summary>
    public async Task<FileDraft> AddAsync(string name, string contentType, byte[] content, CancellationToken ct = default)
    {
        var draft = new FileDraft(name, contentType, content.Length, Convert.ToHexString(SHA256.HashData(content)));
        // Known before it is written, so that half a file leaves the disk as well.
        drafts.Add(draft);
        await store.WriteAsync(draft.Key, content, ct);
        return draft;
    }

    public void Dispose()
    {
        foreach (var draft in drafts.Where(d => !d.IsKept))
        {
            try
            {
                store.Delete(draft.Key);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.LogWarning(e, "The file {Key}, which nothing has kept, could not be deleted; the sweep tries again.", draft.Key);
            }
        }
    }
}

/// <summary>A file whose bytes are written and that no row names yet.</summary>
public sealed class FileDraft
{
    private readonly string name;
    private readonly string contentType;
    private readonly long size;
    private readonly string sha256;
    private readonly List<KBossDbContext> keepers = [];

    internal FileDraft(string name, string contentType, long size, string sha256) =>
        (this.name, this.contentType, this.size, this.sha256) = (name, contentType, size, sha256);

    internal string Key { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether a commit that keeps it was sent; while it is not known how that ended, the bytes stay.</summary>
    internal bool IsKept => keepers.Exists(db => db.CommitSent);

    /// <summary>Adds its row, in a transaction; the caller saves. Work that is run again keeps the same file again.</summary>
    public StoredFile Keep(KBossDbContext db, long organizationId)
    {
        var file = new StoredFile(organizationId, Key, name, contentType, size, sha256, db.Now);
        db.StoredFiles.Add(file);
        keepers.Add(db);
        return file;
    }
}
