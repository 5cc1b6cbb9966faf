using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Desk;

/// <summary>A resource whose story is told, to its seller's people or to its customer.</summary>
public sealed record ResourceStory(Actor Reader, string ResourceNo, string OrderNo, long OrderLineId, Parties Parties) : ThingStory(Reader)
{
    public override IReadOnlyList<string> Subjects => Reader.Has(Permissions.AuditView) || Reader.Has(Permissions.FulfilmentView) ? [$"Resource {ResourceNo}"] : [];

    /// <summary>The renewals say how its end moved, and the ends themselves what it is after them.</summary>
    public override IReadOnlyList<string> Said => SaidByEnds;

    internal static IReadOnlyList<string> SaidByEnds { get; } = [$"Resource.{nameof(Resource.Status)}", $"Resource.{nameof(Resource.EndsAt)}"];
}

/// <summary>
/// From which orders it comes, what was handed over, prolonged and has ended, for everybody who sees the resource; what was paid, for whoever sees the money of the
/// customer and for itself; the steps of the work for whoever sees the tasks of the distributor that delivers. Of a customer, all that it got.
/// </summary>
internal sealed class ResourceTimeline : IThingTimeline<ResourceStory>, IThingTimeline<CustomerStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, ResourceStory story, CancellationToken ct)
    {
        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var resource = await db.Resources.AsNoTracking().Where(r => r.SellerId == seller && r.ResourceNo == story.ResourceNo).Select(ToldResource.Of).FirstAsync(ct);
        var renewals = await db.Renewals.AsNoTracking().Where(r => r.BuyerId == buyer && r.ResourceNo == story.ResourceNo).OrderByDescending(r => r.Id)
            .Select(r => new ToldRenewal(r.ResourceNo, r.OrderNo, r.OldEnd, r.NewEnd, r.PaidAt, r.ConfirmedAt)).InOrderAsync(ct);
        var tasks = story.Reader.Has(Permissions.FulfilmentView)
            ? await TaskSteps.ReadAsync(db, story.Reader, [story.OrderLineId], [(story.OrderLineId, resource.StartsAt)], ct) : TaskSteps.None;
        var events = await OrdersAsync(db, story, [story.OrderNo, .. renewals.Select(r => r.OrderNo)], ct);
        events.AddRange(tasks.Events);
        events.Add(new(resource.StartsAt, "Resource.Delivered", tasks.HandedOverBy(story.OrderLineId, resource.StartsAt), resource.ProductName, resource.Quantity)
        {
            About = new ThingRef(Thing.Order, story.OrderNo),
        });
        events.AddRange(LifeOfResources.Tell([resource], renewals.Where(r => r.Lapsed).Select(r => (r.ResourceNo, r.OldEnd)), db.Now, linked: false));
        foreach (var r in renewals)
        {
            var about = new ThingRef(Thing.Order, r.OrderNo);
            events.Add(new ThingEvent(r.PaidAt, "Resource.Renewed", By.Nobody, r.OldEnd, r.NewEnd) { About = about });
            if (r.ConfirmedAt is { } confirmed)
            {
                events.Add(new ThingEvent(confirmed, "Resource.RenewalConfirmed", By.Nobody) { About = about });
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
            .OrderByDescending(r => r.Id).Select(r => new { r.ResourceNo, r.Sold.ProductName, r.Quantity, r.StartsAt }).InOrderAsync(ct);
        return
        [
            .. resources.Select(r => new ThingEvent(r.StartsAt, "Resource.Delivered", By.Nobody, r.ProductName, r.Quantity)
            {
                About = new ThingRef(Thing.Resource, r.ResourceNo),
            }),
        ];
    }

    /// <summary>The orders that brought and prolonged it, and what was paid for them; whoever sees the resource sees its orders.</summary>
    private static async Task<List<ThingEvent>> OrdersAsync(KBossDbContext db, ResourceStory story, IReadOnlyCollection<string> numbers, CancellationToken ct)
    {
        var (seller, buyer) = (story.Parties.SellerId, story.Parties.BuyerId);
        var orders = await db.Orders.AsNoTracking().Where(o => o.SellerId == seller && o.BuyerId == buyer && numbers.Contains(o.OrderNo))
            .OrderByDescending(o => o.Id).Select(o => new { o.OrderNo, o.Total, o.PlacedBy, o.CreatedAt }).InOrderAsync(ct);
        var events = orders.ConvertAll(o => new ThingEvent(o.CreatedAt, "Order.Placed", o.PlacedBy, o.Total) { About = new ThingRef(Thing.Order, o.OrderNo) });
        if (story.Reader.Has(story.Reader.OrganizationId == buyer ? Permissions.WalletView : Permissions.CashView))
        {
            var paid = await db.CashRecords.AsNoTracking()
                .Where(r => r.SellerId == seller && r.BuyerId == buyer && r.Kind == CashKind.OrderPayment && numbers.Contains(r.Reference))
                .OrderByDescending(r => r.Id).Select(r => new { r.At, r.Amount, r.BalanceAfter, r.Reference }).InOrderAsync(ct);
            events.AddRange(paid.Select(r => new ThingEvent(r.At, "Wallet.Paid", By.Nobody, -r.Amount, r.BalanceAfter) { About = new ThingRef(Thing.Order, r.Reference) }));
        }

        return events;
    }

    private static async Task AddWorkAsync(KBossDbContext db, ResourceStory story, List<ThingEvent> events, CancellationToken ct)
    {
        var organization = story.Reader.OrganizationId;
        var work = await db.ResourceTasks.AsNoTracking().Where(t => t.OrganizationId == organization && t.ResourceNo == story.ResourceNo)
            .OrderByDescending(t => t.Id).Select(t => new { t.TaskNo, t.Kind, t.CreatedAt, t.DoneAt, t.DoneBy, t.Note }).InOrderAsync(ct);
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
