using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>Finds resources for their owner.</summary>
internal static class ResourceLookup
{
    /// <summary>A resource of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<Resource> FindResourceAsync(this KBossDbContext db, Actor me, string resourceNo, CancellationToken ct) =>
        await db.Resources.FirstOrDefaultAsync(r => r.ResourceNo == resourceNo && r.BuyerId == me.OrganizationId, ct)
            ?? throw new NotFoundException("resource", resourceNo);

    /// <summary>The task by which a resource was delivered, as it stands; the context covers the distributor that buys from the supplier.</summary>
    public static Task<FulfilmentTask> DeliveredAsync(this KBossDbContext db, Resource resource, CancellationToken ct) =>
        db.FulfilmentTasks.AsNoTracking().FirstAsync(t => t.OrderLineId == resource.OrderLineId && t.Status != FulfilmentStatus.Cancelled, ct);
}
