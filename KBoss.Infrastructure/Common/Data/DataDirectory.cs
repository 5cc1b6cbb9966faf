namespace KBoss.Infrastructure.Common.Data;

/// <summary>The folder in which a started KBoss keeps what is its own: SQLite files, encryption keys, uploads.</summary>
public sealed class DataDirectory
{
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>A path inside the folder.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
