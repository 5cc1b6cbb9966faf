using System.Text.Json;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>What a back-up consists of, written last: a folder without it is none.</summary>
/// <param name="StartedAt">When the copy of the database was begun (UTC).</param>
/// <param name="DatabaseHash">SHA-256 of the copy of the database, in hexadecimal.</param>
/// <param name="Probe">A known text, encrypted under the keys of the back-up.</param>
/// <param name="Files">The names of the uploads that belong to it; their bytes lie in the pool beside all back-ups.</param>
internal sealed record BackupManifest(int Format, DateTime StartedAt, string DatabaseHash, string Probe, IReadOnlyList<string> Files)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";
    public const string Database = "kboss.db";
    public const string Keys = "keys";

    /// <summary>The folder beside the back-ups in which the uploads of all of them lie, each once: an upload never changes.</summary>
    public const string Pool = "files";

    public const string Known = "KBoss";

    public static async Task<BackupManifest?> ReadAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllBytesAsync(path, ct));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
