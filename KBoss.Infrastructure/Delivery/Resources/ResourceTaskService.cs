using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>One work on a resource; times UTC. <see cref="SupplierEndsAt"/>: the end that the supplier named, where it is another day than ours.</summary>
public sealed record ResourceTaskRow(
    string TaskNo, ResourceTaskKind Kind, ResourceTaskState State, string CustomerName, string ProductName, string Options, int Pieces, string ResourceNo,
    string Reference, string OrderNo, Connector Connector, string SupplierName, BillingUnit Unit, int Periods, DateTime EndsAt, DateTime? SupplierEndsAt,
    DateTime CreatedAt, DateTime? DoneAt, By DoneBy, string Note, int Tries, string ErrorCode, string ErrorArgs, long SellerId)
{
    /// <summary>The code of its customer's organization; null where the customer is another distributor's.</summary>
    public string? CustomerCode { get; init; }
}

/// <summary>
/// The work of prolonging and ending resources at their suppliers: what its interface answers, and what Maintenance does where there is none or it fails. A
/// task of another organization is <see cref="NotFoundException"/>.
/// </summary>
public sealed class ResourceTaskService(KBossDbContextFactory contexts, ICurrentActor current, ResourceDesk desk, TimeProvider time)
{
    /// <summary>An attempt whose message is lost is taken up again so long after it was due.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(15);

    private static readonly By Interface = By.Part("Connector");

