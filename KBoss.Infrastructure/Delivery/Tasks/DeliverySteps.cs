using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>What a step asks of which supplier; <see cref="FindFirst"/> when it may have heard of it, <see cref="MayOpen"/> unless a person delivers.</summary>
public sealed record StepToTake(Connector Connector, OpeningRequest Request, bool FindFirst, bool MayOpen);

/// <summary>
/// The use cases between which a supplier is asked, each a transaction of its own: a step begins, its answer is brought in, or its failure. Whichever of
/// them is missing, the message of the step comes again, and finds in the task what was done [R-DLV-1].
/// </summary>
public sealed class DeliverySteps(
    KBossDbContextFactory contexts, Outbox outbox, Reminders reminders, DaysOfGrace grace, SecretProtector secrets, TimeProvider time)
{
    /// <summary>A step whose message is lost is taken up again so long after it was due.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(15);

    private static readonly By Interface = By.Part("Connector");

    /// <summary>Writes down that the supplier is asked now, before it is; null when there is nothing to ask any more.</summary>
    public Task<StepToTake?> BeginAsync(DeliveryStep step, CancellationToken ct) => WithTaskAsync(step, async work =>
    {
        var (task, heard) = (work.Task, work.Task.SentAt is not null);
        if (!task.BeginStep(step.Step, time.UtcNow()))
        {
            return null;
        }

        if (task.IsAutomatic && !heard)
        {
            work.Log(TaskEventKind.Asked, task.Sold.Quantity);
        }

        await work.SaveAsync(ct);
        return new StepToTake(
            task.Connector,
            new OpeningRequest(task.TaskNo, task.OrganizationId, task.SupplierId, task.Parties, task.CustomerName, task.OrderNo, task.TaskNo, task.Sold),
            heard, task.IsAutomatic);
    }, ct);

    /// <summary>
    /// Brings in what the supplier has answered: pieces that are owed become resources, any other waits for Maintenance, and a piece that was brought in
    /// already is none. The task is done, asked about again, or fails when the supplier is ready with less.
    /// </summary>
    public Task BringInAsync(DeliveryStep step, Opening? opening, CancellationToken ct) => WithTaskAsync(step, async work =>
    {
        var (task, now) = (work.Task, time.UtcNow());
        var (came, late) = (0, "");
        foreach (var piece in opening?.Pieces ?? [])
        {
            if (work.Knows(Reference(piece)))
            {
                continue;
            }

            if (task.Arrive(now))
            {
                work.Add(1, Reference(piece), Access(piece), Utc(piece.EndsAt));
                came++;
            }
            else
            {
                late = Reference(piece);
                work.AddLate(late, Access(piece), Utc(piece.EndsAt));
            }
        }

        if (came > 0)
        {
            work.Log(TaskEventKind.Answered, came);
        }

        if (late.Length > 0)
        {
            await work.TellLateAsync(late, ct);
        }

        if (step.Step == task.Step && task.NextStepAt is not null)
        {
            GoOn(work, opening, now);
        }

        await work.SaveAsync(ct);
        return true;
    }, ct);

    /// <summary>The step failed: tried again later, or for Maintenance if it is final or was tried often enough.</summary>
    public Task FailAsync(DeliveryStep step, string code, IReadOnlyList<string> args, bool final, CancellationToken ct) => WithTaskAsync(step, async work =>
    {
        var (task, now) = (work.Task, time.UtcNow());
        if (step.Step != task.Step || task.NextStepAt is null)
        {
            return false;
        }

        // Whoever only looks what a supplier has opened meanwhile looks again, whatever it said.
        if (final && task.IsAutomatic)
        {
            task.Fail(code, args, now);
        }
        else
        {
            task.TryAgain(code, args, now);
        }

        work.Log(task.State == DeliveryState.Failed ? TaskEventKind.Failed : TaskEventKind.AttemptFailed, 0, string.Join('\n', args), code);
        await work.SaveAsync(ct);
        return true;
    }, ct);

    /// <summary>Writes a new message for every task whose message is gone, whatever took it; returns for how many.</summary>
    public async Task<int> ResumeLostAsync(CancellationToken ct)
    {
        var due = time.UtcNow() - LostAfter;
        List<DeliveryStep> lost;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            var waiting = await db.FulfilmentTasks.Where(t => t.NextStepAt < due).OrderBy(t => t.NextStepAt).Take(200)
                .Select(t => new DeliveryStep(t.TaskNo, t.Step)).ToListAsync(ct);
            var keys = waiting.Select(w => w.Key).ToList();
            var pending = await db.OutboxMessages.Where(m => keys.Contains(m.Key) && m.Status == OutboxStatus.Pending)
                .Select(m => m.Key).ToListAsync(ct);
            lost = [.. waiting.Where(w => !pending.Contains(w.Key))];
        }

        foreach (var step in lost)
        {
            await WithTaskAsync(step, async work =>
            {
                if (step.Step == work.Task.Step && work.Task.NextStepAt is not null)
                {
                    work.Task.Resume(time.UtcNow());
                    work.Log(TaskEventKind.Resumed);
                    await work.SaveAsync(ct);
                }

                return true;
            }, ct);
        }

        return lost.Count;
    }

    private static void GoOn(TaskAtWork work, Opening? opening, DateTime now)
    {
        var task = work.Task;
        if (opening is not { Complete: true })
        {
            task.LookAgain(now);
        }
        else if (task.IsAutomatic)
        {
            IReadOnlyList<string> counts = [$"{task.Delivered}", $"{task.Sold.Quantity}"];
            task.Fail("Delivery.SupplierDeliveredLess", counts, now);
        }
        else
        {
            task.EndSteps();
        }

        if (task.State == DeliveryState.Failed && task.Status == FulfilmentStatus.Open)
        {
            work.Log(TaskEventKind.Failed, 0, task.ErrorArgs, task.ErrorCode);
        }
    }

    /// <summary>The supplier's name of the piece, cut like it is kept, so that it is known again.</summary>
    private static string Reference(OpenedPiece piece)
    {
        var reference = Require.Text(piece.Reference, "reference", 1000);
        return reference.Length > Resource.MaxReference ? reference[..Resource.MaxReference] : reference;
    }

    private static DateTime? Utc(DateTime? endsAt) => endsAt is { } end ? DateTime.SpecifyKind(end, DateTimeKind.Utc) : null;

    private AccessDetails Access(OpenedPiece piece)
    {
        var web = Uri.TryCreate(piece.ConsoleUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && piece.ConsoleUrl.Length <= 500;
        return new AccessDetails(
            piece.Address.Trim().Length > 0 ? piece.Address : Reference(piece), piece.UserName, secrets.Protect(piece.Secret), web ? piece.ConsoleUrl : "");
    }

    private Task<T> WithTaskAsync<T>(DeliveryStep step, Func<TaskAtWork, Task<T>> act, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        async db => await db.FulfilmentTasks.FirstOrDefaultAsync(t => t.TaskNo == step.TaskNo, ct) ?? throw new NotFoundException("task", step.TaskNo),
        async (db, task) => await act(await TaskAtWork.LoadAsync(db, outbox, reminders, grace, Interface, task, ct)), ct);
}
