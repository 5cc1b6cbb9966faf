namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>
/// Where back-ups go: configuration section <c>Backup</c>. The server's own configuration alone says it, because whoever says it lets KBoss write there.
/// </summary>
public sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>The folder; empty: <c>backups</c> in the data directory, which is lost with it.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Whether the schedule makes back-ups; a person can make one all the same.</summary>
    public bool Enabled { get; set; } = true;
}
