namespace KBoss.Infrastructure.Common.Data;

/// <summary>The folder in which a started KBoss keeps what is its own: SQLite files, encryption keys, uploads. On Unix nobody but its owner may look inside.</summary>
public sealed class DataDirectory
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        MakeFolder(Path);
    }

    public string Path { get; }

    /// <summary>A path inside the folder.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Free space (bytes) for the user of this process on the disk of the folder.</summary>
    public long FreeBytes() => new DriveInfo(OperatingSystem.IsWindows() ? System.IO.Path.GetPathRoot(Path)! : Path).AvailableFreeSpace;

    /// <summary>
    /// Takes away what others may do with the folder, the keys, the uploads and the SQLite files, which an earlier start or another program may have left
    /// to them.
    /// </summary>
    public void KeepPrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var folder in new[] { Path, Combine("keys"), Combine("files") }.Where(Directory.Exists))
        {
            File.SetUnixFileMode(folder, OwnFolder);
        }

        foreach (var file in new[] { Path, Combine("keys") }.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            try
            {
                File.SetUnixFileMode(file, OwnFile);
            }
            catch (FileNotFoundException)
            {
                // SQLite takes its log away when the last connection closes.
            }
        }
    }

    /// <summary>Makes a folder of the owner's own; one that is there stays as it is.</summary>
    internal static DirectoryInfo MakeFolder(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnFolder);

    /// <summary>A new file of the owner's own, to be written; throws when there is one.</summary>
    internal static FileStream MakeFile(string path) =>
        Open(path, new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, Options = FileOptions.Asynchronous });

    /// <summary>A file of the owner's own that one process at a time holds open; throws while another one does.</summary>
    internal static FileStream HoldFile(string path) =>
        Open(path, new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });

    private static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return new FileStream(path, options);
    }
}
