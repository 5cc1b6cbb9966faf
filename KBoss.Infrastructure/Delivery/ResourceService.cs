using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>A resource in its owner's list; times UTC.</summary>
public sealed record ResourceRow(
    string ResourceNo, string ProductName, string SkuCode, string Options, int Quantity,
    ResourceStatus Status, DateTime StartsAt, DateTime? EndsAt, string ConsoleUrl);

/// <summary>A resource with how it is reached, but without its secret.</summary>
public sealed record ResourceDetails(ResourceRow Row, string OrderNo, string Address, string UserName, bool HasSecret, string Note);

/// <summary>A resource of one of the seller's customers; times UTC. <see cref="Expiring"/>: it ends within <see cref="Resource.ExpiringDays"/> days.</summary>
public sealed record CustomerResourceRow(
    string ResourceNo, string ProductName, string Options, int Quantity, ResourceStatus Status, DateTime StartsAt, DateTime? EndsAt, bool Expiring);

/// <summary>What a customer has bought and uses.</summary>
public sealed class ResourceService(KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets, TimeProvider time)
{
    /// <summary>The organization's resources, newest first; filters <c>status</c> and <c>q</c> over product, configuration and numbers.</summary>
    public async Task<Page<ResourceRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var query = db.Resources.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId);
        if (request.Filter<ResourceStatus>("status") is { } status)
        {
            query = query.Where(r => r.Status == status);
        }

        if (request.Search() is { } pattern)
        {
            query = query.Where(r => SearchText.Finds(r.Sold.ProductName, pattern) || SearchText.Finds(r.Sold.Options, pattern)
                || SearchText.Finds(r.ResourceNo, pattern) || SearchText.Finds(r.OrderNo, pattern));
        }

        var page = await query.OrderByDescending(r => r.Id).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(Row)], page.Total);
    }

    /// <summary>
    /// For the seller: the resources of one of its customers, newest first, without how they are reached. The customer is named by the code of its
    /// organization; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<CustomerResourceRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var expiring = db.Resources.Expiring(time.UtcNow());
        return await db.Resources.AsNoTracking().OfCustomersOf(db, me).Where(r => r.BuyerId == customer.BuyerId).OrderByDescending(r => r.Id)
            .Select(r => new CustomerResourceRow(
                r.ResourceNo, r.Sold.ProductName, r.Sold.Options, r.Sold.Quantity, r.Status, r.StartsAt, r.EndsAt,
                expiring.Any(e => e.Id == r.Id)))
            .ToPageAsync(request, ct);
    }

    /// <summary>One resource of the actor's organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<ResourceDetails> DetailsAsync(string resourceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var r = await FindAsync(db, resourceNo, me.OrganizationId, ct);
        return new ResourceDetails(Row(r), r.OrderNo, r.Address, r.UserName, r.SecretProtected.Length > 0, r.Note);
    }

    /// <summary>The secret in clear text, for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealSecretAsync(string resourceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesReveal, ct);
        await using var db = contexts.Open(me);
        var resource = await FindAsync(db, resourceNo, me.OrganizationId, ct);
        await contexts.AuditAsync(me, "SecretShown", resource.AuditSubject, ct: ct);
        return secrets.Unprotect(resource.SecretProtected);
    }

    private static ResourceRow Row(Resource r) =>
        new(r.ResourceNo, r.Sold.ProductName, r.Sold.SkuCode, r.Sold.Options, r.Sold.Quantity, r.Status, r.StartsAt, r.EndsAt, r.ConsoleUrl);

    private static async Task<Resource> FindAsync(KBossDbContext db, string resourceNo, long buyerId, CancellationToken ct) =>
        await db.Resources.AsNoTracking().FirstOrDefaultAsync(r => r.ResourceNo == resourceNo && r.BuyerId == buyerId, ct)
            ?? throw new NotFoundException("resource", resourceNo);
}
