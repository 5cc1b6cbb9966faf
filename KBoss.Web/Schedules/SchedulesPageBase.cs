using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Schedules;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Schedules;

/// <summary>What the list of schedules and the page of one can do: run now, pause, let go on; both follow what happens.</summary>
public abstract class SchedulesPageBase : LivePageBase
{
    [Inject]
    protected ScheduleService Schedules { get; private set; } = null!;

    [Inject]
    private IStringLocalizer<SchedulesPage> Words { get; set; } = null!;

    [Inject]
    private Confirm Dialogs { get; set; } = null!;

    /// <summary>The schedule that is being run by hand.</summary>
    protected string Running { get; private set; } = "";

    /// <summary>How often an open page takes in what has run, where schedules run every few seconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The run is written down when it has ended: mostly a moment later, and later on a busy machine; nobody waits longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            Hear<ScheduleRan>(ran => Concerns(ran.Job), Pause);
        }
    }

    /// <summary>Shows everything anew.</summary>
    protected abstract Task ReloadAsync();

    /// <summary>Whether a run of this schedule is shown here.</summary>
    protected virtual bool Concerns(string job) => true;

    protected string Said(ScheduleResult result, int items) =>
        result == ScheduleResult.Failed ? Words["Failed"] : items == 0 ? Words["NothingToDo"] : Words["Succeeded", items];

    protected static Tone ToneOf(ScheduleResult result) => result == ScheduleResult.Succeeded ? Tone.Success : Tone.Danger;

    protected Task RunNowAsync(ScheduleRow schedule) => RunAsync(async () =>
    {
        Running = schedule.Name;
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (Changes.Subscribe<ScheduleRan>(change => Ends(change.Job == schedule.Name, ran)))
        {
            await Schedules.RunNowAsync(schedule.Name, Cancellation);
            await Task.WhenAny(ran.Task, Task.Delay(Longest, Time, Cancellation));
        }

        await ReloadAsync();
        Toast.Success(Words["Ran", Words[$"{schedule.Name}.Name"]]);
    });

    private static void Ends(bool ended, TaskCompletionSource waiting)
    {
        if (ended)
        {
            waiting.TrySetResult();
        }
    }

    protected async Task PauseAsync(ScheduleRow schedule)
    {
        if (await Dialogs.AskAsync("pause", Words["Pause"], Words["PauseAsk", Words[$"{schedule.Name}.Name"]], Words["Pause"]))
        {
            await RunAsync(async () =>
            {
                await Schedules.PauseAsync(schedule.Name, Cancellation);
                await ReloadAsync();
                Toast.Success(Words["WasPaused", Words[$"{schedule.Name}.Name"]]);
            });
        }
    }

    protected Task ResumeAsync(ScheduleRow schedule) => RunAsync(async () =>
    {
        await Schedules.ResumeAsync(schedule.Name, Cancellation);
        await ReloadAsync();
        Toast.Success(Words["WasResumed", Words[$"{schedule.Name}.Name"]]);
    });
}
