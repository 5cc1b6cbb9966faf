using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Tells Operations what a change of costs or of the sales mode does to what is sold.</summary>
internal sealed class SupplySales(Losses losses, Outbox outbox) : ISupplySales
{
    public async Task<SalesBefore> LookAsync(KBossDbContext db, long distributorId, long supplierId, long? skuId, CancellationToken ct)
    {
        foreach (var agreement in await db.SupplyAgreements.Where(a => a.SupplierId == supplierId).InForce(db.Now).ToListAsync(ct))
        {
            db.Touch(agreement);
        }

        var found = await losses.FindAsync(db, distributorId, db.Now, supplierId, skuId, ct);
        return new SalesBefore(distributorId, supplierId, skuId, found.ToDictionary(l => l.Key, l => l.Cost), await ListPricesAsync(db, distributorId, supplierId, skuId, ct));
    }

    public async Task TellAsync(KBossDbContext db, SalesBefore before, CostCause cause, string what, CancellationToken ct)
    {
        var count = Fallen(before.BelowCost, await losses.FindAsync(db, before.DistributorId, db.Now, before.SupplierId, before.SkuId, ct));
        if (count > 0)
        {
            await TellOperationsAsync(db, before.DistributorId, $"BelowCost{cause}", Text(before.SupplierId), [Text(count), what], ct);
        }

        if (before.ListPrices.Count > 0
            && (await ListPricesAsync(db, before.DistributorId, before.SupplierId, before.SkuId, ct)).Any(p => before.ListPrices.GetValueOrDefault(p.Key) != p.Value))
        {
            outbox.Add(
                db, before.DistributorId, DownstreamLosses.OutboxKind, $"list-prices-{Guid.NewGuid():N}", new ListPricesChanged(before.DistributorId, before.SupplierId));
        }
    }

    public Task<int> PricedAsync(KBossDbContext db, long supplierId, int modeNumber, CancellationToken ct) => db.Offers.CountAsync(
        o => o.UpstreamOfferId == null && o.Sku.SupplierId == supplierId && o.ModeNumber == modeNumber
            && (o.PublicTerms.Discount != null || o.PublicTerms.Price != null), ct);

    public void Changed(KBossDbContext db) => db.AfterCommit(new StorefrontChanged());

    /// <summary>
    /// Tells Operations what an agreement does at its start, ahead of it or when it has begun: a notice for another sales mode, one for what it makes cost more
    /// than it is sold for. The context is that of its distributor; the caller saves.
    /// </summary>
    internal async Task TellStartAsync(KBossDbContext db, SupplyAgreement agreement, CancellationToken ct)
    {
        var (distributorId, supplierId, start) = (agreement.OrganizationId, agreement.SupplierId, agreement.EffectiveFrom);
        var when = start > db.Now ? "Ahead" : "Begun";
        var supplier = await db.Suppliers.Where(s => s.Id == supplierId).Select(s => s.Name).SingleAsync(ct);
        var day = Domain.Common.ChinaTime.FromUtc(start).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        if (agreement.ChangesMode && await LastModeAsync(db, agreement, ct) is { } last && await PricedAsync(db, supplierId, last, ct) is > 0 and var priced)
        {
            var grid = agreement.Mode == SalesMode.FloorPrice ? "prices" : "discounts";
            await TellOperationsAsync(db, distributorId, $"SalesMode{when}", $"{grid}/{Text(supplierId)}", [Text(priced), supplier, day], ct);
        }

        var until = (await losses.FindAsync(db, distributorId, start.AddTicks(-1), supplierId, ct: ct)).ToDictionary(l => l.Key, l => l.Cost);
        if (Fallen(until, await losses.FindAsync(db, distributorId, start, supplierId, ct: ct)) is > 0 and var fallen)
        {
            await TellOperationsAsync(db, distributorId, $"BelowCost{when}", Text(supplierId), [Text(fallen), supplier, day], ct);
        }
    }

    private static async Task<Dictionary<long, decimal>> ListPricesAsync(
        KBossDbContext db, long distributorId, long supplierId, long? skuId, CancellationToken ct) =>
        await db.Organizations.AnyAsync(o => o.SellerId == distributorId && o.Kind == OrganizationKind.Distributor, ct)
            ? await db.Skus.Where(s => s.SupplierId == supplierId && (skuId == null || s.Id == skuId))
                .Select(s => new { s.Id, s.ListPrice }).ToDictionaryAsync(s => s.Id, s => s.ListPrice, ct)
            : [];

    /// <summary>The sales mode that an agreement replaces, by its number.</summary>
    private static Task<int?> LastModeAsync(KBossDbContext db, SupplyAgreement agreement, CancellationToken ct) => db.SupplyAgreements
        .Where(a => a.SupplierId == agreement.SupplierId && a.EffectiveFrom < agreement.EffectiveFrom && (a.EffectiveTo == null || a.EffectiveTo > a.EffectiveFrom))
        .OrderByDescending(a => a.Number).Select(a => (int?)a.ModeNumber).FirstOrDefaultAsync(ct);

    /// <summary>How many are below cost that were not before, or that cost more than before.</summary>
    private static int Fallen(IReadOnlyDictionary<(long OfferId, long? BuyerId), decimal> before, IReadOnlyList<Loss> after) =>
        after.Count(l => !before.TryGetValue(l.Key, out var cost) || cost < l.Cost);

    internal static async Task TellOperationsAsync(
        KBossDbContext db, long organizationId, string kind, string subject, string[] args, CancellationToken ct)
    {
        var members = await OperationsAsync(db, organizationId, ct);
        db.AddRange(members.Select(member => new Notice(organizationId, member, kind, subject, args, db.Now)));
    }

    /// <summary>Who sets prices for everybody.</summary>
    internal static Task<List<long>> OperationsAsync(KBossDbContext db, long organizationId, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(Permissions.PricesSetPublic).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
        return db.Members
            .Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
