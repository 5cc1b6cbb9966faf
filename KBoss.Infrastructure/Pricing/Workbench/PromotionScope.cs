using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>
/// The products of one promotion: a discount each, off the list price or, where the sales mode is FloorPrice, off the public price. They hold for as long as
/// the promotion does and are not below the cost, nor below it on top of a customer's own price, unless somebody has accepted that loss [R-PRC-4].
/// </summary>
internal sealed class PromotionScope : ITermsScope
{
    /// <summary>How many changes of one cell are shown at most.</summary>
    private const int MostHistory = 200;

    public TermsScopeKind Kind => TermsScopeKind.Promotion;

    public string ViewPermission => Permissions.PromotionsView;

    public string EditPermission => Permissions.PromotionsManage;

    public async Task<TermsHolder> FindAsync(KBossDbContext db, Actor me, string key, CancellationToken ct)
    {
        var promotion = await db.Promotions.AsNoTracking().FirstOrDefaultAsync(p => p.OrganizationId == me.OrganizationId && p.No == key, ct)
            ?? throw new NotFoundException("promotion", key);
        return new TermsHolder(promotion.Id, promotion.Name, $"/operations/promotions/{promotion.No}", HasValidity: false);
    }

    public async Task<string> KeyOfAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct) =>
        await db.Promotions.Where(p => p.OrganizationId == me.OrganizationId && p.Id == holderId).Select(p => p.No).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("promotion", holderId);

    public async Task<IReadOnlyDictionary<long, StandingTerms>> StandingAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyCollection<OfferTerms> offers, DateTime at, CancellationToken ct)
    {
        var ids = offers.Select(o => o.OfferId).ToList();
        return await db.PromotionProducts.AsNoTracking().Where(p => p.PromotionId == holder.Id && EF.Parameter(ids).Contains(p.OfferId))
            .ToDictionaryAsync(p => p.OfferId, p => new StandingTerms(Terms.Of(p.Discount, null)), ct);
    }

    public IQueryable<long> OffersWithTerms(KBossDbContext db, Actor me, TermsHolder holder, DateTime at) =>
        db.PromotionProducts.Where(p => p.OrganizationId == me.OrganizationId && p.PromotionId == holder.Id).Select(p => p.OfferId);

    /// <summary>A discount whatever the mode, as long as there is one.</summary>
    public SalesMode? ModeOf(OfferTerms offer) => offer.Mode is null ? null : SalesMode.Discount;

    public decimal BasisOf(OfferTerms offer) => PriceEngine.PromotionBasis(offer) ?? offer.ListPrice;

    public decimal? UnitPrice(OfferTerms offer, StandingTerms terms) => terms.Terms.Discount is { } discount
        ? PriceEngine.PromotionBasis(offer) is { } basis ? Money.UnitPrice(basis * discount) : null
        : PriceEngine.PublicPrice(offer);

    public async Task<IReadOnlyDictionary<long, RuleException>> RefusalsAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var promotion = await LoadAsync(db, me, holder, ct);
        var stacked = await StackedPrices.BelowCostAsync(
            db, promotion,
            [
                .. writes.Where(w => w.Terms.Discount is not null && w.Mode is not null).Select(w => new StackedProduct(
                    w.OfferId, w.Mode, w.ModeNumber, w.ListPrice, w.Terms.Discount!.Value, w.Mode == SalesMode.Commission ? null : w.After.Cost)),
            ], ct);
        var losing = writes.Where(w => !w.Terms.IsNone && w.After.Margin < 0).Select(w => w.OfferId).ToList();
        var accepted = await AcceptedForAll.OfAsync(db, me.OrganizationId, losing, ct);
        var refusals = new Dictionary<long, RuleException>();
        foreach (var write in writes.Where(w => !w.Terms.IsNone))
        {
            if (write.After is { Margin: < 0, UnitPrice: { } paid, Cost: { } cost } && accepted.GetValueOrDefault(write.OfferId)?.Covers(paid, cost) != true)
            {
                refusals[write.OfferId] = me.Has(Permissions.CostsView)
                    ? new RuleException("Promotions.BelowCost", write.SkuCode, cost, paid) { Field = "discount" }
                    : new RuleException("Promotions.BelowOurCost", write.SkuCode, paid) { Field = "discount" };
            }
            else if (stacked.TryGetValue(write.OfferId, out var price))
            {
                refusals[write.OfferId] = new RuleException("Promotions.StackBelowCost", write.SkuCode, price.Own, price.Price) { Field = "discount" };
            }
        }

        return refusals;
    }

    public Task<IReadOnlyList<AskedLevel>> WouldAskAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<AskedLevel>>([]);

    public async Task<Asked> WriteAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var promotion = await LoadAsync(db, me, holder, ct);
        foreach (var chunk in writes.Chunk(1_000))
        {
            var ids = chunk.Select(w => w.OfferId).ToList();
            var there = await db.PromotionProducts.Where(p => p.PromotionId == promotion.Id && EF.Parameter(ids).Contains(p.OfferId))
                .ToDictionaryAsync(p => p.OfferId, ct);
            foreach (var write in chunk)
            {
                var product = there.GetValueOrDefault(write.OfferId);
                switch (write.Terms.Discount)
                {
                    case null when product is not null:
                        db.Remove(product);
                        break;
                    case { } discount when product is not null:
                        product.Change(discount);
                        break;
                    case { } discount:
                        db.Add(new PromotionProduct(promotion, write.OfferId, discount));
                        break;
                }
            }
        }

        if (promotion.PublishedAt is not null)
        {
            db.AfterCommit(new StorefrontChanged());
        }

        db.AfterCommit(new PromotionChanged(me.OrganizationId, promotion.No));

        return new Asked(null);
    }

    public async Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(KBossDbContext db, Actor me, TermsHolder holder, long offerId, CancellationToken ct)
    {
        var subject = PromotionProduct.SubjectOf(holder.Id, offerId);
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(a => a.OrganizationId == me.OrganizationId && a.Subject == subject)
            .OrderByDescending(a => a.Id).Take(MostHistory).ToListAsync(ct);
        return [.. entries.Select(e => new TermsHistoryRow(e.Id, e.At, e.Actor, TermsOf(e.Before), TermsOf(e.After)))];
    }

    private static Terms TermsOf(string json)
    {
        if (json.Length == 0)
        {
            return Terms.None;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(nameof(PromotionProduct.Discount), out var value) && value.ValueKind == JsonValueKind.Number
            ? Terms.Of(value.GetDecimal(), null)
            : Terms.None;
    }

    /// <summary>The promotion, if its products may still be changed.</summary>
    private static async Task<Promotion> LoadAsync(KBossDbContext db, Actor me, TermsHolder holder, CancellationToken ct)
    {
        var promotion = await db.Promotions.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId).GetAsync("promotion", holder.Id, ct);
        promotion.DemandChangeable(db.Now);
        return promotion;
    }
}
