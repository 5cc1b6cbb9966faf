using KBoss.Domain.Common;

namespace KBoss.Domain.Settings;

/// <summary>What became of a back-up.</summary>
public enum BackupStatus
{
    /// <summary>It was written, read again and found sound.</summary>
    Good,

    /// <summary>It was not made; nothing of it is left.</summary>
    Failed,

    /// <summary>It was good and has made room for newer ones.</summary>
    Removed,
}

/// <summary>One back-up of database, keys and files: where it lies, how large it is and how it ended. Belongs to the root distributor, which runs the platform.</summary>
public sealed class Backup : Entity, IOrganizationOwned
{
    private Backup()
    {
    }

    public Backup(long organizationId, string name, DateTime startedAt, DateTime finishedAt, long bytes, int files, string error, By startedBy)
    {
        OrganizationId = organizationId;
        Name = Require.Text(name, "name", 60);
        StartedAt = Require.Utc(startedAt);
        FinishedAt = Require.Utc(finishedAt);
        Bytes = bytes;
        Files = files;
        Error = error.Length > 500 ? error[..500] : error;
        Status = error.Length == 0 ? BackupStatus.Good : BackupStatus.Failed;
        StartedBy = startedBy;
    }

    public long OrganizationId { get; private set; }

    /// <summary>The name of its folder, made of the Shanghai time at which it began.</summary>
    public string Name { get; private set; } = "";

    public DateTime StartedAt { get; private set; }

    public DateTime FinishedAt { get; private set; }

    /// <summary>The size of database, keys and files together, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many uploads it holds.</summary>
    public int Files { get; private set; }

    public BackupStatus Status { get; private set; }

    public string Error { get; private set; } = "";

    /// <summary>Who pressed "back up now"; nobody when its time had come.</summary>
    public By StartedBy { get; private set; } = By.Nobody;

    /// <summary>Its folder has made room for newer ones.</summary>
    public void Remove()
    {
        if (Status == BackupStatus.Good)
        {
            Status = BackupStatus.Removed;
        }
    }
}
