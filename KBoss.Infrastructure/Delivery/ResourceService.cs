using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Delivery.Resources;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// What a customer has paid, in its list: a resource, or what is on its way and has no number yet. Times UTC; facts as they were confirmed.
/// </summary>
/// <param name="State">Null while it is on its way.</param>
/// <param name="Name">What the customer calls it; that of the product where it has no name of its own.</param>
public sealed record ResourceRow(
    string ResourceNo, string Name, string ProductName, string SkuCode, string Options, int Quantity, ResourceState? State, DateTime StartsAt,
    DateTime? EndsAt, DateTime? ReleasesAt, string OrderNo)
{
    /// <summary>How far the delivery is; null once it is a resource.</summary>
    public LineDeliveryState? Delivery { get; init; }

    /// <summary>How many pieces have been delivered of those that are on their way.</summary>
    public int Delivered { get; init; }

    /// <summary>Through which doors it is entered now.</summary>
    public IReadOnlyList<Door> Doors { get; init; } = [];

    /// <summary>Whether it is renewed by itself.</summary>
    public bool Renews { get; init; }

    /// <summary>Whether it can be renewed now.</summary>
    public bool Renewable { get; init; }

    /// <summary>From when on it ends soon (UTC).</summary>
    public DateTime? EndsSoonAt { get; init; }

    /// <summary>A key among all rows of the list.</summary>
    public string Key { get; init; } = "";
}

/// <summary>How many rows of each kind a customer has.</summary>
public sealed record ResourceCounts(int OnItsWay, int Running, int Ending, int Grace, int Released);

/// <summary>One renewal that was paid; yuan, times UTC.</summary>
public sealed record RenewalRow(
    string OrderNo, BillingUnit Unit, int Periods, decimal Amount, DateTime OldEnd, DateTime NewEnd, DateTime PaidAt, DateTime? ConfirmedAt);

/// <summary>The wish that a resource is renewed by itself; yuan.</summary>
public sealed record AutoRenewalDetails(int Periods, decimal ShownAmount, int AllowedRise, decimal Limit, AutoRenewalOutcome Outcome, DateOnly? TriedOn);

/// <summary>A resource with how it is reached, but without its secret.</summary>
/// <param name="Auto">Null while it is not renewed by itself.</param>
public sealed record ResourceDetails(
    ResourceRow Row, string OrderNo, string Address, string UserName, bool HasSecret, string Note, string OwnName, string OwnNote, BillingUnit Unit,
    AutoRenewalDetails? Auto, IReadOnlyList<RenewalRow> Renewals, IReadOnlyList<ThingEvent> Story);

/// <summary>A resource of one of the seller's customers; times UTC. <see cref="Expiring"/>: it ends soon.</summary>
public sealed record CustomerResourceRow(
    string ResourceNo, string ProductName, string Options, int Quantity, ResourceState State, DateTime StartsAt, DateTime? EndsAt, DateTime? ReleasesAt,
    string OrderNo)
{
    public bool Expiring => State == ResourceState.Ending;
}

