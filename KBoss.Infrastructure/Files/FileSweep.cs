using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Files;

/// <summary>Finds the files that no row names: what was being taken in when a process died. It may run anywhere, at any time and twice.</summary>
public sealed class FileSweep(FileStore files, KBossDbContextFactory contexts, TimeProvider time, ILogger<FileSweep> log)
{
    private const int Batch = 500;

    /// <summary>Whoever takes files in, in any process, has kept them or given up long before.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>
    /// Deletes the files that no row names a day after they were written, and returns how many. A store of which the database knows no file at all is
    /// left alone.
    /// </summary>
    public async Task<int> RemoveUnkeptAsync(CancellationToken ct = default)
    {
        var (unkept, kept) = (new List<string>(), 0);
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            foreach (var keys in files.WrittenBefore(time.UtcNow() - Grace).Chunk(Batch).Select(chunk => chunk.ToList()))
            {
                var named = await db.StoredFiles.Where(f => keys.Contains(f.Key)).Select(f => f.Key).ToListAsync(ct);
                unkept.AddRange(keys.Except(named));
                kept += named.Count;
            }
        }

        if (kept == 0 && unkept.Count > 0)
        {
            // A new or a wrong database beside an old data directory must not cost every upload.
            log.LogWarning("The database names none of the {Count} files in the store, so none is removed.", unkept.Count);
            return 0;
        }

        unkept.ForEach(files.Delete);
        return unkept.Count;
    }
}

/// <summary>Removes nightly the files that no row names.</summary>
public sealed class RemoveUnkeptFilesJob(JobRecorder recorder, FileSweep sweep) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => sweep.RemoveUnkeptAsync(ct);
}
