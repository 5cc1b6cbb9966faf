using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>A piece that is to be ended at its supplier, as it lies in the outbox.</summary>
public sealed record PieceToReturn(string TaskNo, string Reference)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "supplier-return";
}

/// <summary>Maintenance's decision about pieces that the supplier opened although nobody waited for them any more.</summary>
public sealed class LatePieceService(KBossDbContextFactory contexts, ICurrentActor current, Outbox outbox, Reminders reminders, DaysOfGrace grace)
{
    /// <summary>
    /// The customer gets it; refuses with <c>Delivery.NothingOwed</c> when all was delivered otherwise, <c>Delivery.LateDecided</c> the second time.
    /// </summary>
    public Task UseAsync(string taskNo, string reference, CancellationToken ct = default) => DecideAsync(taskNo, reference, (_, work, piece, by, now) =>
    {
        piece.Decide(LatePieceState.Used, by, now);
        work.Task.Use(by, now);
        work.Add(1, reference, piece.Access, piece.EndsAt);
        work.Log(TaskEventKind.LateUsed, 1, reference);
    }, ct);

    /// <summary>The supplier is asked to end it; refuses with <c>Delivery.LateDecided</c> the second time.</summary>
    public Task ReturnAsync(string taskNo, string reference, CancellationToken ct = default) => DecideAsync(taskNo, reference, (db, work, piece, by, now) =>
    {
        piece.Decide(LatePieceState.Returning, by, now);
        work.Log(TaskEventKind.LateReturned, 1, reference);
        outbox.Add(
            db, work.Task.OrganizationId, PieceToReturn.Kind, $"return-{taskNo}-{piece.Id}-{piece.Version}", new PieceToReturn(taskNo, reference));
    }, ct);

    /// <summary>It was dealt with at the supplier by a person; refuses with <c>Delivery.LateDecided</c> the second time.</summary>
    public Task SettleAsync(string taskNo, string reference, CancellationToken ct = default) => DecideAsync(taskNo, reference, (_, work, piece, by, now) =>
    {
        piece.Decide(LatePieceState.Settled, by, now);
        work.Log(TaskEventKind.LateKept, 1, reference);
    }, ct);

    private async Task DecideAsync(
        string taskNo, string reference, Action<KBossDbContext, TaskAtWork, LatePiece, By, DateTime> decide, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentPerform, ct);
        await contexts.WithPartiesAsync(me, db => db.FindTaskAsync(me, taskNo, ct), async (db, task) =>
        {
            var piece = await db.LatePieces.FirstOrDefaultAsync(p => p.TaskNo == task.TaskNo && p.Reference == reference, ct)
                ?? throw new NotFoundException("piece", reference);
            var work = await TaskAtWork.LoadAsync(db, outbox, reminders, grace, me.By, task, ct);
            decide(db, work, piece, me.By, db.Now);
            await work.SaveAsync(ct);
        }, ct);
    }
}

/// <summary>Asks a supplier to end a piece, and keeps how it answered.</summary>
internal sealed class ReturnByInterface(KBossDbContextFactory contexts, IEnumerable<IConnector> connectors) : IOutboxHandler
{
    public string Kind => PieceToReturn.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var wanted = JsonSerializer.Deserialize<PieceToReturn>(payload) ?? throw new OutboxRefusedException("The message names no piece.");
        FulfilmentTask task;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            task = await db.FulfilmentTasks.AsNoTracking().FirstAsync(t => t.TaskNo == wanted.TaskNo, ct);
        }

        var error = "";
        try
        {
            var connector = connectors.FirstOrDefault(c => c.Kind == task.Connector && c.Abilities.HasFlag(ConnectorAbilities.Terminate))
                ?? throw new ConnectorRefusedException("Delivery.NoInterface", task.Connector);
            await connector.TerminateAsync(new SupplierResource(task.OrganizationId, task.SupplierId, task.BuyerId, wanted.Reference), ct);
        }
        catch (ConnectorRefusedException refusal)
        {
            error = refusal.Code;
        }

        await contexts.WithPartiesAsSystemAsync(db => db.FulfilmentTasks.FirstAsync(t => t.TaskNo == wanted.TaskNo, ct), async (db, found) =>
        {
            var piece = await db.LatePieces.FirstAsync(p => p.TaskNo == wanted.TaskNo && p.Reference == wanted.Reference, ct);
            piece.EndReturn(error);
            db.AfterCommit(new TaskChanged(found.OrganizationId, found.TaskNo, found.OrderNo, found.SellerId, found.BuyerId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
