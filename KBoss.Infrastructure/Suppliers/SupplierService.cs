using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>What came of a change of agreement: the new version's number, and of how many offers the public terms no longer hold from now on.</summary>
public sealed record AgreementChanged(int Number, int OffersCleared);

/// <summary>Keeps the suppliers of a distributor and their agreements; every change of terms is a new version.</summary>
public sealed class SupplierService(
    KBossDbContextFactory contexts, ICurrentActor current, ISupplySales sales, ISupplierCatalog catalog)
{
    /// <summary>
    /// Adds a supplier with the first version of its agreement; returns its id. Throws <c>Suppliers.NameTaken</c> and what the two entities refuse.
    /// </summary>
    public async Task<long> CreateAsync(SupplierFacts facts, AgreementTerms terms, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var refusals = new Refusals();
            var supplier = refusals.Try(() => new Supplier(me.OrganizationId, facts, db.Now));
            await refusals.TryAsync(() => RefuseTakenNameAsync(db, 0, facts.Name, ct));
            refusals.Try(() => { _ = new SupplyAgreement(me.OrganizationId, 0, 1, terms, db.Now); });
            refusals.Demand();
            db.Suppliers.Add(supplier!);
            await db.SaveChangesAsync(ct);
            db.SupplyAgreements.Add(new SupplyAgreement(me.OrganizationId, supplier!.Id, 1, terms, db.Now));
            await db.SaveChangesAsync(ct);
            return supplier.Id;
        }, ct);
    }

    /// <summary>
    /// Takes over the supplier's basic information as it was edited from <paramref name="version"/>.
    /// Throws <c>Suppliers.ChangedMeanwhile</c>, <c>Suppliers.NameTaken</c> and what the entity refuses.
    /// </summary>
    public async Task ChangeFactsAsync(long supplierId, int version, SupplierFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var supplier = await LoadAsync(db, supplierId, ct);
            if (supplier.Version != version)
            {
                throw new RuleException("Suppliers.ChangedMeanwhile", supplier.Name);
            }

            var name = supplier.Name;
            var refusals = new Refusals();
            refusals.Try(() => supplier.Change(facts));
            await refusals.TryAsync(() => RefuseTakenNameAsync(db, supplier.Id, facts.Name, ct));
            refusals.Demand();
            if (supplier.Name != name)
            {
                await catalog.RenamedAsync(db, supplier, ct);
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Makes a new version of the agreement that replaces every other from its start on; a start that has passed means now, so nothing already ordered changes.
    /// What was agreed with customers under another sales mode no longer holds from its start on [R-SUP-1]; Operations is told of what it makes cost more than
    /// it is sold for [R-PRC-4].
    /// </summary>
    public async Task<AgreementChanged> ChangeAgreementAsync(long supplierId, AgreementTerms terms, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var supplier = await LoadAsync(db, supplierId, ct);
            var before = await sales.LookAsync(db, me.OrganizationId, supplierId, null, ct);
            var versions = await db.SupplyAgreements.Where(a => a.SupplierId == supplierId).OrderBy(a => a.Number).ToListAsync(ct);
            var start = terms.EffectiveFrom < db.Now ? db.Now : terms.EffectiveFrom;
            // By the mode of the version before it, even one that has run out, the terms that stand on the offers were set.
            var last = versions.LastOrDefault(a => a.EffectiveFrom < start && a.EffectiveTo != a.EffectiveFrom);
            var next = new SupplyAgreement(
                me.OrganizationId, supplierId, versions.Count == 0 ? 1 : versions[^1].Number + 1, terms with { EffectiveFrom = start }, db.Now, last);
            foreach (var version in versions.Where(a => a.EffectiveTo is null || a.EffectiveTo > next.EffectiveFrom))
            {
                version.EndAt(next.EffectiveFrom);
            }

            db.SupplyAgreements.Add(next);
            var begins = next.IsInForce(db.Now);
            var cleared = begins && last is not null && next.ChangesMode ? await sales.PricedAsync(db, supplierId, last.ModeNumber, ct) : 0;
            sales.Changed(db);
            await db.SaveChangesAsync(ct);
            if (begins)
            {
                next.TellBegun(db.Now);
                await sales.TellAsync(db, before, CostCause.Agreement, supplier.Name, ct);
                await db.SaveChangesAsync(ct);
            }

            return new AgreementChanged(next.Number, cleared);
        }, ct);
    }

    private static async Task<Supplier> LoadAsync(KBossDbContext db, long supplierId, CancellationToken ct) =>
        await db.Suppliers.FirstOrDefaultAsync(s => s.Id == supplierId, ct) ?? throw new NotFoundException("supplier", supplierId);

    private static async Task RefuseTakenNameAsync(KBossDbContext db, long supplierId, string name, CancellationToken ct)
    {
        var key = NormalText.Key(name);
        if (key.Length > 0 && await db.Suppliers.AnyAsync(s => s.NameKey == key && s.Id != supplierId, ct))
        {
            throw new RuleException("Suppliers.NameTaken", name.Trim()) { Field = "name" };
        }
    }
}
