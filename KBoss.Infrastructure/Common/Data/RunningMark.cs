namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Says beside a SQLite database that a process uses it, so that nobody puts another one in its place meanwhile. Processes share the mark; it goes with the
/// process, however that ends.
/// </summary>
public sealed class RunningMark(DataDirectory directory) : IDisposable
{
    private FileStream? mark;

    private string Path => directory.Combine("running.lock");

    /// <summary>Takes the mark until this process ends; <see cref="DatabaseRefusedException"/> while a back-up is being restored.</summary>
    public void Take() => mark ??= Open(FileShare.ReadWrite)
        ?? throw new DatabaseRefusedException($"A back-up is being restored into {directory.Path}. Start KBoss when that has ended.");

    /// <summary>Keeps every other process out until the answer is disposed of; null while one runs.</summary>
    internal IDisposable? KeepOut() => Open(FileShare.None);

    public void Dispose() => mark?.Dispose();

    private FileStream? Open(FileShare share)
    {
        try
        {
            return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
