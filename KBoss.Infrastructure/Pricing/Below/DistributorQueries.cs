using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Below;

/// <summary>A distributor directly below, since when (UTC), and how many of the seller's offers it buys.</summary>
public sealed record DistributorRow(string Code, string Name, DateTime CreatedAt, int Offers);

/// <summary>Reads the distributors that buy from the actor's.</summary>
public sealed class DistributorQueries(KBossDbContextFactory contexts, ICurrentActor current, DownstreamSales downstream)
{
    /// <summary>The distributors directly below; filter <c>q</c> (name or code); sorts <c>name</c>, <c>created</c>.</summary>
    public async Task<Page<DistributorRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetDistributor, ct);
        await using var db = contexts.Open(me);
        var below = db.Organizations.AsNoTracking().Where(o => o.SellerId == me.OrganizationId && o.Kind == OrganizationKind.Distributor);
        if (request.Search() is { } pattern)
        {
            below = below.Where(o => SearchText.Finds(o.Name, pattern) || SearchText.Finds(o.Code, pattern));
        }

        var page = await below.Sorted(request, ("name", o => o.Name), ("created", o => o.Id)).ThenBy(o => o.Id)
            .Select(o => new { o.Id, o.Code, o.Name, o.CreatedAt }).ToPageAsync(request, ct);
        var bought = (await downstream.OfAsync(me.OrganizationId, null, null, ct)).CountBy(s => s.BuyerId).ToDictionary();
        return new Page<DistributorRow>([.. page.Rows.Select(o => new DistributorRow(o.Code, o.Name, o.CreatedAt, bought.GetValueOrDefault(o.Id)))], page.Total);
    }

    /// <summary>One of them by its code; any other is <see cref="KBoss.Domain.Common.NotFoundException"/>.</summary>
    public async Task<DistributorRow> DetailsAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetDistributor, ct);
        await using var db = contexts.Open(me);
        return await db.Organizations.AsNoTracking().Where(o => o.Code == code && o.SellerId == me.OrganizationId && o.Kind == OrganizationKind.Distributor)
            .Select(o => new DistributorRow(o.Code, o.Name, o.CreatedAt, 0)).FirstOrDefaultAsync(ct)
            ?? throw new Domain.Common.NotFoundException("distributor", code);
    }
}
