using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// What was handed over, prolonged and could not be delivered, for everybody who sees the order; the steps of the work for whoever sees the tasks of the
/// distributor that delivers; what was changed of its resources for whoever reads the audit log.
/// </summary>
internal sealed class DeliveryTimeline(IThingChanges changes) : IThingTimeline<OrderStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        var events = new List<ThingEvent>();
        var resources = await db.Resources.AsNoTracking().Where(r => order.Lines.Contains(r.OrderLineId))
            .OrderByDescending(r => r.Id).Take(ThingStory.Most)
            .Select(r => new { r.ResourceNo, r.Quantity, r.Sold.ProductName, r.StartsAt }).ToListAsync(ct);
        events.AddRange(resources.Select(r => new ThingEvent(r.StartsAt, "Resource.Delivered", By.Nobody, r.ProductName, r.Quantity)
        {
            About = new ThingRef(Thing.Resource, r.ResourceNo),
        }));
        var numbers = resources.Select(r => r.ResourceNo).ToList();
        var renewed = await AddRenewalsAsync(db, order, numbers, events, ct);
        var missing = await db.UndeliveredParts.AsNoTracking().Where(u => order.Lines.Contains(u.OrderLineId) && u.BuyerId == order.Parties.BuyerId)
            .OrderByDescending(u => u.Id).Take(ThingStory.Most)
            .Select(u => new { u.Sold.ProductName, u.Missing, u.Amount, u.Reason, u.MarkedBy, u.MarkedAt }).ToListAsync(ct);
        events.AddRange(missing.Select(u => new ThingEvent(u.MarkedAt, "Undelivered", u.MarkedBy, u.ProductName, u.Missing, u.Amount) { Text = u.Reason }));
        if (order.Reader.Has(Permissions.FulfilmentView))
        {
            await AddTasksAsync(db, order, [.. numbers, .. renewed], events, ct);
        }

        if (order.Reader.Has(Permissions.AuditView))
        {
            var changed = await changes.OfAsync(db, order.Reader, [.. numbers.Select(n => $"Resource {n}")], [], ct);
            events.AddRange(changed.Where(e => e.Changes.Count > 0));
        }


        return events;
    }

    /// <summary>By this order, or by another one of what this one brought; returns the numbers of what this order has prolonged.</summary>
    private static async Task<IReadOnlyList<string>> AddRenewalsAsync(
        KBossDbContext db, OrderStory order, IReadOnlyList<string> resources, List<ThingEvent> events, CancellationToken ct)
    {
        var renewals = await db.Renewals.AsNoTracking()
            .Where(r => r.BuyerId == order.Parties.BuyerId && (r.OrderNo == order.OrderNo || resources.Contains(r.ResourceNo)))
            .OrderByDescending(r => r.Id).Take(ThingStory.Most)
            .Select(r => new { r.ResourceNo, r.OrderNo, r.OldEnd, r.NewEnd, r.PaidAt, r.ConfirmedAt }).ToListAsync(ct);
        foreach (var r in renewals)
        {
            events.Add(r.OrderNo == order.OrderNo
                ? new ThingEvent(r.PaidAt, "Resource.Renewed", By.Nobody, r.OldEnd, r.NewEnd) { About = new ThingRef(Thing.Resource, r.ResourceNo) }
                : new ThingEvent(r.PaidAt, "Resource.RenewedBy", By.Nobody, r.ResourceNo, r.NewEnd) { About = new ThingRef(Thing.Order, r.OrderNo) });
            if (r.ConfirmedAt is { } confirmed && r.OrderNo == order.OrderNo)
            {
                events.Add(new ThingEvent(confirmed, "Resource.RenewalConfirmed", By.Nobody) { About = new ThingRef(Thing.Resource, r.ResourceNo) });
            }
        }

        return [.. renewals.Where(r => r.OrderNo == order.OrderNo).Select(r => r.ResourceNo)];
    }

    private static async Task AddTasksAsync(
        KBossDbContext db, OrderStory order, IReadOnlyList<string> resources, List<ThingEvent> events, CancellationToken ct)
    {
        var organization = order.Reader.OrganizationId;
        var steps = await db.FulfilmentTasks.AsNoTracking().Where(t => t.OrganizationId == organization && order.Lines.Contains(t.OrderLineId))
            .Join(db.TaskEvents, t => t.TaskNo, e => e.TaskNo, (t, e) => new { e.Id, e.TaskNo, e.Kind, e.By, e.At, e.Quantity, e.Text, e.Code })
            .OrderByDescending(x => x.Id).Take(ThingStory.Most).ToListAsync(ct);
        events.AddRange(steps.Select(x => new ThingEvent(x.At, $"Task.{x.Kind}", x.By, x.Quantity)
        {
            Text = x.Text,
            Code = x.Code,
            About = new ThingRef(Thing.Task, x.TaskNo),
        }));
        var work = await db.ResourceTasks.AsNoTracking()
            .Where(t => t.OrganizationId == organization && resources.Contains(t.ResourceNo) && t.OrderNo == order.OrderNo)
            .OrderByDescending(t => t.Id).Take(ThingStory.Most)
            .Select(t => new { t.TaskNo, t.Kind, t.CreatedAt, t.DoneAt, t.DoneBy }).ToListAsync(ct);
        foreach (var t in work)
        {
            events.Add(new ThingEvent(t.CreatedAt, $"ResourceTask.{t.Kind}", By.System) { About = new ThingRef(Thing.ResourceTask, t.TaskNo) });
            if (t.DoneAt is { } done)
            {
                events.Add(new ThingEvent(done, $"ResourceTask.{t.Kind}Done", t.DoneBy) { About = new ThingRef(Thing.ResourceTask, t.TaskNo) });
            }
        }
    }
}
