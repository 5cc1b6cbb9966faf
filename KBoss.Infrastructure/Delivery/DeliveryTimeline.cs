using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// What was handed over, prolonged, has ended and could not be delivered, for everybody who sees the order; the steps of the work for whoever sees the tasks of
/// the distributor that delivers; what was changed of its resources for whoever reads the audit log.
/// </summary>
internal sealed class DeliveryTimeline(IThingChanges changes) : IThingTimeline<OrderStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, OrderStory order, CancellationToken ct)
    {
        var (seller, buyer) = (order.Parties.SellerId, order.Parties.BuyerId);
        var renewals = await RenewalsAsync(db, order, ct);
        var renewed = renewals.Where(r => r.OrderNo == order.OrderNo).Select(r => r.ResourceNo).ToList();
        var resources = await db.Resources.AsNoTracking()
            .Where(r => r.SellerId == seller && r.BuyerId == buyer && (order.Lines.Contains(r.OrderLineId) || renewed.Contains(r.ResourceNo)))
            .OrderByDescending(r => r.Id).Select(ToldResource.Of).InOrderAsync(ct);
        var delivered = resources.Where(r => order.Lines.Contains(r.OrderLineId)).ToList();
        var tasks = order.Reader.Has(Permissions.FulfilmentView)
            ? await TaskSteps.ReadAsync(db, order.Reader, order.Lines, [.. delivered.Select(r => (r.OrderLineId, r.StartsAt))], ct) : TaskSteps.None;
        var events = new List<ThingEvent>(tasks.Events);
        events.AddRange(delivered.Select(r => new ThingEvent(
            r.StartsAt, "Resource.Delivered", tasks.HandedOverBy(r.OrderLineId, r.StartsAt), r.ProductName, r.Quantity)
        {
            About = new ThingRef(Thing.Resource, r.ResourceNo),
        }));
        var missing = await db.UndeliveredParts.AsNoTracking().Where(u => order.Lines.Contains(u.OrderLineId) && u.BuyerId == buyer)
            .OrderByDescending(u => u.Id)
            .Select(u => new { u.Sold.ProductName, u.Missing, u.Amount, u.Reason, u.MarkedBy, u.MarkedAt }).InOrderAsync(ct);
        events.AddRange(missing.Select(u => new ThingEvent(
            u.MarkedAt, "Undelivered", order.ReadByBuyer ? By.Nobody : u.MarkedBy, u.ProductName, u.Missing, u.Amount)
        {
            Text = u.Reason,
        }));
        // What had ended before this order prolonged it belongs to the story of what came before.
        var brought = delivered.Select(r => r.ResourceNo).ToHashSet();
        var lapsed = renewals.Where(r => r.Lapsed && brought.Contains(r.ResourceNo)).Select(r => (r.ResourceNo, r.OldEnd));
        events.AddRange(LifeOfResources.Tell(resources, lapsed, db.Now, linked: true));
        events.AddRange(renewals.SelectMany(r => EventsOf(r, order)));
        if (order.Reader.Has(Permissions.FulfilmentView))
        {
            await AddTasksAsync(db, order, [.. brought, .. renewed], events, ct);
        }

        if (order.Reader.Has(Permissions.AuditView))
        {
            var changed = await changes.OfAsync(db, order.Reader, [.. brought.Select(n => $"Resource {n}")], ResourceStory.SaidByEnds, ct);
            events.AddRange(changed.Where(e => e.Changes.Count > 0));
        }

        return events;
    }

    /// <summary>Those by this order, and those of what it brought or prolonged by the orders after it.</summary>
    private static Task<List<ToldRenewal>> RenewalsAsync(KBossDbContext db, OrderStory order, CancellationToken ct) =>
        db.Renewals.AsNoTracking()
            .Where(r => r.BuyerId == order.Parties.BuyerId
                && (r.OrderNo == order.OrderNo
                    || db.Resources.Any(x => x.ResourceNo == r.ResourceNo && order.Lines.Contains(x.OrderLineId))
                    || db.Renewals.Any(own => own.OrderNo == order.OrderNo && own.BuyerId == r.BuyerId && own.ResourceNo == r.ResourceNo && own.Id < r.Id)))
            .OrderByDescending(r => r.Id)
            .Select(r => new ToldRenewal(r.ResourceNo, r.OrderNo, r.OldEnd, r.NewEnd, r.PaidAt, r.ConfirmedAt)).InOrderAsync(ct);

    private static IEnumerable<ThingEvent> EventsOf(ToldRenewal r, OrderStory order)
    {
        if (r.OrderNo != order.OrderNo)
        {
            yield return new ThingEvent(r.PaidAt, "Resource.RenewedBy", By.Nobody, r.ResourceNo, r.NewEnd) { About = new ThingRef(Thing.Order, r.OrderNo) };
            yield break;
        }

        var about = new ThingRef(Thing.Resource, r.ResourceNo);
        yield return new ThingEvent(r.PaidAt, "Resource.Renewed", By.Nobody, r.OldEnd, r.NewEnd) { About = about };
        if (r.ConfirmedAt is { } confirmed)
        {
            yield return new ThingEvent(confirmed, "Resource.RenewalConfirmed", By.Nobody) { About = about };
        }
    }

    private static async Task AddTasksAsync(
        KBossDbContext db, OrderStory order, IReadOnlyList<string> resources, List<ThingEvent> events, CancellationToken ct)
    {
        var organization = order.Reader.OrganizationId;
        var work = await db.ResourceTasks.AsNoTracking()
            .Where(t => t.OrganizationId == organization && resources.Contains(t.ResourceNo) && t.OrderNo == order.OrderNo)
            .OrderByDescending(t => t.Id)
            .Select(t => new { t.TaskNo, t.Kind, t.CreatedAt, t.DoneAt, t.DoneBy }).InOrderAsync(ct);
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
