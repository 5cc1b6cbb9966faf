namespace KBoss.Tests.Support;

/// <summary>The folders that applications under test leave.</summary>
internal static class Folders
{
    /// <summary>
    /// Removes a data directory. What nobody waits for, like a circuit that asks again after news of its member, may still write as the application ends, and
    /// a file that appears while the folder is emptied keeps it from being removed.
    /// </summary>
    public static async Task RemoveAsync(string folder)
    {
        for (var tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}
