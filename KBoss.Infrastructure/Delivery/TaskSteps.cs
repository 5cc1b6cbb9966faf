using System.Linq.Expressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// What was done at the tasks of order lines, for the timelines of whoever may see tasks. A hand-over that has brought something is told by that, with who
/// handed it over, and not once more as a step.
/// </summary>
internal sealed class TaskSteps
{
    private readonly Dictionary<(long OrderLineId, DateTime At), By> handed;

    private TaskSteps(IReadOnlyList<ThingEvent> events, Dictionary<(long OrderLineId, DateTime At), By> handed) => (Events, this.handed) = (events, handed);

    /// <summary>For whoever sees no tasks.</summary>
    public static TaskSteps None { get; } = new([], []);

    /// <summary>The steps besides the hand-overs that are told otherwise.</summary>
    public IReadOnlyList<ThingEvent> Events { get; }

    /// <summary>The newest steps at the reader's tasks of these order lines, in one query; <paramref name="brought"/> is what came of them, and when.</summary>
    public static Task<TaskSteps> ReadAsync(
        KBossDbContext db, Actor reader, IReadOnlyCollection<long> lines, IReadOnlyCollection<(long OrderLineId, DateTime At)> brought, CancellationToken ct) =>
        ReadAsync(db, reader, t => lines.Contains(t.OrderLineId), brought, ct);

    /// <summary>The same of one task.</summary>
    public static Task<TaskSteps> ReadAsync(KBossDbContext db, Actor reader, string taskNo, CancellationToken ct) =>
        ReadAsync(db, reader, t => t.TaskNo == taskNo, [], ct);

    private static async Task<TaskSteps> ReadAsync(
        KBossDbContext db, Actor reader, Expression<Func<FulfilmentTask, bool>> those, IReadOnlyCollection<(long OrderLineId, DateTime At)> brought,
        CancellationToken ct)
    {
        var organization = reader.OrganizationId;
        var steps = await db.FulfilmentTasks.AsNoTracking().Where(t => t.OrganizationId == organization).Where(those)
            .Join(db.TaskEvents, t => t.TaskNo, e => e.TaskNo, (t, e) => new { e.Id, t.OrderLineId, e.TaskNo, e.Kind, e.By, e.At, e.Quantity, e.Text, e.Code })
            .OrderByDescending(x => x.Id).InOrderAsync(ct);
        var told = steps.Where(x => x.Kind == TaskEventKind.HandedOver && brought.Contains((x.OrderLineId, x.At))).ToList();
        return new TaskSteps(
            [
                .. steps.Except(told).Select(x => new ThingEvent(x.At, $"Task.{x.Kind}", x.By, x.Quantity)
                {
                    Text = x.Text,
                    Code = x.Code,
                    About = new ThingRef(Thing.Task, x.TaskNo),
                }),
            ],
            told.GroupBy(x => (x.OrderLineId, x.At)).ToDictionary(g => g.Key, g => g.First().By));
    }

    /// <summary>Who handed over what came to a line at a moment; nobody where that is not known.</summary>
    public By HandedOverBy(long orderLineId, DateTime at) => handed.GetValueOrDefault((orderLineId, at)) ?? By.Nobody;
}
