using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Promotions;

/// <summary>What has been bought at the prices of a promotion, but for cancelled orders: orders, customers, what they pay and what they were given (yuan).</summary>
public sealed record PromotionSales(int Orders, int Customers, decimal Revenue, decimal Given)
{
    /// <summary>Nothing yet.</summary>
    public static PromotionSales None { get; } = new(0, 0, 0, 0);
}

/// <summary>Told by the module that takes orders.</summary>
public interface IPromotionSales
{
    /// <summary>The sales of a distributor's promotions by their numbers; one without any is missing.</summary>
    Task<IReadOnlyDictionary<string, PromotionSales>> OfAsync(KBossDbContext db, long sellerId, IReadOnlyCollection<string> nos, CancellationToken ct = default);
}
