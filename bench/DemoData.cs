namespace KBoss.Bench;

/// <summary>A data directory with a migrated SQLite file and the demo data, as the first start in Development leaves it.</summary>
internal static class DemoData
{
    public static async Task MakeAsync(string folder, bool year = false)
    {
        Directory.CreateDirectory(folder);
        await using var boss = new BenchKBoss(Path.Combine(folder, "kboss.db"), year);
        await boss.Database.MigrateAsync();
        await boss.SeedDemoAsync();
    }

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
