using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>One task of the queue; times UTC.</summary>
public sealed record TaskRow(
    string TaskNo, string OrderNo, string CustomerName, string ProductName, string SkuCode, string Options, int Quantity, int Periods, string Unit,
    Connector Connector, FulfilmentStatus Status, string AssigneeName, DateTime CreatedAt, DateTime? DoneAt);

/// <summary>Reads the fulfilment queue of the actor's organization.</summary>
public sealed class FulfilmentQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Tasks, oldest first while open, newest first when done; searched by task, order, customer or product.</summary>
    public async Task<(IReadOnlyList<TaskRow> Rows, int Total)> TasksAsync(FulfilmentStatus status, string? search, int page, int size, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.FulfilmentView, ct));
        var query = db.FulfilmentTasks.AsNoTracking().Where(t => t.Status == status);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim();
            query = query.Where(t => t.TaskNo.Contains(text) || t.OrderNo.Contains(text) || t.CustomerName.Contains(text) || t.ProductName.Contains(text));
        }

        var ordered = status == FulfilmentStatus.Open ? query.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id) : query.OrderByDescending(t => t.DoneAt).ThenByDescending(t => t.Id);
        var rows = await ordered.Skip((page - 1) * size).Take(size)
            .Select(t => new TaskRow(
                t.TaskNo, t.OrderNo, t.CustomerName, t.ProductName, t.SkuCode, t.Options, t.Quantity, t.Periods, t.Unit,
                t.Connector, t.Status, t.AssigneeName, t.CreatedAt, t.DoneAt))
            .ToListAsync(ct);
        return (rows, await query.CountAsync(ct));
    }
}
