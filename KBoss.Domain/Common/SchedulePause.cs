namespace KBoss.Domain.Common;

/// <summary>A schedule that an Admin has stopped until somebody lets it go on: who and when (UTC). Platform-wide, as the schedules are.</summary>
public sealed class SchedulePause : Entity
{
    private SchedulePause()
    {
    }

    public SchedulePause(string job, By by, DateTime now)
    {
        Job = job;
        PausedBy = by;
        Since = Require.Utc(now);
    }

    public string Job { get; private set; } = "";

    public By PausedBy { get; private set; } = By.Nobody;

    public DateTime Since { get; private set; }
}
