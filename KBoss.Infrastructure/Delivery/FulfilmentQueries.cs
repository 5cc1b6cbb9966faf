using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Delivery;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>One task of the queue; times UTC.</summary>
public sealed record TaskRow(
    string TaskNo, string OrderNo, string CustomerName, string ProductName, string SkuCode, string Options, int Quantity, int Periods, BillingUnit Unit,
    Connector Connector, FulfilmentStatus Status, long? AssigneeId, string AssigneeName, DateTime CreatedAt, DateTime? DoneAt);

/// <summary>Reads the fulfilment queue of the actor's organization.</summary>
public sealed class FulfilmentQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Tasks, the open ones oldest first, the others newest first; filters <c>status</c> (open unless given) and <c>q</c> over task, order, customer and
    /// product.
    /// </summary>
    public async Task<Page<TaskRow>> TasksAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.FulfilmentView, ct));
        var status = request.Filter<FulfilmentStatus>("status") ?? FulfilmentStatus.Open;
        var query = db.FulfilmentTasks.AsNoTracking().Where(t => t.Status == status);
        if (request.Search() is { } pattern)
        {
            query = query.Where(t => SearchText.Finds(t.TaskNo, pattern) || SearchText.Finds(t.OrderNo, pattern)
                || SearchText.Finds(t.CustomerName, pattern) || SearchText.Finds(t.Sold.ProductName, pattern));
        }

        var ordered = status == FulfilmentStatus.Open
            ? query.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id)
            : query.OrderByDescending(t => t.DoneAt).ThenByDescending(t => t.Id);
        return await ordered
            .Select(t => new TaskRow(
                t.TaskNo, t.OrderNo, t.CustomerName, t.Sold.ProductName, t.Sold.SkuCode, t.Sold.Options, t.Sold.Quantity, t.Sold.Periods, t.Sold.Unit,
                t.Connector, t.Status, t.Assignee.MemberId, t.Assignee.Name, t.CreatedAt, t.DoneAt))
            .ToPageAsync(request, ct);
    }
}
