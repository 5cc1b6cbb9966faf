using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery;

/// <summary>A resource in its owner's list; times UTC.</summary>
public sealed record ResourceRow(
    string ResourceNo, string ProductName, string SkuCode, string Options, int Quantity, ResourceStatus Status, DateTime StartsAt, DateTime? EndsAt, string ConsoleUrl);

/// <summary>A resource with how it is reached, but without its secret.</summary>
public sealed record ResourceDetails(ResourceRow Row, string OrderNo, string Address, string UserName, bool HasSecret, string Note);

/// <summary>What a customer has bought and uses.</summary>
public sealed class ResourceService(KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets)
{
    /// <summary>The organization's resources, newest first, searched by product, configuration or number.</summary>
    public async Task<(IReadOnlyList<ResourceRow> Rows, int Total)> ListAsync(ResourceStatus? status, string? search, int page, int size, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var query = db.Resources.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId);
        if (status is { } wanted)
        {
            query = query.Where(r => r.Status == wanted);
        }

        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim();
            query = query.Where(r => r.ProductName.Contains(text) || r.Options.Contains(text) || r.ResourceNo.Contains(text) || r.OrderNo.Contains(text));
        }

        var rows = await query.OrderByDescending(r => r.Id).Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return ([.. rows.Select(Row)], await query.CountAsync(ct));
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
        db.Audit(me.OrganizationId, "SecretShown", resource.AuditSubject);
        await db.SaveChangesAsync(ct);
        return secrets.Unprotect(resource.SecretProtected);
    }

    private static ResourceRow Row(Resource r) =>
        new(r.ResourceNo, r.ProductName, r.SkuCode, r.Options, r.Quantity, r.Status, r.StartsAt, r.EndsAt, r.ConsoleUrl);

    private static async Task<Resource> FindAsync(KBossDbContext db, string resourceNo, long buyerId, CancellationToken ct) =>
        await db.Resources.AsNoTracking().FirstOrDefaultAsync(r => r.ResourceNo == resourceNo && r.BuyerId == buyerId, ct)
            ?? throw new NotFoundException("resource", resourceNo);
}
