using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>
/// Puts a back-up into the data directory of this installation: after the back-up was looked at, while nobody runs, and never over something that is there
/// unless asked for, and then what was there is put aside and not deleted.
/// </summary>
public sealed class BackupRestore(KBossDatabase database, DataDirectory data, RunningMark mark, TimeProvider time)
{
    /// <summary>Restores the back-up of a folder; <see cref="BackupException"/> says why not, and then nothing was changed. Returns where the old data are, if any.</summary>
    public async Task<string?> RestoreAsync(string folder, bool replace, CancellationToken ct = default)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var target = database.SqliteFile ?? throw new BackupException("This installation uses SQL Server, whose back-ups are restored there.");
        var manifest = await BackupManifest.ReadAsync(folder, ct)
            ?? throw new BackupException($"{folder} is no back-up of KBoss: it has no {BackupManifest.FileName} that can be read.");
        await BackupCheck.DemandAsync(folder, manifest, ct);
        using var alone = mark.KeepOut() ?? throw new BackupException($"KBoss runs on {data.Path}. Stop it first.");
        string[] standing = [target, .. Parts().Where(HasContent)];
        standing = [.. standing.Where(path => File.Exists(path) || Directory.Exists(path))];
        if (standing.Length > 0 && !replace)
        {
            throw new BackupException($"There are data already: {string.Join(", ", standing)}. With --replace they are put aside.");
        }

        var aside = standing.Length > 0 ? PutAside(standing, target) : null;
        var pool = Path.Combine(Path.GetDirectoryName(folder)!, BackupManifest.Pool);
        DataDirectory.MakeFolder(Path.GetDirectoryName(target)!);
        // Keys and files first: a database without them would start.
        await CopyAllAsync(Directory.GetFiles(Path.Combine(folder, BackupManifest.Keys)), data.Combine("keys"), ct);
        await CopyAllAsync(manifest.Files.Select(name => Path.Combine(pool, Path.GetFileName(name))), data.Combine("files"), ct);
        await CopyAsync(Path.Combine(folder, BackupManifest.Database), target, ct);
        return aside;
    }

    private IEnumerable<string> Parts() => [data.Combine("keys"), data.Combine("files")];

    private static bool HasContent(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any();

    private string PutAside(IEnumerable<string> standing, string target)
    {
        var aside = data.Combine($"replaced-{ChinaTime.FromUtc(time.UtcNow()).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        DataDirectory.MakeFolder(aside);
        foreach (var path in standing.Concat([$"{target}-wal", $"{target}-shm"]))
        {
            var away = Path.Combine(aside, Path.GetFileName(path));
            if (Directory.Exists(path))
            {
                Directory.Move(path, away);
            }
            else if (File.Exists(path))
            {
                File.Move(path, away);
            }
        }

        return aside;
    }

    private static async Task CopyAllAsync(IEnumerable<string> files, string folder, CancellationToken ct)
    {
        DataDirectory.MakeFolder(folder);
        foreach (var file in files)
        {
            await CopyAsync(file, Path.Combine(folder, Path.GetFileName(file)), ct);
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken ct)
    {
        await using var source = File.OpenRead(from);
        await using var target = DataDirectory.MakeFile(to);
        await source.CopyToAsync(target, ct);
        target.Flush(flushToDisk: true);
    }
}