    /// <summary>
    /// One page, what is open oldest first; filters <c>done</c> (<c>yes</c>: what is done, newest first), <c>kind</c>, <c>state</c> and <c>q</c> over
    /// numbers, customer and product.
    /// </summary>
    public async Task<Page<ResourceTaskRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.FulfilmentView, ct));
        var done = request.Is("done", "yes");
        var tasks = db.ResourceTasks.AsNoTracking().Where(t => (t.State == ResourceTaskState.Done) == done);
        if (request.Filter<ResourceTaskKind>("kind") is { } kind)
        {
            tasks = tasks.Where(t => t.Kind == kind);
        }

        if (request.Filter<ResourceTaskState>("state") is { } state)
        {
            tasks = tasks.Where(t => t.State == state);
        }

        if (request.Search() is { } pattern)
        {
            tasks = tasks.Where(t => SearchText.Finds(t.TaskNo, pattern) || SearchText.Finds(t.ResourceNo, pattern) || SearchText.Finds(t.OrderNo, pattern)
                || SearchText.Finds(t.Reference, pattern) || SearchText.Finds(t.CustomerName, pattern) || SearchText.Finds(t.ProductName, pattern));
        }

        var ordered = done ? tasks.OrderByDescending(t => t.DoneAt).ThenByDescending(t => t.Id) : tasks.OrderBy(t => t.Id);
        var page = await ordered.Select(t => new ResourceTaskRow(
            t.TaskNo, t.Kind, t.State, t.CustomerName, t.ProductName, t.Options, t.Pieces, t.ResourceNo, t.Reference, t.OrderNo, t.Connector,
            db.Suppliers.Where(s => s.Id == t.SupplierId).Select(s => s.Name).FirstOrDefault() ?? "", t.Unit, t.Periods, t.EndsAt, t.SupplierEndsAt, t.CreatedAt,
            t.DoneAt, t.DoneBy, t.Note, t.Tries, t.ErrorCode, t.ErrorArgs, t.SellerId)
        {
            CustomerCode = db.Organizations.Where(o => o.Id == t.BuyerId && t.SellerId == t.OrganizationId).Select(o => o.Code).FirstOrDefault(),
        }).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Compared)], page.Total);
    }

    /// <summary>The supplier is asked once more; refuses with <c>Delivery.NotFailed</c> unless it had failed.</summary>
    public Task RetryAsync(string taskNo, CancellationToken ct = default) => ActAsync(taskNo, (db, task, _) =>
    {
        task.Retry(db.Now);
        desk.Send(db, task);
        return Task.CompletedTask;
    }, ct);

    /// <summary>The actor has done it at the supplier; refuses with <c>Delivery.NotByHand</c> while the interface has it, <c>Delivery.TaskNotOpen</c>.</summary>
    public Task FinishAsync(string taskNo, string? note, CancellationToken ct = default) => ActAsync(taskNo, async (db, task, me) =>
    {
        task.FinishByHand(note, me.By, db.Now);
        await FinishedAsync(db, task, me.By, ct);
    }, ct);

    /// <summary>The work of an attempt, to be asked of the supplier; null when it is no longer wanted.</summary>
    internal async Task<ResourceTask?> FindAsync(ResourceStep step, CancellationToken ct)
    {
        ResourceTask? found = null;
        await WithTaskAsync(step.TaskNo, (_, task) =>
        {
            found = task.Wants(step.Step) ? task : null;
            return Task.CompletedTask;
        }, ct);
        return found;
    }

    /// <summary>The supplier has done it, and what it said about the end; once, however often it is brought in.</summary>
    internal Task AnswerAsync(ResourceStep step, DateTime? endsAt, CancellationToken ct) => WithTaskAsync(step.TaskNo, async (db, task) =>
    {
        // Whoever did it by hand meanwhile has done it.
        if (task.State != ResourceTaskState.Done)
        {
            task.Answer(endsAt is { } end ? DateTime.SpecifyKind(end, DateTimeKind.Utc) : null, Interface, db.Now);
            await FinishedAsync(db, task, Interface, ct);
        }
    }, ct);

    /// <summary>The attempt failed: tried again later, or for Maintenance, who is told.</summary>
    internal Task FailAsync(ResourceStep step, string code, IReadOnlyList<string> args, bool final, CancellationToken ct) =>
        WithTaskAsync(step.TaskNo, async (db, task) =>
        {
            if (!task.Wants(step.Step))
            {
                return;
            }

            task.Fail(code, args, final, db.Now);
            desk.Send(db, task);
            if (task.State == ResourceTaskState.Failed)
            {
                await desk.TellMaintenanceAsync(db, task, "ResourceTaskFailed", ct);
            }
        }, ct);

    /// <summary>Writes a new message for every attempt whose message is gone, whatever took it; returns for how many.</summary>
    internal async Task<int> ResumeLostAsync(CancellationToken ct)
    {
        var due = time.UtcNow() - LostAfter;
        List<ResourceStep> lost;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            var waiting = await db.ResourceTasks.Where(t => t.NextStepAt < due).OrderBy(t => t.NextStepAt).Take(200)
                .Select(t => new ResourceStep(t.TaskNo, t.Step)).ToListAsync(ct);
            var keys = waiting.Select(w => w.Key).ToList();
            var pending = await db.OutboxMessages.Where(m => keys.Contains(m.Key) && m.Status == OutboxStatus.Pending).Select(m => m.Key).ToListAsync(ct);
            lost = [.. waiting.Where(w => !pending.Contains(w.Key))];
        }

        foreach (var step in lost)
        {
            await WithTaskAsync(step.TaskNo, (db, task) =>
            {
                if (task.Wants(step.Step))
                {
                    task.Resume(db.Now);
                    desk.Send(db, task);
                }

                return Task.CompletedTask;
            }, ct);
        }

        return lost.Count;
    }

    /// <summary>A renewal is confirmed for its customer, and with the last one its order is completed. The caller saves.</summary>
    private static async Task FinishedAsync(KBossDbContext db, ResourceTask task, By by, CancellationToken ct)
    {
        db.AfterCommit(new ResourceTaskChanged(task.OrganizationId, task.TaskNo));
        if (task.Kind != ResourceTaskKind.Renew)
        {
            return;
        }

        var renewal = await db.Renewals.FirstAsync(r => r.OrderLineId == task.OrderLineId, ct);
        renewal.Confirm(db.Now);
        db.AfterCommit(new ResourceChanged(task.SellerId, task.BuyerId, task.ResourceNo));
        var order = await db.Orders.FirstAsync(o => o.OrderNo == task.OrderNo && o.BuyerId == task.BuyerId, ct);
        // Who finishes another line of the order at this moment is met here: one of the two sees that it is the last.
        db.Touch(order);
        if (order.Status == OrderStatus.Fulfilling
            && !await db.Renewals.AnyAsync(r => r.OrderNo == task.OrderNo && r.Id != renewal.Id && r.ConfirmedAt == null, ct))
        {
            order.Complete(by, db.Now);
            db.AfterCommit(OrderChanged.Of(order));
        }
    }

    private static ResourceTaskRow Compared(ResourceTaskRow row) =>
        row.SupplierEndsAt is { } end && ChinaTime.Day(end) != ChinaTime.Day(row.EndsAt) ? row : row with { SupplierEndsAt = null };

    private async Task ActAsync(string taskNo, Func<KBossDbContext, ResourceTask, Actor, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentPerform, ct);
        await contexts.WithPartiesAsync(
            me,
            async db => await db.ResourceTasks.FirstOrDefaultAsync(t => t.TaskNo == taskNo && t.OrganizationId == me.OrganizationId, ct)
                ?? throw new NotFoundException("task", taskNo),
            async (db, task) =>
            {
                await act(db, task, me);
                await db.SaveChangesAsync(ct);
            }, ct);
    }

    private Task WithTaskAsync(string taskNo, Func<KBossDbContext, ResourceTask, Task> act, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        async db => await db.ResourceTasks.FirstOrDefaultAsync(t => t.TaskNo == taskNo, ct) ?? throw new NotFoundException("task", taskNo),
        async (db, task) =>
        {
            await act(db, task);
            await db.SaveChangesAsync(ct);
        }, ct);
}
