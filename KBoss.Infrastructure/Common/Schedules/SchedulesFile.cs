using System.Globalization;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>The SQLite file in which Quartz keeps when schedules ran. It holds nothing that is not made anew, so a broken one never keeps KBoss from starting.</summary>
internal static class SchedulesFile
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public static string PathIn(DataDirectory directory) => directory.Combine("schedules.db");

    /// <summary>Puts a file that is no database any more aside, under a name that says when (UTC), and makes an empty one where there is none.</summary>
    public static async Task PrepareAsync(DataDirectory directory, DateTime now, ILogger log, CancellationToken ct)
    {
        var path = PathIn(directory);
        if (File.Exists(path) && !await IsSoundAsync(path, ct))
        {
            var aside = $"{path}.broken-{now.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}";
            log.LogError("{File} is no database any more; it was put aside as {Aside} and is made anew. Schedules that were due meanwhile are not made up for.", path, aside);
            File.Move(path, aside);
            // What belonged to the broken file would be taken for the new one's.
            foreach (var rest in new[] { "-wal", "-shm", "-journal" })
            {
                File.Delete(path + rest);
            }
        }

        if (!File.Exists(path))
        {
            await using var file = DataDirectory.MakeFile(path);
        }
    }

    private static async Task<bool> IsSoundAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return await command.ExecuteScalarAsync(ct) is "ok";
        }
        catch (SqliteException e)
        {
            // A file that somebody else is writing is none that is broken.
            return e.SqliteErrorCode is not (Corrupt or NotADatabase);
        }
    }
}
