using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Desk;

/// <summary>
/// A resource as its seller's people see it, without how it is reached: that is its customer's; times UTC. <see cref="SkuCode"/> and the rest of what was sold
/// are as they were confirmed.
/// </summary>
/// <param name="TaskNo">The task by which the actor's organization has delivered it; null for whoever sees no tasks, and where another distributor delivers.</param>
/// <param name="Supplier">From whom it is; null for whoever may not see suppliers, and where it is bought from another distributor.</param>
public sealed record DeskResource(
    string ResourceNo, ResourceState State, string CustomerCode, string Customer, string ProductName, string SkuCode, string Options, int Quantity, BillingUnit Unit,
    DateTime StartsAt, DateTime? EndsAt, DateTime? ReleasesAt, string OrderNo, string? TaskNo, ThingRef? Supplier, Parties Parties,
    IReadOnlyList<RenewalRow> Renewals, IReadOnlyList<ThingEvent> Story);

/// <summary>Reads the resources of the seller's customers, for its own people: those whose orders the actor sees [R-ISO-2].</summary>
public sealed class ResourceDeskQueries(KBossDbContextFactory contexts, ICurrentActor current, Timeline<ResourceStory> timeline, TimeProvider time)
{
    /// <summary>One resource with all that the actor may know of it; <see cref="NotFoundException"/> for one that the actor does not see.</summary>
    public async Task<DeskResource> GetAsync(string resourceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersOfCustomers, ct);
        await using var db = contexts.Open(me);
        var orders = db.OrdersOf(me).Select(o => o.OrderNo);
        var found = await db.Resources.AsNoTracking().Where(r => r.SellerId == me.OrganizationId && r.ResourceNo == resourceNo && orders.Contains(r.OrderNo))
            .Select(r => new
            {
                Resource = r,
                Customer = db.Customers.Where(c => c.SellerId == r.SellerId && c.BuyerId == r.BuyerId).Select(c => c.Name).First(),
                Code = db.Organizations.Where(o => o.Id == r.BuyerId).Select(o => o.Code).First(),
                TaskNo = db.FulfilmentTasks.Where(t => t.OrganizationId == me.OrganizationId && t.OrderLineId == r.OrderLineId)
                    .OrderByDescending(t => t.Id).Select(t => t.TaskNo).FirstOrDefault(),
                Supplier = db.PurchaseLines.Where(p => p.OrganizationId == me.OrganizationId && p.OrderLineId == r.OrderLineId)
                    .Join(db.Suppliers, p => p.SupplierId, s => s.Id, (p, s) => new { s.Id, s.Name }).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("resource", resourceNo);
        var r = found.Resource;
        var renewals = await db.Renewals.AsNoTracking().Where(n => n.BuyerId == r.BuyerId && n.ResourceNo == resourceNo).OrderByDescending(n => n.Id)
            .Take(ThingStory.Most)
            .Select(n => new RenewalRow(n.OrderNo, n.Unit, n.Periods, n.Amount, n.OldEnd, n.NewEnd, n.PaidAt, n.ConfirmedAt)).ToListAsync(ct);
        var parties = new Parties(r.SellerId, r.BuyerId);
        var story = await timeline.TellAsync(db, new ResourceStory(me, resourceNo, r.OrderNo, r.OrderLineId, parties), ct);
        return new DeskResource(
            resourceNo, r.StateAt(time.UtcNow()), found.Code, found.Customer, r.Sold.ProductName, r.Sold.SkuCode, r.Sold.Options, r.Quantity, r.Sold.Unit,
            r.StartsAt, r.EndsAt, r.ReleasesAt, r.OrderNo, me.Has(Permissions.FulfilmentView) ? found.TaskNo : null,
            found.Supplier is { } s && (me.Has(Permissions.SuppliersView) || me.Has(Permissions.FulfilmentView) || me.Has(Permissions.LedgerView))
                ? new ThingRef(Thing.Supplier, $"{s.Id}", s.Name) : null,
            parties, renewals, story);
    }
}
