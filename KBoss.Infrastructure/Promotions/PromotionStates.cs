using KBoss.Domain.Promotions;

namespace KBoss.Infrastructure.Promotions;

/// <summary><see cref="Promotion.StatusAt"/> as the database asks it: the one place that says it in a query.</summary>
public static class PromotionStates
{
    /// <summary>How many days ahead a promotion ends "soon".</summary>
    public const int SoonDays = 7;

    /// <summary>Those that stand so at an instant (UTC).</summary>
    public static IQueryable<Promotion> At(this IQueryable<Promotion> promotions, PromotionStatus status, DateTime at) => status switch
    {
        PromotionStatus.Draft => promotions.Where(p => p.PublishedAt == null),
        PromotionStatus.Scheduled => promotions.NotOver(at).Where(p => p.From > at),
        PromotionStatus.Active => promotions.NotOver(at).Where(p => p.From <= at),
        _ => promotions.Where(p => p.PublishedAt != null && (p.To <= at || p.EndedAt <= at || p.Given >= p.Budget)),
    };

    /// <summary>Those that are scheduled or active at an instant (UTC), published by then.</summary>
    public static IQueryable<Promotion> NotOver(this IQueryable<Promotion> promotions, DateTime at) => promotions.Where(p =>
        p.PublishedAt <= at && p.To > at && (p.EndedAt == null || p.EndedAt > at) && (p.Budget == null || p.Given < p.Budget));
}
