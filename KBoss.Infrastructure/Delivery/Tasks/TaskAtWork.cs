using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>What is to be asked of a supplier: the step of a task, as it lies in the outbox.</summary>
public sealed record DeliveryStep(string TaskNo, int Step)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "supplier-delivery";

    /// <summary>The key of the message: once for each step.</summary>
    public string Key => $"deliver-{TaskNo}-{Step}";
}

/// <summary>
/// A task with all that an act on it changes, inside one transaction: what was handed over before, the order, and how far the customer sees it. What is
/// written by it agrees, whoever acted and however often.
/// </summary>
internal sealed class TaskAtWork
{
    /// <summary>So many resources are named in one notice.</summary>
    private const int MostNamed = 5;

    private readonly KBossDbContext db;
    private readonly Outbox outbox;
    private readonly Reminders reminders;
    private readonly By by;
    private readonly int stepBefore;
    private readonly bool failedBefore;
    private readonly List<Resource> resources;
    private readonly List<Resource> added = [];
    private readonly HashSet<string> late;
    private readonly int graceDays;

    private TaskAtWork(
        KBossDbContext db, Outbox outbox, Reminders reminders, By by, FulfilmentTask task, Order order, LineDelivery line, List<Resource> resources,
        IEnumerable<string> late, int graceDays)
    {
        (this.db, this.outbox, this.reminders, this.by, Task, Order, Line, this.resources) = (db, outbox, reminders, by, task, order, line, resources);
        this.late = [.. late];
        this.graceDays = graceDays;
        stepBefore = task.Step;
        failedBefore = task.State == DeliveryState.Failed;
    }

    public FulfilmentTask Task { get; }

    public Order Order { get; }

    public LineDelivery Line { get; }

    /// <summary>Loads what belongs to a task that was found in the scope of all whom it concerns.</summary>
    public static async Task<TaskAtWork> LoadAsync(
        KBossDbContext db, Outbox outbox, Reminders reminders, DaysOfGrace grace, By by, FulfilmentTask task, CancellationToken ct)
    {
        var order = await db.Orders.FirstAsync(o => o.OrderNo == task.OrderNo && o.BuyerId == task.BuyerId, ct);
        var line = await db.LineDeliveries.FirstAsync(l => l.OrderLineId == task.OrderLineId, ct);
        var resources = await db.Resources.Where(r => r.OrderLineId == task.OrderLineId).ToListAsync(ct);
        var late = await db.LatePieces.Where(p => p.TaskNo == task.TaskNo).Select(p => p.Reference).ToListAsync(ct);
        return new TaskAtWork(db, outbox, reminders, by, task, order, line, resources, late, await grace.OfAsync(task, ct));
    }

    /// <summary>Whether the piece was brought in already.</summary>
    public bool Knows(string reference) => late.Contains(reference) || resources.Exists(r => r.Reference == reference);

    public void Log(TaskEventKind kind, int quantity = 0, string text = "", string code = "") =>
        db.TaskEvents.Add(new TaskEvent(Task, kind, by, db.Now, quantity, text, code));

    /// <summary>A resource of so many pieces, by its number; the task has counted them already.</summary>
    public string Add(int quantity, string reference, AccessDetails access, DateTime? endsAt = null)
    {
        var number = resources.Select(r => r.Number).DefaultIfEmpty(0).Max() + 1;
        var resource = new Resource(
            Task, new Pieces(number, quantity, reference), BusinessNumber.New(BusinessNumber.Resource, db.Now), access,
            new ServiceTime(db.Now, endsAt ?? ServicePeriod.End(Task.Sold.Unit, Task.Sold.Periods, db.Now), graceDays));
        db.Resources.Add(resource);
        resources.Add(resource);
        added.Add(resource);
        return resource.ResourceNo;
    }

    /// <summary>A piece that nobody waits for: Maintenance decides.</summary>
    public void AddLate(string reference, AccessDetails access, DateTime? endsAt)
    {
        db.LatePieces.Add(new LatePiece(Task, reference, access, endsAt, db.Now));
        late.Add(reference);
        Log(TaskEventKind.CameLate, 1, reference);
    }

