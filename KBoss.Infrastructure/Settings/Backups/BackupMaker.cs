using KBoss.Domain.Common;
using KBoss.Domain.Settings;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>A back-up was made, or failed.</summary>
public sealed record BackupMade(string Name);

/// <summary>Makes a back-up, keeps how it ended, and removes those that have to make room.</summary>
public sealed class BackupMaker(
    BackupWriter writer, KBossDbContextFactory contexts, SellerDirectory sellers, TimeProvider time, ILogger<BackupMaker> log)
{
    /// <summary>Makes one; <see cref="BackupException"/>, kept as well, when it could not be made.</summary>
    public async Task<WrittenBackup> MakeAsync(By? by = null, CancellationToken ct = default)
    {
        var root = await sellers.FindRootAsync(ct) ?? throw new BackupException("There is no root distributor yet, so there is nothing to keep.");
        var started = time.UtcNow();
        try
        {
            var written = await writer.WriteAsync(started, ct);
            var removed = await KeepAsync(root, new Backup(root, written.Name, started, time.UtcNow(), written.Bytes, written.Files, "", by ?? By.Nobody), ct);
            await writer.RemoveAsync(removed, ct);
            return written;
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException or SqliteException)
        {
            log.LogError(e, "A back-up could not be made.");
            await KeepAsync(root, new Backup(root, "-", started, time.UtcNow(), 0, 0, e.Message, by ?? By.Nobody), CancellationToken.None);
            throw e as BackupException ?? new BackupException(e.Message);
        }
    }

    /// <summary>Returns the names of those that have made room for it.</summary>
    private Task<IReadOnlyList<string>> KeepAsync(long root, Backup backup, CancellationToken ct) =>
        contexts.InTransactionAsync<IReadOnlyList<string>>(OrganizationScope.Of(root), null, async db =>
        {
            db.Add(backup);
            var good = await db.Backups.Where(b => b.Status == BackupStatus.Good).ToListAsync(ct);
            var kept = BackupRotation.Kept(good.Concat(backup.Status == BackupStatus.Good ? [backup] : []).Select(b => b.StartedAt));
            var leaving = good.Where(b => !kept.Contains(b.StartedAt)).ToList();
            leaving.ForEach(b => b.Remove());
            await db.SaveChangesAsync(ct);
            db.AfterCommit(new BackupMade(backup.Name));
            return [.. leaving.Select(b => b.Name)];
        }, ct);
}
