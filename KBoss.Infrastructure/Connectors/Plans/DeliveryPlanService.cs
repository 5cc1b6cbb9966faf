using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Plans;

/// <summary>A Sku of a supplier that has an interface, with its plan if there is one; time UTC.</summary>
/// <param name="Version">What an edit starts from; null where there is no plan yet.</param>
public sealed record DeliveryPlanRow(
    long SupplierId, string SupplierName, Connector Connector, string SkuCode, string ProductName, string Options, int? Version, DateTime? ChangedAt,
    string Parameters)
{
    /// <summary>The parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Values => DeliveryPlan.Read(Parameters);

    public bool HasPlan => Version is not null;
}

/// <summary>Keeps by which parameters the distributor's Skus are opened at their suppliers.</summary>
public sealed class DeliveryPlanService(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<IPlanCheck> checks)
{
    /// <summary>
    /// The Skus of suppliers that have an interface, with their plans; filters <c>supplier</c> (id), <c>state</c> (<c>missing</c> or <c>planned</c>), <c>q</c>
    /// over code, product and configuration.
    /// </summary>
    public async Task<Page<DeliveryPlanRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DeliveryPlansManage, ct);
        await using var db = contexts.Open(me);
        var rows =
            from sku in db.Skus.AsNoTracking()
            where sku.OrganizationId == me.OrganizationId
            join supplier in db.Suppliers on sku.SupplierId equals supplier.Id
            where supplier.Connector != Connector.Manual
            join product in db.Products on sku.ProductId equals product.Id
            join plan in db.DeliveryPlans on new { sku.SupplierId, Key = sku.CodeKey } equals new { plan.SupplierId, Key = plan.SkuCodeKey } into plans
            from plan in plans.DefaultIfEmpty()
            select new { sku, supplier, product, plan };
        if (request.Id("supplier") is { } supplierId)
        {
            rows = rows.Where(r => r.supplier.Id == supplierId);
        }

        rows = request.Choice("state", "missing", "planned") switch
        {
            "missing" => rows.Where(r => r.plan == null),
            "planned" => rows.Where(r => r.plan != null),
            _ => rows,
        };
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.sku.Code, pattern) || SearchText.Finds(r.product.Name, pattern) || SearchText.Finds(r.sku.Options, pattern));
        }

        var page = await rows.OrderBy(r => r.supplier.Name).ThenBy(r => r.sku.Code).ThenBy(r => r.sku.Id)
            .Select(r => new { r.supplier.Id, r.supplier.Name, r.supplier.Connector, r.sku.Code, Product = r.product.Name, r.sku.Options, Plan = r.plan })
            .ToPageAsync(request, ct);
        return new Page<DeliveryPlanRow>(
            [.. page.Rows.Select(r => new DeliveryPlanRow(
                r.Id, r.Name, r.Connector, r.Code, r.Product, r.Options, r.Plan?.Version, r.Plan?.ChangedAt, r.Plan?.Parameters ?? ""))],
            page.Total);
    }

    /// <summary>The suppliers that have an interface, to choose from.</summary>
    public async Task<IReadOnlyList<(long Id, string Name)>> SuppliersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DeliveryPlansManage, ct);
        await using var db = contexts.Open(me);
        var found = await db.Suppliers.AsNoTracking().Where(s => s.Connector != Connector.Manual)
            .OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return [.. found.Select(s => (s.Id, s.Name))];
    }

    /// <summary>
    /// Sets the plan of a Sku as it was edited from <paramref name="version"/> (null: there was none). Refuses with <c>Connectors.PlanChangedMeanwhile</c> and
    /// what the plan refuses; a Sku that the supplier does not have is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task SetAsync(long supplierId, string skuCode, int? version, IReadOnlyDictionary<string, string> parameters, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DeliveryPlansManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var key = NormalText.Key(skuCode);
            var supplier = await db.Suppliers.FirstOrDefaultAsync(s => s.Id == supplierId, ct) ?? throw new NotFoundException("supplier", supplierId);
            if (!await db.Skus.AnyAsync(s => s.SupplierId == supplierId && s.CodeKey == key, ct))
            {
                throw new NotFoundException("sku", skuCode);
            }

            var plan = await db.DeliveryPlans.FirstOrDefaultAsync(p => p.SupplierId == supplierId && p.SkuCodeKey == key, ct);
            if (plan?.Version != version)
            {
                throw new RuleException("Connectors.PlanChangedMeanwhile", skuCode);
            }

            if (plan is not null && plan.Connector == supplier.Connector)
            {
                plan.Change(parameters, db.Now);
            }
            else
            {
                if (plan is not null)
                {
                    // The supplier is delivered to in another way by now.
                    db.DeliveryPlans.Remove(plan);
                    await db.SaveChangesAsync(ct);
                }

                db.DeliveryPlans.Add(new DeliveryPlan(supplier, skuCode, parameters, db.Now));
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes the plan away: from then on Maintenance opens the Sku by hand. One that is not there is fine.</summary>
    public async Task RemoveAsync(long supplierId, string skuCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DeliveryPlansManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var key = NormalText.Key(skuCode);
            if (await db.DeliveryPlans.FirstOrDefaultAsync(p => p.SupplierId == supplierId && p.SkuCodeKey == key, ct) is { } plan)
            {
                db.DeliveryPlans.Remove(plan);
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }

    /// <summary>Asks the supplier whether it would open what the plan names; nothing is opened.</summary>
    public async Task<VendorAnswer> TryAsync(long supplierId, string skuCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DeliveryPlansManage, ct);
        DeliveryPlan plan;
        await using (var db = contexts.Open(me))
        {
            var key = NormalText.Key(skuCode);
            plan = await db.DeliveryPlans.AsNoTracking().FirstOrDefaultAsync(p => p.SupplierId == supplierId && p.SkuCodeKey == key, ct)
                ?? throw new NotFoundException("delivery plan", skuCode);
        }

        return await checks.First(check => check.Kind == plan.Connector).TryAsync(plan, ct);
    }
}
