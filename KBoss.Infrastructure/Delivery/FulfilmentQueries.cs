using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Delivery.Checklists;
using KBoss.Infrastructure.Delivery.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Delivery;

/// <summary>How soon somebody must do something about a task.</summary>
public enum TaskUrgency
{
    /// <summary>Nothing is to be done by people.</summary>
    None,

    /// <summary>There is time.</summary>
    InTime,

    /// <summary>Less than a quarter of the time is left.</summary>
    Soon,

    /// <summary>The time is over.</summary>
    Overdue,
}

/// <summary>One task of the queue; times UTC. <see cref="Due"/>: until when the next thing is to be done, to take it on or to hand it over.</summary>
/// <param name="SellerId">Who sold it; another distributor's order is not for the reader.</param>
public sealed record TaskRow(
    string TaskNo, string OrderNo, string CustomerName, string ProductName, string SkuCode, string Options, int Quantity, int Periods, BillingUnit Unit,
    Connector Connector, string SupplierName, FulfilmentStatus Status, DeliveryState State, int Delivered, int Undeliverable, string ErrorCode,
    string ErrorArgs, long? AssigneeId, string AssigneeName, DateTime CreatedAt, DateTime WaitingSince, DateTime? DoneAt,
    long OrderLineId, bool HasDevices, long SellerId)
{
    /// <summary>The code of its customer's organization; null where the customer is another distributor's.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>How many pieces are still owed.</summary>
    public int Remaining => Quantity - Delivered - Undeliverable;

    /// <summary>The working time since it needs a person.</summary>
    public TimeSpan Waited { get; init; }

    public DateTime? Due { get; init; }

    public TaskUrgency Urgency { get; init; }
}

/// <summary>A piece that came although nobody waited for it.</summary>
public sealed record LatePieceRow(
    string Reference, string Address, LatePieceState State, string ErrorCode, DateTime CameAt, string DecidedBy, DateTime? DecidedAt);

/// <summary>What was handed over, without how it is reached.</summary>
public sealed record PieceRow(string ResourceNo, int Number, int Quantity, string Reference, DateTime StartsAt, DateTime? EndsAt);

/// <summary>An item of the checklist of a task; times UTC.</summary>
public sealed record CheckRow(int Position, string Text, bool Required, string TickedBy, DateTime? TickedAt);

/// <summary>A task with all that is known of it.</summary>
public sealed record TaskDetails(
    TaskRow Row, DateTime? SentAt, DateTime? NextStepAt, int Tries, IReadOnlyList<PieceRow> Pieces, IReadOnlyList<LatePieceRow> Late,
    IReadOnlyList<CheckRow> Checks, IReadOnlyList<ThingEvent> Story);

