using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Promotions;

/// <summary>Told by the module that knows costs.</summary>
public interface IPromotionCosts
{
    /// <summary>
    /// Refuses a promotion as it stands in the context with <c>Promotions.ProductsBelowCost</c> when it would sell products below what they cost at this moment,
    /// also on top of customers' own prices during it, and nobody has accepted that loss [R-PRC-4].
    /// </summary>
    Task DemandAsync(KBossDbContext db, Promotion promotion, CancellationToken ct);
}
