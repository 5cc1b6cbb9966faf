using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;

namespace KBoss.Infrastructure.Delivery;

/// <summary>A task whose story is told, to whoever sees the tasks of the distributor that delivers.</summary>
/// <param name="Parties">Who sold to whom: another distributor, where the task is for an order of one below.</param>
public sealed record TaskStory(Actor Reader, string TaskNo, string OrderNo, DateTime CreatedAt, Parties Parties) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => [$"FulfilmentTask {TaskNo}"];

    /// <summary>The steps say how far it is, who took it on, and why it failed.</summary>
    public override IReadOnlyList<string> Said =>
    [
        "FulfilmentTask.Status", "FulfilmentTask.State", "FulfilmentTask.Delivered", "FulfilmentTask.Undeliverable", "FulfilmentTask.DoneAt",
        "FulfilmentTask.ErrorCode",
    ];
}

/// <summary>What the module itself tells: that the task was made, and every step of it.</summary>
internal sealed class TaskTimeline : IThingTimeline<TaskStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, TaskStory story, CancellationToken ct)
    {
        var steps = await TaskSteps.ReadAsync(db, story.Reader, story.TaskNo, ct);
        return [new ThingEvent(story.CreatedAt, "Task.Created", By.Nobody), .. steps.Events.Select(step => step with { About = null })];
    }
}
