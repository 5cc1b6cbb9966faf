using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>The terms for everybody: they have no validity, nobody is asked for consent, and they are never below the cost [R-PRC-4].</summary>
internal sealed class PublicScope : ITermsScope
{
    public TermsScopeKind Kind => TermsScopeKind.Public;

    public string ViewPermission => Permissions.PricesView;

    public string EditPermission => Permissions.PricesSetPublic;

    public Task<TermsHolder> FindAsync(KBossDbContext db, Actor me, string key, CancellationToken ct) =>
        Task.FromResult(key.Length == 0 ? new TermsHolder(0, "", "", HasValidity: false) : throw new NotFoundException("terms", key));

    public Task<string> KeyOfAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct) =>
        Task.FromResult(holderId == 0 ? "" : throw new NotFoundException("terms", holderId));

    public Task<IReadOnlyDictionary<long, StandingTerms>> StandingAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyCollection<OfferTerms> offers, DateTime at, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, StandingTerms>>(offers.Where(o => !o.Terms.IsNone).ToDictionary(
            o => o.OfferId, o => o.Outdated ? StandingTerms.None with { Outdated = o.Terms } : new StandingTerms(o.Terms)));

    public IQueryable<long> OffersWithTerms(KBossDbContext db, Actor me, TermsHolder holder, DateTime at) => db.Offers
        .Where(o => o.OrganizationId == me.OrganizationId && (o.PublicTerms.Discount != null || o.PublicTerms.Price != null)
            && (o.UpstreamOfferId != null
                || !db.SupplyAgreements.InForce(at).Any(a => a.SupplierId == o.Sku.SupplierId && a.ModeNumber != o.ModeNumber)))
        .Select(o => o.Id);

    public SalesMode? ModeOf(OfferTerms offer) => offer.Mode;

    public decimal? UnitPrice(OfferTerms offer, StandingTerms terms) => terms.Outdated.IsNone
        ? PriceEngine.PublicPrice(offer with { Terms = terms.Terms, TermsNumber = offer.ModeNumber ?? offer.TermsNumber })
        : null;

    public async Task<IReadOnlyDictionary<long, RuleException>> RefusalsAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var refusals = new Dictionary<long, RuleException>();
        foreach (var write in writes)
        {
            if (write.BelowCost(me) is { } refusal)
            {
                refusals[write.OfferId] = refusal;
            }
        }

        await AddPromotionsAsync(db, me, [.. writes.Where(w => w is { Mode: SalesMode.FloorPrice, Terms.Price: not null, After.Cost: not null })], refusals, ct);
        return refusals;
    }

    /// <summary>Where prices are fixed, a promotion takes its discount off the price for everybody: it must not fall below the cost with that.</summary>
    private static async Task AddPromotionsAsync(
        KBossDbContext db, Actor me, IReadOnlyList<TermsWrite> fixedPrices, Dictionary<long, RuleException> refusals, CancellationToken ct)
    {
        var ids = fixedPrices.Select(w => w.OfferId).Where(id => !refusals.ContainsKey(id)).ToList();
        var promotions = ids.Count == 0 ? PromotionReadings.None : await db.PromotionsAsync(me.OrganizationId, null, ids, db.Now, PromotionSelection.All, ct);
        var losing = fixedPrices.Where(w => promotions[w.OfferId].MinBy(p => p.Discount) is { } deepest && PriceIn(w, deepest) < w.After.Cost).ToList();
        if (losing.Count == 0)
        {
            return;
        }

        var accepted = await AcceptedForAll.OfAsync(db, me.OrganizationId, [.. losing.Select(w => w.OfferId)], ct);
        foreach (var write in losing)
        {
            var promotion = promotions[write.OfferId].MinBy(p => p.Discount)!;
            var price = PriceIn(write, promotion);
            if (accepted.GetValueOrDefault(write.OfferId)?.Covers(price, write.After.Cost!.Value) != true)
            {
                refusals[write.OfferId] = new RuleException("Pricing.PromotionBelowCost", write.SkuCode, promotion.Name, price) { Field = "price" };
            }
        }

        static decimal PriceIn(TermsWrite write, PromotionTerms promotion) => Money.UnitPrice(write.Terms.Price!.Value * promotion.Discount);
    }

    public Task<IReadOnlyList<AskedLevel>> WouldAskAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<AskedLevel>>([]);

    public async Task<Asked> WriteAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        foreach (var chunk in writes.Chunk(1_000))
        {
            var ids = chunk.Select(w => w.OfferId).ToList();
            var offers = await db.Offers.Where(o => o.OrganizationId == me.OrganizationId && EF.Parameter(ids).Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
            foreach (var write in chunk)
            {
                offers[write.OfferId].SetPublicTerms(write.Terms, write.ModeNumber);
            }
        }

        db.AfterCommit(new StorefrontChanged());
        return new Asked(null);
    }

    public Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(KBossDbContext db, Actor me, TermsHolder holder, long offerId, CancellationToken ct) =>
        TermsHistory.OfAsync(db, me.OrganizationId, offerId, "", ct);
}
