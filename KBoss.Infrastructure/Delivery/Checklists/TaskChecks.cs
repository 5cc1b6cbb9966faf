using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Checklists;

/// <summary>What is looked at before a task is handed over: the items kept with it, or those in force now while nothing was ticked yet.</summary>
internal static class TaskChecks
{
    /// <summary>The items of a task in order; new ones are not added to the context.</summary>
    public static async Task<IReadOnlyList<TaskCheck>> OfAsync(KBossDbContext db, FulfilmentTask task, CancellationToken ct)
    {
        var kept = await db.TaskChecks.Where(c => c.TaskNo == task.TaskNo && c.OrganizationId == task.OrganizationId).OrderBy(c => c.Position).ToListAsync(ct);
        if (kept.Count > 0)
        {
            return kept;
        }

        var type = await TypeAsync(db, task, ct);
        var inForce = await db.Checklists.AsNoTracking().Include(c => c.Items)
            .Where(c => c.OrganizationId == task.OrganizationId && c.ProductType == type).OrderByDescending(c => c.Number).FirstOrDefaultAsync(ct);
        return [.. (inForce?.Items ?? []).OrderBy(i => i.Position).Select(i => new TaskCheck(task, i.Position, new CheckItem(i.Text, i.Required)))];
    }

    /// <summary>Refuses with <c>Delivery.ChecksOpen</c> while a required item is not ticked.</summary>
    public static async Task DemandDoneAsync(KBossDbContext db, FulfilmentTask task, CancellationToken ct)
    {
        var open = (await OfAsync(db, task, ct)).Where(c => c.Required && c.TickedAt is null).ToList();
        if (open.Count > 0)
        {
            throw new RuleException("Delivery.ChecksOpen", open.Count, open[0].Text) { Field = "checks" };
        }
    }

    /// <summary>Ticks an item; with the first tick the whole list is kept with the task.</summary>
    public static async Task TickAsync(KBossDbContext db, FulfilmentTask task, int position, bool ticked, By by, CancellationToken ct)
    {
        var checks = await OfAsync(db, task, ct);
        var check = checks.FirstOrDefault(c => c.Position == position) ?? throw new NotFoundException("check", position);
        check.Set(ticked, by, db.Now);
        db.TaskChecks.AddRange(checks.Where(c => c.Id == 0));
    }

    private static Task<string?> TypeAsync(KBossDbContext db, FulfilmentTask task, CancellationToken ct) =>
        (from purchase in db.PurchaseLines
         where purchase.OrderLineId == task.OrderLineId
         join sku in db.Skus on purchase.SkuId equals sku.Id
         select sku.Product.Type).FirstOrDefaultAsync(ct);
}
