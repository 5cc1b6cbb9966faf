using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>A supplier in the list, with the agreement in force if there is one; the rate for those who may see costs.</summary>
public sealed record SupplierRow(
    long Id, string Name, SupplierKind Kind, Connector Connector, string Contact, string Phone,
    SalesMode? Mode, decimal? Rate, DateTime? EffectiveTo, int Products, int Skus)
{
    /// <summary>When it was added (UTC).</summary>
    public DateTime CreatedAt { get; init; }
}

/// <summary>One version of an agreement; times are UTC, the rate for those who may see costs.</summary>
public sealed record AgreementVersion(
    int Number, SalesMode Mode, decimal? Rate, SettlementCycle SettlementCycle, string Text,
    DateTime EffectiveFrom, DateTime? EffectiveTo, DateTime CreatedAt, bool InForce);

/// <summary>A supplier with all versions of its agreement, the newest first; <see cref="Version"/> is what an edit starts from.</summary>
public sealed record SupplierDetails(
    long Id, int Version, SupplierFacts Facts, DateTime CreatedAt, int Products, int Skus, IReadOnlyList<AgreementVersion> Agreements)
{
    public AgreementVersion? InForce => Agreements.FirstOrDefault(a => a.InForce);

    /// <summary>Everything that happened with it, newest first.</summary>
    public IReadOnlyList<ThingEvent> Story { get; init; } = [];
}

/// <summary>A supplier to choose.</summary>
public sealed record SupplierName(long Id, string Name);

/// <summary>Reads the distributor's suppliers and their agreements.</summary>
public sealed class SupplierQueries(KBossDbContextFactory contexts, ICurrentActor current, ISupplierCatalog catalog, Timeline<SupplierStory> timeline, TimeProvider time)
{
    /// <summary>
    /// A page of suppliers; filters <c>q</c> (name or contact), <c>kind</c>, <c>mode</c> (in force now); sorts <c>name</c>, <c>kind</c>, <c>created</c>.
    /// </summary>
    public async Task<Page<SupplierRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        var inForce = db.SupplyAgreements.InForce(time.UtcNow());
        var suppliers = db.Suppliers.AsNoTracking();
        if (request.Search() is { } pattern)
        {
            suppliers = suppliers.Where(s => SearchText.Finds(s.Name, pattern) || SearchText.Finds(s.Contact, pattern));
        }

        if (request.Filter<SupplierKind>("kind") is { } kind)
        {
            suppliers = suppliers.Where(s => s.Kind == kind);
        }

        if (request.Filter<SalesMode>("mode") is { } mode)
        {
            suppliers = suppliers.Where(s => inForce.Any(a => a.SupplierId == s.Id && a.Mode == mode));
        }

        var page = await suppliers
            .Sorted(request, ("name", s => s.Name), ("kind", s => s.Kind), ("created", s => s.CreatedAt))
            .ThenBy(s => s.Id)
            .ToPageAsync(request, ct);
        var ids = page.Rows.Select(s => s.Id).ToList();
        var agreements = await inForce.AsNoTracking().Where(a => ids.Contains(a.SupplierId)).ToDictionaryAsync(a => a.SupplierId, ct);
        var counts = await catalog.CountAsync(db, ids, ct);
        return new Page<SupplierRow>([.. page.Rows.Select(s => Row(s, agreements.GetValueOrDefault(s.Id), counts.GetValueOrDefault(s.Id), me))], page.Total);
    }

    /// <summary>One supplier with every version of its agreement; <see cref="NotFoundException"/> if it is not the actor's.</summary>
    public async Task<SupplierDetails> GetAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        var supplier = await db.Suppliers.AsNoTracking().FirstOrDefaultAsync(s => s.Id == supplierId, ct)
            ?? throw new NotFoundException("supplier", supplierId);
        var agreements = await db.SupplyAgreements.AsNoTracking().Where(a => a.SupplierId == supplierId).OrderByDescending(a => a.Number).ToListAsync(ct);
        var (products, skus) = (await catalog.CountAsync(db, [supplierId], ct)).GetValueOrDefault(supplierId);
        var inForce = agreements.InForce(time.UtcNow()).SingleOrDefault();
        return new SupplierDetails(
            supplier.Id, supplier.Version,
            new SupplierFacts(supplier.Name, supplier.Kind, supplier.Connector, supplier.Contact, supplier.Phone, supplier.Note),
            supplier.CreatedAt, products, skus,
            [.. agreements.Select(a => new AgreementVersion(
                a.Number, a.Mode, Seen(a.Rate, me), a.SettlementCycle, a.Text, a.EffectiveFrom, a.EffectiveTo, a.CreatedAt, a == inForce))])
        {
            Story = await timeline.TellAsync(db, new SupplierStory(me, supplierId, supplier.Name), ct),
        };
    }

    /// <summary>Every supplier to choose from, by name.</summary>
    public async Task<IReadOnlyList<SupplierName>> NamesAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        return await db.Suppliers.AsNoTracking().OrderBy(s => s.Name).Select(s => new SupplierName(s.Id, s.Name)).ToListAsync(ct);
    }

    private static SupplierRow Row(Supplier supplier, SupplyAgreement? agreement, (int Products, int Skus) counts, Actor me) => new(
        supplier.Id, supplier.Name, supplier.Kind, supplier.Connector, supplier.Contact, supplier.Phone,
        agreement?.Mode, Seen(agreement?.Rate, me), agreement?.EffectiveTo, counts.Products, counts.Skus)
    {
        CreatedAt = supplier.CreatedAt,
    };

    private static decimal? Seen(decimal? rate, Actor me) => me.Has(Permissions.CostsView) ? rate : null;
}
