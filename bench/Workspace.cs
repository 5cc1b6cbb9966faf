using Microsoft.Data.Sqlite;

namespace KBoss.Bench;

/// <summary>A folder for one measurement, gone when it is over. <c>TMPDIR</c> chooses the disk.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kboss-bench-").FullName;

    public string Folder => folder;

    public string Combine(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