/// <summary>Reads the fulfilment queue of the actor's organization, whose working hours count.</summary>
public sealed class FulfilmentQueries(
    KBossDbContextFactory contexts, ICurrentActor current, WorkingHours hours, IOptionsMonitor<DeliveryOptions> targets, Timeline<TaskStory> timeline, TimeProvider time)
{
    private TimeSpan TakeOn => TimeSpan.FromHours(targets.CurrentValue.TakeOnHours);

    private TimeSpan HandOver => TimeSpan.FromHours(targets.CurrentValue.HandOverHours);

    /// <summary>
    /// Tasks, the open ones oldest first, the others newest first; filters <c>status</c> (open unless given), <c>state</c>, <c>connector</c>,
    /// <c>supplier</c> (a part of its name), <c>mine</c> (<c>yes</c>, or <c>nobody</c>: a person is needed and has not taken it on), <c>overdue</c>
    /// (<c>yes</c>), <c>done-from</c> and <c>done-to</c> (Shanghai days on which they were done, both included) and <c>q</c> over task, order, customer and
    /// product.
    /// </summary>
    public async Task<Page<TaskRow>> TasksAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentView, ct);
        await using var db = contexts.Open(me);
        var status = request.Filter<FulfilmentStatus>("status") ?? FulfilmentStatus.Open;
        var calendar = await hours.OfAsync(me.OrganizationId, ct);
        var query = Filtered(db, me, db.FulfilmentTasks.AsNoTracking().Where(t => t.Status == status), request, calendar);
        var ordered = status == FulfilmentStatus.Open
            ? query.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id)
            : query.OrderByDescending(t => t.DoneAt).ThenByDescending(t => t.Id);
        var page = await Rows(db, ordered).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(row => Timed(row, calendar))], page.Total);
    }

    /// <summary>One task of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<TaskDetails> DetailsAsync(string taskNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentView, ct);
        var (pieces, checks) = await contexts.ReadWithPartiesAsync(me, db => db.FindTaskAsync(me, taskNo, ct), async (db, task) =>
        {
            var resources = await db.Resources.Where(r => r.OrderLineId == task.OrderLineId).OrderBy(r => r.Number)
                .Select(r => new PieceRow(r.ResourceNo, r.Number, r.Quantity, r.Reference, r.StartsAt, r.EndsAt)).ToListAsync(ct);
            return (resources, await TaskChecks.OfAsync(db, task, ct));
        });
        await using var own = contexts.Open(me);
        var found = await own.FulfilmentTasks.AsNoTracking().FirstAsync(t => t.TaskNo == taskNo, ct);
        var row = await Rows(own, own.FulfilmentTasks.Where(t => t.TaskNo == taskNo)).FirstAsync(ct);
        var late = await own.LatePieces.Where(p => p.TaskNo == taskNo).OrderBy(p => p.Id)
            .Select(p => new LatePieceRow(p.Reference, p.Address, p.State, p.ErrorCode, p.CameAt, p.DecidedBy.Name, p.DecidedAt)).ToListAsync(ct);
        var story = new TaskStory(me, taskNo, found.OrderNo, found.CreatedAt, new Parties(found.SellerId, found.BuyerId));
        return new TaskDetails(
            Timed(row, await hours.OfAsync(me.OrganizationId, ct)), found.SentAt, found.NextStepAt, found.Tries, pieces, late,
            [.. checks.Select(c => new CheckRow(c.Position, c.Text, c.Required, c.TickedBy.Name, c.TickedAt))],
            await timeline.TellAsync(own, story, ct));
    }

    private static IQueryable<TaskRow> Rows(KBossDbContext db, IQueryable<FulfilmentTask> tasks) => tasks.Select(t => new TaskRow(
        t.TaskNo, t.OrderNo, t.CustomerName, t.Sold.ProductName, t.Sold.SkuCode, t.Sold.Options, t.Sold.Quantity, t.Sold.Periods, t.Sold.Unit,
        t.Connector, db.Suppliers.Where(s => s.Id == t.SupplierId).Select(s => s.Name).FirstOrDefault() ?? "", t.Status, t.State, t.Delivered,
        t.Undeliverable, t.ErrorCode, t.ErrorArgs, t.Assignee.MemberId, t.Assignee.Name, t.CreatedAt, t.WaitingSince, t.DoneAt,
        t.OrderLineId, db.DeviceUses.Any(u => u.OrderLineId == t.OrderLineId), t.SellerId)
    {
        CustomerCode = db.Organizations.Where(o => o.Id == t.BuyerId && t.SellerId == t.OrganizationId).Select(o => o.Code).FirstOrDefault(),
    });

    private IQueryable<FulfilmentTask> Filtered(
        KBossDbContext db, Actor me, IQueryable<FulfilmentTask> tasks, PageRequest request, WorkingCalendar calendar)
    {
        if (request.Filter<DeliveryState>("state") is { } state)
        {
            tasks = tasks.Where(t => t.State == state);
        }

        if (request.Filter<Connector>("connector") is { } connector)
        {
            tasks = tasks.Where(t => t.Connector == connector);
        }

        if (request.Search("supplier") is { } supplier)
        {
            tasks = tasks.Where(t => db.Suppliers.Any(s => s.Id == t.SupplierId && SearchText.Finds(s.Name, supplier)));
        }

        tasks = request.Choice("mine", "yes", "nobody") switch
        {
            "yes" => tasks.Where(t => t.Assignee.MemberId == me.MemberId),
            "nobody" => tasks.NeedPeople().Where(t => t.Assignee.MemberId == null),
            _ => tasks,
        };

        if (request.Is("overdue", "yes"))
        {
            tasks = tasks.Overdue(calendar, targets.CurrentValue, time.UtcNow());
        }

        var done = request.Days(time.UtcNow(), "done-from", "done-to");
        if (done.From is { } from)
        {
            tasks = tasks.Where(t => t.DoneAt >= from);
        }

        if (done.Until is { } until)
        {
            tasks = tasks.Where(t => t.DoneAt < until);
        }

        if (request.Search() is { } pattern)
        {
            tasks = tasks.Where(t => SearchText.Finds(t.TaskNo, pattern) || SearchText.Finds(t.OrderNo, pattern)
                || SearchText.Finds(t.CustomerName, pattern) || SearchText.Finds(t.Sold.ProductName, pattern));
        }

        return tasks;
    }

    private TaskRow Timed(TaskRow row, WorkingCalendar calendar)
    {
        if (row.Status != FulfilmentStatus.Open || row.State is not (DeliveryState.ByHand or DeliveryState.Failed))
        {
            return row;
        }

        var now = time.UtcNow();
        var target = row.AssigneeId is null ? TakeOn : HandOver;
        var waited = calendar.Between(row.WaitingSince, now);
        var urgency = waited >= target ? TaskUrgency.Overdue : waited >= 0.75 * target ? TaskUrgency.Soon : TaskUrgency.InTime;
        return row with { Waited = waited, Due = calendar.After(row.WaitingSince, target), Urgency = urgency };
    }
}
