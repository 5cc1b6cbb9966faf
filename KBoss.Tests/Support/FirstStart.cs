using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Support;

/// <summary>
/// What KBoss leaves in its data directory when it starts for the first time in Development: made once for all tests and copied for each,
/// because the migrations and the passwords of the demo members take most of the time of a start.
/// </summary>
internal sealed class FirstStart(DateTimeOffset at)
{
    // A host is started without waiting asynchronously, so whoever copies cannot wait so either.
    private readonly Lazy<string> made = new(() => Task.Run(() => MakeAsync(at)).GetAwaiter().GetResult());

    /// <summary>At the time at which the clock of tests stands.</summary>
    public static FirstStart AtTestTime { get; } = new(TestKBoss.Start);

    /// <summary>Now, for applications that live in real time.</summary>
    public static FirstStart Today { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>Gives a data directory all of it but the schedules, which every start makes anew.</summary>
    public void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(made.Value, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).StartsWith("schedules", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(made.Value, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task<string> MakeAsync(DateTimeOffset at)
    {
        await using var web = new WebKBoss { First = true, LeavesData = true, Time = new FakeTimeProvider(at) };
        _ = web.Services;
        return web.Folder;
    }
}
