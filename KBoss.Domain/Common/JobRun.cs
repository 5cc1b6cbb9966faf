namespace KBoss.Domain.Common;

/// <summary>One run of a schedule: when (UTC), how it ended, how much it did. Platform-wide; seen by Admin of the root distributor.</summary>
public sealed class JobRun : Entity
{
    private JobRun()
    {
    }

    public JobRun(string job, DateTime startedAt, DateTime finishedAt, bool succeeded, int items, string error, By? startedBy = null)
    {
        Job = job;
        StartedAt = Require.Utc(startedAt);
        FinishedAt = Require.Utc(finishedAt);
        Succeeded = succeeded;
        Items = items;
        Error = error.Length > 500 ? error[..500] : error;
        StartedBy = startedBy ?? By.Nobody;
    }

    public string Job { get; private set; } = "";

    public DateTime StartedAt { get; private set; }

    public DateTime FinishedAt { get; private set; }

    public bool Succeeded { get; private set; }

    /// <summary>How many orders, trades or messages the run dealt with.</summary>
    public int Items { get; private set; }

    public string Error { get; private set; } = "";

    /// <summary>Who pressed "run now"; nobody when its time had come.</summary>
    public By StartedBy { get; private set; } = By.Nobody;
}
