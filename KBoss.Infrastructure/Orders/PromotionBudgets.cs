using KBoss.Domain.Orders;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>
/// Counts what orders are given against the budgets of promotions, in the transaction in which an order is placed, and takes it back where one is
/// cancelled. Only promotions with a budget are written to, so that the others are no row at which all orders meet; two orders of one budget meet at its
/// row, and the one that comes second is priced anew.
/// </summary>
public sealed class PromotionBudgets
{
    /// <summary>
    /// Counts an order that is being placed; refused with <c>Promotions.BudgetSpent</c> when it is more than what is left, so that it is asked again at
    /// the price of now. The caller saves.
    /// </summary>
    internal async Task GiveAsync(KBossDbContext db, Order order, IReadOnlyDictionary<long, PricedOffer> offers, CancellationToken ct)
    {
        var limited = order.Lines.Where(l => offers[l.OfferId].Quote.Promotion is { Left: not null }).GroupBy(l => l.PromotionNo!)
            .ToDictionary(g => g.Key, g => g.Sum(l => l.Given));
        foreach (var promotion in await FindAsync(db, order.SellerId, limited.Keys, ct))
        {
            promotion.Give(limited[promotion.No]);
            if (promotion.IsGivenAway)
            {
                db.AfterCommit(new StorefrontChanged());
            }
        }
    }

    /// <summary>Takes back exactly what a cancelled order was given. The caller saves.</summary>
    internal async Task TakeBackAsync(KBossDbContext db, Order order, CancellationToken ct)
    {
        var given = order.Lines.Where(l => l.PromotionNo is not null && l.Given > 0).GroupBy(l => l.PromotionNo!)
            .ToDictionary(g => g.Key, g => g.Sum(l => l.Given));
        foreach (var promotion in await FindAsync(db, order.SellerId, given.Keys, ct))
        {
            if (promotion.IsGivenAway)
            {
                db.AfterCommit(new StorefrontChanged());
            }

            promotion.TakeBack(given[promotion.No]);
        }
    }

    private static async Task<List<Promotion>> FindAsync(KBossDbContext db, long sellerId, IReadOnlyCollection<string> nos, CancellationToken ct) =>
        nos.Count == 0
            ? []
            : await db.Promotions.Where(p => p.OrganizationId == sellerId && p.Budget != null && EF.Parameter(nos).Contains(p.No)).ToListAsync(ct);
}
