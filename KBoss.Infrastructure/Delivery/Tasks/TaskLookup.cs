using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>Finds tasks for those who may see them.</summary>
internal static class TaskLookup
{
    /// <summary>A task of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<FulfilmentTask> FindTaskAsync(this KBossDbContext db, Actor me, string taskNo, CancellationToken ct) =>
        await db.FulfilmentTasks.FirstOrDefaultAsync(t => t.TaskNo == taskNo && t.OrganizationId == me.OrganizationId, ct)
            ?? throw new NotFoundException("task", taskNo);
}
