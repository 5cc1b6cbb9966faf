using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Desk;

/// <summary>A resource whose story is told to its seller's people.</summary>
public sealed record ResourceStory(Actor Reader, string ResourceNo, string OrderNo, long OrderLineId, Parties Parties) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.AuditView) || Reader.Has(Permissions.FulfilmentView) ? [$"Resource {ResourceNo}"] : [];
}

/// <summary>
/// What was handed over and prolonged, for everybody who sees the resource; the steps of the work for whoever sees the tasks of the distributor that delivers. Of
/// a customer, all that it got.
/// </summary>
internal sealed class ResourceTimeline : IThingTimeline<ResourceStory>, IThingTimeline<CustomerStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, ResourceStory story, CancellationToken ct)
    {
        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var resource = await db.Resources.AsNoTracking().Where(r => r.SellerId == seller && r.ResourceNo == story.ResourceNo)
            .Select(r => new { r.Sold.ProductName, r.Quantity, r.StartsAt }).FirstAsync(ct);
        var events = new List<ThingEvent>
        {
            new(resource.StartsAt, "Resource.Delivered", By.Nobody, resource.ProductName, resource.Quantity) { About = new ThingRef(Thing.Order, story.OrderNo) },
        };
        var renewals = await db.Renewals.AsNoTracking().Where(r => r.BuyerId == buyer && r.ResourceNo == story.ResourceNo)
            .OrderByDescending(r => r.Id).Take(ThingStory.Most).Select(r => new { r.OrderNo, r.OldEnd, r.NewEnd, r.PaidAt, r.ConfirmedAt }).ToListAsync(ct);
        foreach (var r in renewals)
        {
            events.Add(new ThingEvent(r.PaidAt, "Resource.Renewed", By.Nobody, r.OldEnd, r.NewEnd) { About = new ThingRef(Thing.Order, r.OrderNo) });
            if (r.ConfirmedAt is { } confirmed)
            {
                events.Add(new ThingEvent(confirmed, "Resource.RenewalConfirmed", By.Nobody) { About = new ThingRef(Thing.Order, r.OrderNo) });
            }
        }

        if (story.Reader.Has(Permissions.FulfilmentView))
        {
            await AddWorkAsync(db, story, events, ct);
        }

        return events;
    }

    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.OrdersOfCustomers))
        {
            return [];
        }

        var orders = db.OrdersOf(story.Reader).Select(o => o.OrderNo);
        var resources = await db.Resources.AsNoTracking()
            .Where(r => r.SellerId == story.Parties.SellerId && r.BuyerId == story.Parties.BuyerId && orders.Contains(r.OrderNo))
            .OrderByDescending(r => r.Id).Take(ThingStory.Most).Select(r => new { r.ResourceNo, r.Sold.ProductName, r.Quantity, r.StartsAt }).ToListAsync(ct);
        return
        [
            .. resources.Select(r => new ThingEvent(r.StartsAt, "Resource.Delivered", By.Nobody, r.ProductName, r.Quantity)
            {
                About = new ThingRef(Thing.Resource, r.ResourceNo),
            }),
        ];
    }

    private static async Task AddWorkAsync(KBossDbContext db, ResourceStory story, List<ThingEvent> events, CancellationToken ct)
    {
        var organization = story.Reader.OrganizationId;
        var steps = await db.FulfilmentTasks.AsNoTracking().Where(t => t.OrganizationId == organization && t.OrderLineId == story.OrderLineId)
            .Join(db.TaskEvents, t => t.TaskNo, e => e.TaskNo, (t, e) => new { e.Id, e.TaskNo, e.Kind, e.By, e.At, e.Quantity, e.Text, e.Code })
            .OrderByDescending(x => x.Id).Take(ThingStory.Most).ToListAsync(ct);
        events.AddRange(steps.Select(x => new ThingEvent(x.At, $"Task.{x.Kind}", x.By, x.Quantity)
        {
            Text = x.Text,
            Code = x.Code,
            About = new ThingRef(Thing.Task, x.TaskNo),
        }));
        var work = await db.ResourceTasks.AsNoTracking().Where(t => t.OrganizationId == organization && t.ResourceNo == story.ResourceNo)
            .OrderByDescending(t => t.Id).Take(ThingStory.Most).Select(t => new { t.TaskNo, t.Kind, t.CreatedAt, t.DoneAt, t.DoneBy, t.Note }).ToListAsync(ct);
        foreach (var t in work)
        {
            events.Add(new ThingEvent(t.CreatedAt, $"ResourceTask.{t.Kind}", By.System) { About = new ThingRef(Thing.ResourceTask, t.TaskNo) });
            if (t.DoneAt is { } done)
            {
                events.Add(new ThingEvent(done, $"ResourceTask.{t.Kind}Done", t.DoneBy) { Text = t.Note, About = new ThingRef(Thing.ResourceTask, t.TaskNo) });
            }
        }
    }
}
