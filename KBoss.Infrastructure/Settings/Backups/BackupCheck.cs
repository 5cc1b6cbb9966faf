using System.Security.Cryptography;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>A back-up cannot be made, or cannot be used.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>Looks whether what was written can be read: the database as a whole, and what is encrypted by the keys beside it.</summary>
internal static class BackupCheck
{
    /// <summary>Throws <see cref="BackupException"/> with what is wrong.</summary>
    public static async Task DemandAsync(string folder, BackupManifest manifest, CancellationToken ct)
    {
        if (manifest.Format != BackupManifest.CurrentFormat)
        {
            throw new BackupException($"The back-up has the format {manifest.Format}, which this build does not know.");
        }

        var database = Path.Combine(folder, BackupManifest.Database);
        if (!File.Exists(database) || await HashAsync(database, ct) != manifest.DatabaseHash)
        {
            throw new BackupException("The copy of the database is missing or is not the one that was written.");
        }

        await DemandSoundAsync(database, ct);
        DemandKeys(Path.Combine(folder, BackupManifest.Keys), manifest.Probe);
        var pool = Path.Combine(Path.GetDirectoryName(folder)!, BackupManifest.Pool);
        if (manifest.Files.FirstOrDefault(name => !File.Exists(Path.Combine(pool, name))) is { } missing)
        {
            throw new BackupException($"The upload {missing} is missing beside the back-ups.");
        }
    }

    public static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file, ct));
    }

    private static async Task DemandSoundAsync(string path, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (await command.ExecuteScalarAsync(ct) is not "ok")
            {
                throw new BackupException("The copy of the database is damaged.");
            }
        }
        catch (SqliteException e)
        {
            throw new BackupException($"The copy of the database cannot be read: {e.Message}");
        }
    }

    private static void DemandKeys(string keys, string probe)
    {
        try
        {
            // Reads no key but those that lie there, and makes none.
            var provider = DataProtectionProvider.Create(
                new DirectoryInfo(keys), builder => builder.SetApplicationName(SecretProtector.Application).DisableAutomaticKeyGeneration());
            if (provider.CreateProtector(SecretProtector.Purpose).Unprotect(probe) != BackupManifest.Known || !File.Exists(Path.Combine(keys, "hash.key")))
            {
                throw new BackupException("The keys of the back-up are not those of its database.");
            }
        }
        catch (CryptographicException)
        {
            throw new BackupException("The keys of the back-up are not those of its database.");
        }
    }
}