    /// <summary>
    /// Everything else that follows from the act: the order's status, what the customer sees and is told, the next message to the supplier, and the notice
    /// to Maintenance where it is needed from now on. Saves.
    /// </summary>
    public async Task SaveAsync(CancellationToken ct, string reason = "")
    {
        // Who finishes another line of the order at this moment is met here: one of the two sees that it is the last.
        db.Touch(Order);
        Line.Follow(Task, db.Now, reason);
        MoveOrder(await db.LineDeliveries.AnyAsync(
            l => l.OrderNo == Order.OrderNo && l.OrderLineId != Task.OrderLineId && l.State != LineDeliveryState.Done, ct));
        if (Task.Step != stepBefore && Task.NextStepAt is { } at)
        {
            var step = new DeliveryStep(Task.TaskNo, Task.Step);
            outbox.Add(db, Task.OrganizationId, DeliveryStep.Kind, step.Key, step, at);
        }

        if (added.Count > 0)
        {
            await TellReadyAsync(ct);
        }

        if (!failedBefore && Task is { State: DeliveryState.Failed, Status: FulfilmentStatus.Open })
        {
            await TellMaintenanceAsync("TaskFailed", $"{Task.Step}", [Task.TaskNo, Task.Sold.ProductName, Task.CustomerName], ct);
        }

        db.AfterCommit(OrderChanged.Of(Order));
        db.AfterCommit(new TaskChanged(Task.OrganizationId, Task.TaskNo, Task.OrderNo, Task.SellerId, Task.BuyerId));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>A piece came that nobody waits for.</summary>
    public Task TellLateAsync(string reference, CancellationToken ct) =>
        TellMaintenanceAsync("TaskLatePiece", $"{late.Count}", [Task.TaskNo, Task.Sold.ProductName, reference], ct);

    /// <summary>Tells everybody of Maintenance where the task lies, once for an occasion.</summary>
    private async Task TellMaintenanceAsync(string kind, string occasion, IReadOnlyList<string> args, CancellationToken ct) => await reminders.RemindAsync(
        db, new Reminder(kind, $"{kind}:{Task.TaskNo}:{occasion}", Task.TaskNo, args),
        await MembersWith(db, [Task.OrganizationId], Role.Maintenance).Select(m => m.Id).ToListAsync(ct), ct);

    /// <summary>
    /// Everybody of the customer who buys is told by the channels that each has chosen, by SMS only whoever placed the order; <paramref name="cause"/> names
    /// the occasion.
    /// </summary>
    public async Task TellCustomerAsync(
        string kind, string subject, IReadOnlyList<string> args, SmsTemplate template, Dictionary<string, string> parameters, string cause, CancellationToken ct)
    {
        var placer = Order.PlacedBy.MemberId;
        var buyers = await MembersWith(db, [Task.BuyerId], Role.Buyer).Select(m => m.Id).ToListAsync(ct);
        var reminder = new Reminder(kind, cause, subject, args);
        if (placer is { } member)
        {
            await reminders.RemindAsync(db, reminder with { Sms = template, SmsParameters = parameters }, [member], ct);
        }

        await reminders.RemindAsync(db, reminder, [.. buyers.Where(id => id != placer)], ct);
    }

    /// <summary>The active members of organizations who hold one of the roles.</summary>
    public static IQueryable<Member> MembersWith(KBossDbContext db, IReadOnlyCollection<long> organizations, params Role[] roles) =>
        db.Members.Where(m => organizations.Contains(m.OrganizationId) && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)));

    private void MoveOrder(bool othersOpen)
    {
        var begun = Line.State != LineDeliveryState.Waiting && Order.Status != OrderStatus.Completed;
        // An answer of the supplier stands whatever has become of the order meanwhile; a person is refused.
        if (begun && (by.IsMember || Order.Status is OrderStatus.Paid or OrderStatus.Fulfilling))
        {
            Order.StartFulfilling(by, db.Now);
        }

        if (Order.Status == OrderStatus.Fulfilling && Line.State == LineDeliveryState.Done && !othersOpen)
        {
            Order.Complete(by, db.Now);
        }
    }

    private Task TellReadyAsync(CancellationToken ct)
    {
        var first = added[0];
        var cause = $"ResourceReady:{first.ResourceNo}";
        var sms = new Dictionary<string, string> { ["order"] = Order.OrderNo, ["product"] = first.Sold.ProductName };
        if (added.Count == 1)
        {
            return TellCustomerAsync("ResourceReady", first.ResourceNo, [first.Sold.ProductName, first.ResourceNo], SmsTemplate.ResourceReady, sms, cause, ct);
        }

        // Several came at once: each is named as far as a notice has room, and how many they are.
        var named = string.Join(", ", added.Take(MostNamed).Select(r => r.ResourceNo)) + (added.Count > MostNamed ? " …" : "");
        return TellCustomerAsync(
            "ResourcesReady", Order.OrderNo, [first.Sold.ProductName, $"{added.Count}", named], SmsTemplate.ResourceReady, sms, cause, ct);
    }
}
