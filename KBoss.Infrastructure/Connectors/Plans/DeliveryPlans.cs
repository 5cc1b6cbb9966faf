using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Plans;

/// <summary>Finds for the connectors by which parameters a Sku is opened, in the scope of the distributor that owns the supplier.</summary>
public sealed class DeliveryPlans(KBossDbContextFactory contexts)
{
    /// <summary>The plan of what was sold; refuses for good with <c>Connectors.NoPlan</c> where there is none.</summary>
    public async Task<DeliveryPlan> OfAsync(OpeningRequest request, CancellationToken ct)
    {
        var key = NormalText.Key(request.Sold.SkuCode);
        await using var db = contexts.Open(OrganizationScope.Of(request.OrganizationId));
        return await db.DeliveryPlans.AsNoTracking().FirstOrDefaultAsync(p => p.SupplierId == request.SupplierId && p.SkuCodeKey == key, ct)
            ?? throw new ConnectorRefusedException("Connectors.NoPlan", request.Sold.SkuCode);
    }
}

/// <summary>Asks a supplier whether it would open what a plan names, without opening anything.</summary>
public interface IPlanCheck
{
    Domain.Suppliers.Connector Kind { get; }

    /// <summary>Whether it would, and in the supplier's words why not; never throws for what the supplier does.</summary>
    Task<Common.Vendors.VendorAnswer> TryAsync(DeliveryPlan plan, CancellationToken ct);
}
