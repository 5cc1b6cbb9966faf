using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Storefront;

/// <summary>What a promotion makes of the price of a Sku for the customer, in yuan per unit: what everybody pays without any, and what it pays.</summary>
public sealed record PromotionExample(long ProductId, string ProductName, string SkuCode, BillingUnit Unit, decimal PublicPrice, decimal UnitPrice);

/// <summary>
/// A promotion that the customer has joined, with what it has saved on paid orders so far (yuan) and a few of its prices now; times UTC, the end exclusive.
/// </summary>
public sealed record MyPromotion(
    string No, string Name, PromotionStatus Status, DateTime From, DateTime To, DateTime JoinedAt, string? Code, int Products, decimal Saved,
    IReadOnlyList<PromotionExample> Examples);

/// <summary>The promotions that a customer has joined, for its own members.</summary>
public sealed class MyPromotionQueries(ShopDoor door, PricingQueries pricing, TimeProvider time)
{
    /// <summary>So many offers of all its promotions together are asked for their price.</summary>
    private const int MostAsked = 200;

    private const int MostExamples = 3;

    /// <summary>All that the customer has joined: those under way first, then those to come, then those that are over.</summary>
    public async Task<IReadOnlyList<MyPromotion>> ListAsync(CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.WalletView, ct);
        var (seller, buyer) = (visit.SellerId, visit.BuyerId!.Value);
        await using var db = door.Open(visit);
        var now = time.UtcNow();
        var joined = await (
            from member in db.PromotionMembers.AsNoTracking()
            join promotion in db.Promotions on member.PromotionId equals promotion.Id
            where member.BuyerId == buyer && promotion.OrganizationId == seller
            select new { Promotion = promotion, member.JoinedAt, member.InviteCode, Products = db.PromotionProducts.Count(p => p.PromotionId == promotion.Id) })
            .ToListAsync(ct);
        if (joined.Count == 0)
        {
            return [];
        }

        var saved = await SavedAsync(db, buyer, [.. joined.Select(j => j.Promotion.No)], ct);
        var active = joined.Where(j => j.Promotion.StatusAt(now) == PromotionStatus.Active).Select(j => j.Promotion.Id).ToList();
        var examples = await ExamplesAsync(db, seller, buyer, active, now, ct);
        return
        [
            .. joined.Select(j => new MyPromotion(
                    j.Promotion.No, j.Promotion.Name, j.Promotion.StatusAt(now), j.Promotion.From,
                    j.Promotion.EndedAt < j.Promotion.To ? j.Promotion.EndedAt.Value : j.Promotion.To, j.JoinedAt, j.InviteCode, j.Products,
                    saved.GetValueOrDefault(j.Promotion.No), [.. examples[j.Promotion.No].Take(MostExamples)]))
                .OrderBy(p => p.Status switch { PromotionStatus.Active => 0, PromotionStatus.Scheduled => 1, _ => 2 })
                .ThenBy(p => p.Status == PromotionStatus.Ended ? DateTime.MaxValue - p.To : p.To - DateTime.MinValue)
                .ThenBy(p => p.No, StringComparer.Ordinal),
        ];
    }

    private static Task<Dictionary<string, decimal>> SavedAsync(KBossDbContext db, long buyer, IReadOnlyList<string> nos, CancellationToken ct) => (
        from line in db.OrderLines.AsNoTracking()
        join order in db.Orders on line.OrderId equals order.Id
        where order.BuyerId == buyer && order.PaidAt != null && order.Status != OrderStatus.Refunded
            && line.PromotionNo != null && EF.Parameter(nos).Contains(line.PromotionNo)
        group line by line.PromotionNo into sold
        select new { No = sold.Key!, Saved = sold.Sum(l => l.Given) }).ToDictionaryAsync(s => s.No, s => s.Saved, ct);

    /// <summary>By the number of the promotion whose price it is, what is saved most first.</summary>
    private async Task<ILookup<string, PromotionExample>> ExamplesAsync(
        KBossDbContext db, long seller, long buyer, IReadOnlyList<long> promotions, DateTime now, CancellationToken ct)
    {
        var offers = promotions.Count == 0 ? [] : await db.PromotionProducts.AsNoTracking()
            .Where(p => EF.Parameter(promotions).Contains(p.PromotionId))
            .OrderBy(p => p.Discount).ThenBy(p => p.Id).Select(p => p.OfferId).Take(MostAsked).ToListAsync(ct);
        return (await pricing.QuoteAsync(db, seller, buyer, offers, now, ct)).Values
            .Where(o => o.Quote is { Visible: true, Promotion: not null } && o.Quote.UnitPrice < o.Quote.PublicPrice)
            .OrderByDescending(o => o.Quote.PublicPrice - o.Quote.UnitPrice).ThenBy(o => o.SkuCode, StringComparer.Ordinal)
            .ToLookup(
                o => o.Quote.Promotion!.No,
                o => new PromotionExample(o.ProductId, o.ProductName, o.SkuCode, o.Unit, o.Quote.PublicPrice, o.Quote.UnitPrice));
    }
}
