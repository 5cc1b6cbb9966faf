using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>What was written: the name of the folder, its size in bytes and how many uploads belong to it.</summary>
public sealed record WrittenBackup(string Name, long Bytes, int Files);

/// <summary>
/// Copies database, keys and uploads while KBoss runs, in this order: files and keys are written before the rows that need them, so that what comes later
/// has whatever the copy of the database names.
/// </summary>
public sealed class BackupWriter(
    KBossDatabase database, DataDirectory data, SecretProtector secrets, IOptionsMonitor<BackupOptions> options, ILogger<BackupWriter> log)
{
    /// <summary>The folder in which the back-ups lie.</summary>
    public string Root => options.CurrentValue.Directory is { Length: > 0 } named ? Path.GetFullPath(named) : data.Combine("backups");

    /// <summary>Whether they lie in the data directory, and are lost with it.</summary>
    public bool IsInside => Path.GetRelativePath(data.Path, Root) is var way && way != ".." && !way.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !Path.IsPathRooted(way);

    /// <summary>
    /// Makes one, reads it again, and gives it its name only when it is sound; <see cref="BackupException"/> when it is not, or while another process makes
    /// one, and what was written is gone again.
    /// </summary>
    public async Task<WrittenBackup> WriteAsync(DateTime now, CancellationToken ct = default)
    {
        var source = database.SqliteFile ?? throw new BackupException("SQL Server makes the back-ups of its databases itself.");
        using var turn = Turn();
        var name = $"kboss-{ChinaTime.FromUtc(now).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        for (var (first, n) = (name, 2); Directory.Exists(Path.Combine(Root, name)); n++)
        {
            name = $"{first}-{n}";
        }

        var (folder, draft) = (Path.Combine(Root, name), Path.Combine(Root, $"{name}.part"));
        foreach (var left in Directory.EnumerateDirectories(Root, "kboss-*.part"))
        {
            Directory.Delete(left, recursive: true);
        }

        try
        {
            DataDirectory.MakeFolder(draft);
            var copy = Path.Combine(draft, BackupManifest.Database);
            await CopyDatabaseAsync(source, copy, ct);
            // Whatever key it is encrypted under is written before the keys are copied.
            var probe = secrets.Protect(BackupManifest.Known);
            _ = secrets.Hash(BackupManifest.Known);
            var bytes = new FileInfo(copy).Length + await CopyKeysAsync(draft, ct);
            var (files, size) = await CopyFilesAsync(ct);
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, now, await BackupCheck.HashAsync(copy, ct), probe, files);
            await BackupCheck.DemandAsync(draft, manifest, ct);
            await File.WriteAllTextAsync(Path.Combine(draft, BackupManifest.FileName), JsonSerializer.Serialize(manifest), ct);
            Directory.Move(draft, folder);
            return new WrittenBackup(name, bytes + size, files.Count);
        }
        catch
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }

            throw;
        }
    }

    /// <summary>Removes back-ups by name, and the uploads that none of those left names.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<string> names, CancellationToken ct = default)
    {
        if (names.Count == 0)
        {
            return;
        }

        using var turn = Turn();
        foreach (var folder in names.Select(name => Path.Combine(Root, Path.GetFileName(name))).Where(Directory.Exists))
        {
            // Without the manifest it is none any more, however far the rest is deleted.
            File.Delete(Path.Combine(folder, BackupManifest.FileName));
            Directory.Delete(folder, recursive: true);
        }

        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(Root, "kboss-*"))
        {
            if (await BackupManifest.ReadAsync(folder, ct) is not { } manifest)
            {
                // Nobody knows what it needs.
                return;
            }

            needed.UnionWith(manifest.Files);
        }

        var pool = Path.Combine(Root, BackupManifest.Pool);
        foreach (var file in Directory.Exists(pool) ? Directory.EnumerateFiles(pool) : [])
        {
            if (!needed.Contains(Path.GetFileName(file)))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Whether a back-up is still there.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(Root, Path.GetFileName(name), BackupManifest.FileName));

    private FileStream Turn()
    {
        DataDirectory.MakeFolder(Root);
        try
        {
            return new FileStream(Path.Combine(Root, "backup.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new BackupException("Another back-up is being made.");
        }
    }

    /// <summary>SQLite itself makes a whole copy of one moment; readers and writers go on meanwhile.</summary>
    private static async Task CopyDatabaseAsync(string source, string copy, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, DefaultTimeout = 60 }.ToString());
        await connection.OpenAsync(ct);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "VACUUM INTO $copy";
            command.Parameters.AddWithValue("$copy", copy);
            await command.ExecuteNonQueryAsync(ct);
        }

        Private(copy);
    }

    private async Task<long> CopyKeysAsync(string draft, CancellationToken ct)
    {
        var target = DataDirectory.MakeFolder(Path.Combine(draft, BackupManifest.Keys)).FullName;
        long bytes = 0;
        foreach (var key in Directory.EnumerateFiles(data.Combine("keys")))
        {
            bytes += await CopyAsync(key, Path.Combine(target, Path.GetFileName(key)), ct);
        }

        return bytes;
    }

    /// <summary>An upload never changes, so one that lies in the pool is not copied again.</summary>
    private async Task<(IReadOnlyList<string> Names, long Bytes)> CopyFilesAsync(CancellationToken ct)
    {
        var pool = DataDirectory.MakeFolder(Path.Combine(Root, BackupManifest.Pool)).FullName;
        var (names, bytes) = (new List<string>(), 0L);
        foreach (var file in Directory.Exists(data.Combine("files")) ? Directory.EnumerateFiles(data.Combine("files")) : [])
        {
            var name = Path.GetFileName(file);
            var kept = Path.Combine(pool, name);
            if (Guid.TryParseExact(name, "N", out _) && (File.Exists(kept) || await TakeInAsync(file, kept, ct)))
            {
                names.Add(name);
                bytes += new FileInfo(kept).Length;
            }
        }

        return (names, bytes);
    }

    /// <summary>Whether it was taken in: one that is just being written, or was removed meanwhile, is named by no row of the copy.</summary>
    private async Task<bool> TakeInAsync(string file, string kept, CancellationToken ct)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(file, ct);
            _ = secrets.Unprotect(content);
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            log.LogWarning("The upload {File} was left out of the back-up: {Reason}", Path.GetFileName(file), e.Message);
            return false;
        }

        File.Delete($"{kept}.part");
        await using (var copy = DataDirectory.MakeFile($"{kept}.part"))
        {
            await copy.WriteAsync(content, ct);
            copy.Flush(flushToDisk: true);
        }

        File.Move($"{kept}.part", kept, overwrite: true);
        return true;
    }

    private static async Task<long> CopyAsync(string from, string to, CancellationToken ct)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var target = DataDirectory.MakeFile(to);
        await source.CopyToAsync(target, ct);
        target.Flush(flushToDisk: true);
        return target.Length;
    }

    private static void Private(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
