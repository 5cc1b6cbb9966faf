using KBoss.Infrastructure.Settings.Backups;

namespace KBoss.Web.Settings;

/// <summary>
/// <c>KBoss.Web restore FOLDER [--replace]</c>: puts a back-up into the data directory of the settings, and ends. It refuses while KBoss runs there, and
/// over data that are there unless asked to put them aside.
/// </summary>
public static class RestoreCommand
{
    private const string Replace = "--replace";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool Asked(string[] args) => args is ["restore", ..];

    /// <summary>The settings on the command line: what is left of it without the command, whose folder would be taken for one.</summary>
    public static string[] Settings(string[] args) => Asked(args) ? [.. args.Skip(Folder(args) is null ? 1 : 2).Where(arg => arg != Replace)] : args;

    /// <summary>Runs it and returns the exit code: 0 when it was restored, 1 when not, with the reason, 2 without a folder.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        if (Folder(args) is not { } folder)
        {
            await Console.Error.WriteLineAsync("Name the folder of the back-up: restore FOLDER [--replace]");
            return 2;
        }

        try
        {
            var aside = await services.GetRequiredService<BackupRestore>().RestoreAsync(folder, args.Contains(Replace));
            Console.WriteLine("The back-up was restored.");
            if (aside is not null)
            {
                Console.WriteLine($"What was there is in {aside}; delete it when you are sure.");
            }

            Console.WriteLine("Start KBoss, sign in, and verify the books. Messages that waited when the back-up was made will be sent.");
            return 0;
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static string? Folder(string[] args) => args is [_, ['-', '-', ..], ..] or [_] ? null : args[1];
}