/// <summary>What a customer has bought and uses.</summary>
public sealed class ResourceService(
    KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets, ResourceSuppliers suppliers, Timeline<ResourceStory> timeline, TimeProvider time)
{
    /// <summary>The value of the filter <c>state</c> for what was paid and is on its way.</summary>
    public const string OnItsWay = "OnItsWay";

    /// <summary>
    /// What the organization has paid: first what is on its way, then its resources, newest first, or by their end (<c>ends</c>; what never ends comes last where
    /// the first end stands first). Filters: <c>state</c> (<see cref="OnItsWay"/> or a
    /// <see cref="ResourceState"/>) and <c>q</c> over names, configuration and numbers.
    /// </summary>
    public async Task<Page<ResourceRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var waiting = Waiting(db, me);
        var resources = db.Resources.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId);
        if (request.Search() is { } pattern)
        {
            waiting = waiting.Where(l => SearchText.Finds(l.Sold.ProductName, pattern) || SearchText.Finds(l.Sold.Options, pattern)
                || SearchText.Finds(l.OrderNo, pattern));
            resources = resources.Where(r => SearchText.Finds(r.Sold.ProductName, pattern) || SearchText.Finds(r.Sold.Options, pattern)
                || SearchText.Finds(r.ResourceNo, pattern) || SearchText.Finds(r.OrderNo, pattern)
                || db.ResourceLabels.Any(l => l.OrganizationId == me.OrganizationId && l.ResourceNo == r.ResourceNo && SearchText.Finds(l.Name, pattern)));
        }

        if (string.Equals(request.Filter("state"), OnItsWay, StringComparison.OrdinalIgnoreCase))
        {
            resources = resources.Where(r => false);
        }
        else if (request.Filter<ResourceState>("state") is { } state)
        {
            waiting = waiting.Where(l => false);
            resources = resources.In(state, now);
        }

        var size = Math.Clamp(request.Size, 1, PageRequest.MaxSize);
        var skip = (long)(Math.Max(request.Page, 1) - 1) * size;
        var (first, second) = (await waiting.CountAsync(ct), await resources.CountAsync(ct));
        var rows = new List<ResourceRow>();
        if (skip < first)
        {
            rows.AddRange((await waiting.OrderByDescending(l => l.Id).Skip((int)skip).Take(size).ToListAsync(ct)).Select(Row));
        }

        if (rows.Count < size && skip + rows.Count < first + (long)second)
        {
            var ordered = (request.Sort, request.Descending) switch
            {
                ("ends", false) => resources.OrderBy(r => r.EndsAt == null).ThenBy(r => r.EndsAt).ThenBy(r => r.Id),
                ("ends", true) => resources.OrderByDescending(r => r.EndsAt == null).ThenByDescending(r => r.EndsAt).ThenBy(r => r.Id),
                _ => resources.OrderByDescending(r => r.Id),
            };
            var shown = await ordered.Skip((int)Math.Max(0, skip - first)).Take(size - rows.Count).ToListAsync(ct);
            rows.AddRange(await RowsAsync(db, me, shown, now, ct));
        }

        return new(rows, first + second);
    }

    /// <summary>How many rows the list has of each kind.</summary>
    public async Task<ResourceCounts> CountsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var (now, own) = (time.UtcNow(), db.Resources.Where(r => r.BuyerId == me.OrganizationId));
        return new ResourceCounts(
            await Waiting(db, me).CountAsync(ct), await CountAsync(ResourceState.Running), await CountAsync(ResourceState.Ending),
            await CountAsync(ResourceState.Grace), await CountAsync(ResourceState.Released));

        Task<int> CountAsync(ResourceState state) => own.In(state, now).CountAsync(ct);
    }

    /// <summary>The next instant (UTC) at which a resource of the organization passes into another state by itself; null while there is none.</summary>
    public async Task<DateTime?> NextChangeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var live = db.Resources.Where(r => r.BuyerId == me.OrganizationId && r.Status != ResourceStatus.Released && r.EndsAt != null);
        DateTime?[] next =
        [
            await live.Where(r => r.EndsSoonAt > now).MinAsync(r => r.EndsSoonAt, ct),
            await live.Where(r => r.EndsAt > now).MinAsync(r => r.EndsAt, ct),
            await live.Where(r => r.ReleasesAt > now).MinAsync(r => r.ReleasesAt, ct),
        ];
        return next.Min() is { } at ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : null;
    }

    /// <summary>
    /// For the seller: the resources of one of its customers, newest first, or by their end (<c>ends</c>), without how they are reached; filter <c>state</c>.
    /// The customer is named by the code of its organization; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<CustomerResourceRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var now = time.UtcNow();
        var resources = db.Resources.AsNoTracking().OfCustomersOf(db, me).Where(r => r.BuyerId == customer.BuyerId);
        if (request.Filter<ResourceState>("state") is { } state)
        {
            resources = resources.In(state, now);
        }

        var ordered = request.Sort is null ? resources.OrderByDescending(r => r.Id) : resources.Sorted(request, ("ends", r => r.EndsAt)).ThenBy(r => r.Id);
        var page = await ordered.ToPageAsync(request, ct);
        return new(
            [.. page.Rows.Select(r => new CustomerResourceRow(
                r.ResourceNo, r.Sold.ProductName, r.Sold.Options, r.Quantity, r.StateAt(now), r.StartsAt, r.EndsAt, r.ReleasesAt, r.OrderNo))],
            page.Total);
    }

    /// <summary>One resource of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<ResourceDetails> DetailsAsync(string resourceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var r = await db.FindResourceAsync(me, resourceNo, ct);
        var row = (await RowsAsync(db, me, [r], time.UtcNow(), ct))[0];
        var label = await db.ResourceLabels.AsNoTracking().FirstOrDefaultAsync(l => l.OrganizationId == me.OrganizationId && l.ResourceNo == resourceNo, ct);
        var auto = await db.AutoRenewals.AsNoTracking()
            .FirstOrDefaultAsync(a => a.OrganizationId == me.OrganizationId && a.ResourceNo == resourceNo && a.IsOn, ct);
        var renewals = await db.Renewals.Where(n => n.BuyerId == me.OrganizationId && n.ResourceNo == resourceNo).OrderByDescending(n => n.Id)
            .Select(n => new RenewalRow(n.OrderNo, n.Unit, n.Periods, n.Amount, n.OldEnd, n.NewEnd, n.PaidAt, n.ConfirmedAt)).ToListAsync(ct);
        return new ResourceDetails(
            row, r.OrderNo, r.Address, r.UserName, r.SecretProtected.Length > 0, r.Note, label?.Name ?? "", label?.Note ?? "", r.Sold.Unit,
            auto is null ? null : new AutoRenewalDetails(auto.Periods, auto.ShownAmount, auto.AllowedRise, auto.Limit, auto.Outcome, auto.TriedOn), renewals,
            await timeline.TellAsync(db, new ResourceStory(me, resourceNo, r.OrderNo, r.OrderLineId, new Parties(r.SellerId, r.BuyerId)), ct));
    }

    /// <summary>The secret in clear text, for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealSecretAsync(string resourceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesReveal, ct);
        await using var db = contexts.Open(me);
        var resource = await db.FindResourceAsync(me, resourceNo, ct);
        await contexts.AuditAsync(me, "SecretShown", resource.AuditSubject, ct: ct);
        return secrets.Unprotect(resource.SecretProtected);
    }

    /// <summary>What the customer calls a resource and has noted about it; both may be empty. Its seller does not see it.</summary>
    public async Task LabelAsync(string resourceNo, string? name, string? note, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var resource = await db.FindResourceAsync(me, resourceNo, ct);
            var label = await db.ResourceLabels.FirstOrDefaultAsync(l => l.OrganizationId == me.OrganizationId && l.ResourceNo == resourceNo, ct);
            if (label is null)
            {
                label = new ResourceLabel(me.OrganizationId, resourceNo);
                db.ResourceLabels.Add(label);
            }

            label.Write(name, note);
            db.AfterCommit(ResourceChanged.Of(resource));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static IQueryable<LineDelivery> Waiting(KBossDbContext db, Actor me) =>
        db.LineDeliveries.AsNoTracking().Where(l => l.BuyerId == me.OrganizationId && l.State != LineDeliveryState.Done);

    private static ResourceRow Row(LineDelivery line) => new(
        "", line.Sold.ProductName, line.Sold.ProductName, line.Sold.SkuCode, line.Sold.Options, line.Sold.Quantity, null, line.ChangedAt, null, null, line.OrderNo)
    {
        Delivery = line.State,
        Delivered = line.Delivered,
        Key = $"{line.OrderNo}-{line.LineNumber}",
    };

    private async Task<List<ResourceRow>> RowsAsync(KBossDbContext db, Actor me, IReadOnlyList<Resource> resources, DateTime now, CancellationToken ct)
    {
        var nos = resources.Select(r => r.ResourceNo).ToList();
        var names = await db.ResourceLabels.Where(l => l.OrganizationId == me.OrganizationId && nos.Contains(l.ResourceNo) && l.Name != "")
            .ToDictionaryAsync(l => l.ResourceNo, l => l.Name, ct);
        var auto = await db.AutoRenewals.Where(a => a.OrganizationId == me.OrganizationId && nos.Contains(a.ResourceNo) && a.IsOn)
            .Select(a => a.ResourceNo).ToListAsync(ct);
        var behind = await suppliers.OfAsync([.. resources.Select(r => r.OrderLineId).Distinct()], ct);
        return
        [
            .. resources.Select(r =>
            {
                var state = r.StateAt(now);
                var usable = state is ResourceState.Running or ResourceState.Ending;
                return new ResourceRow(
                    r.ResourceNo, names.GetValueOrDefault(r.ResourceNo, r.Sold.ProductName), r.Sold.ProductName, r.Sold.SkuCode, r.Sold.Options, r.Quantity,
                    state, r.StartsAt, r.EndsAt, r.ReleasesAt, r.OrderNo)
                {
                    Doors = usable && me.Has(Permissions.ResourcesReveal) ? suppliers.DoorsOf(r, behind.GetValueOrDefault(r.OrderLineId)) : [],
                    Renews = auto.Contains(r.ResourceNo),
                    Renewable = r.EndsAt is not null && state != ResourceState.Released,
                    EndsSoonAt = r.EndsSoonAt,
                    Key = r.ResourceNo,
                };
            }),
        ];
    }
}
