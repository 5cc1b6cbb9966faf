using KBoss.Domain.Catalog;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>
/// Does what follows when a resource ends and when its days of grace are over: the customer is told, and it is ended at the supplier. What people see and may
/// do follows the instant itself and waits for nothing of this.
/// </summary>
public sealed partial class ResourceLife(
    KBossDbContextFactory contexts, DaysOfGrace grace, ResourceDesk desk, ResourceSuppliers suppliers, DeviceService devices, TimeProvider time,
    ILogger<ResourceLife> log)
{
    private const int AtOnce = 500;

    /// <summary>
    /// Everything that is due, each in a transaction of its own, and how many it was; what ended while nothing ran is dealt with as if it had been in time.
    /// Twice does no harm. One that fails does not hold up the others; the failures are thrown at the end.
    /// </summary>
    public async Task<int> EndDueAsync(CancellationToken ct = default)
    {
        var failures = new List<Exception>();
        var ended = 0;
        foreach (var id in await DueAsync(ct))
        {
            try
            {
                ended += await EndAsync(id, ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other resources must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotEnded(log, id, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? ended : throw new AggregateException($"{failures.Count} resources could not be ended.", failures);
    }

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Resources
            .Where(r => (r.Status == ResourceStatus.Active && r.EndsAt <= now) || (r.Status == ResourceStatus.Expired && r.ReleasesAt <= now))
            .OrderBy(r => r.EndsAt).Take(AtOnce).Select(r => r.Id).ToListAsync(ct);
    }

    private Task<bool> EndAsync(long id, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        db => db.Resources.FirstAsync(r => r.Id == id, ct),
        async (db, resource) =>
        {
            var expired = resource.Expire(await grace.OfAsync(await db.DeliveredAsync(resource, ct), ct), db.Now);
            var released = resource.Release(db.Now);
            if (released)
            {
                await desk.AddAsync(
                    db, resource, ResourceTaskKind.Release, resource.OrderLineId, resource.OrderNo, BillingUnit.Piece, 0, ConnectorAbilities.Terminate, ct);
                await devices.ReturnAsync(db, resource.ResourceNo, db.Now, ct);
            }

            if (expired || released)
            {
                // Who has slept through the end hears of the last thing that happened alone.
                await desk.TellCustomerAsync(db, resource, ResourceDesk.Happened(
                    resource, released ? "ResourceReleased" : "ResourceExpired", [resource.Sold.ProductName, resource.ResourceNo]), ct);
                db.AfterCommit(ResourceChanged.Of(resource));
                await db.SaveChangesAsync(ct);
            }

            return expired || released;
        },
        ct,
        others: (_, resource) => suppliers.OrganizationsAsync([resource.OrderLineId], ct));

    [LoggerMessage(LogLevel.Error, "The resource {ResourceId} could not be ended")]
    private static partial void LogNotEnded(ILogger logger, long resourceId, Exception e);
}
