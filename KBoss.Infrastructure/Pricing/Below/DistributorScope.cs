using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Below;

/// <summary>
/// On which terms a distributor directly below buys. They stand on its own offers, of which nothing else is shown; terms for an offer that it does not have yet
/// add it to its range. A change goes over the desk where consent is asked; below the cost it is only possible by such a consent [R-PRC-4].
/// </summary>
internal sealed class DistributorScope(ApprovalDesk desk, ICustomerTrade trade) : ITermsScope
{
    public TermsScopeKind Kind => TermsScopeKind.Distributor;

    public string ViewPermission => Permissions.PricesSetDistributor;

    public string EditPermission => Permissions.PricesSetDistributor;

    public async Task<TermsHolder> FindAsync(KBossDbContext db, Actor me, string key, CancellationToken ct)
    {
        var below = await db.Organizations.AsNoTracking()
            .FirstOrDefaultAsync(o => o.Code == key && o.SellerId == me.OrganizationId && o.Kind == OrganizationKind.Distributor, ct)
            ?? throw new NotFoundException("distributor", key);
        return new TermsHolder(below.Id, below.Name, $"/operations/distributors/{below.Code}/terms", HasValidity: false) { Others = [below.Id] };
    }

    public async Task<string> KeyOfAsync(KBossDbContext db, Actor me, long holderId, CancellationToken ct) => await db.Organizations
        .Where(o => o.Id == holderId && o.SellerId == me.OrganizationId && o.Kind == OrganizationKind.Distributor).Select(o => o.Code).FirstOrDefaultAsync(ct)
        ?? throw new NotFoundException("distributor", holderId);

    public async Task<IReadOnlyDictionary<long, StandingTerms>> StandingAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyCollection<OfferTerms> offers, DateTime at, CancellationToken ct)
    {
        var ids = offers.Select(o => o.OfferId).ToList();
        return await db.Offers.AsNoTracking().Where(o => o.OrganizationId == holder.Id && EF.Parameter(ids).Contains(o.UpstreamOfferId!.Value))
            .ToDictionaryAsync(o => o.UpstreamOfferId!.Value, o => new StandingTerms(o.CostTerms), ct);
    }

    public IQueryable<long> OffersWithTerms(KBossDbContext db, Actor me, TermsHolder holder, DateTime at) =>
        db.Offers.Where(o => o.OrganizationId == holder.Id && o.UpstreamOfferId != null).Select(o => o.UpstreamOfferId!.Value);

    /// <summary>Where the seller has a commission, the distributor below gets a discount: it has no agreement of its own with the supplier.</summary>
    public SalesMode? ModeOf(OfferTerms offer) => offer.Mode switch
    {
        null => null,
        SalesMode.FloorPrice => SalesMode.FloorPrice,
        _ => SalesMode.Discount,
    };

    public decimal? UnitPrice(OfferTerms offer, StandingTerms terms) => terms.Terms.UnitPrice(offer.ListPrice);

    public async Task<IReadOnlyDictionary<long, RuleException>> RefusalsAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var waiting = await WaitingTerms.OfAsync<DistributorTermsChange>(
            db, me, ApprovalKind.DistributorTerms, await KeyOfAsync(db, me, holder.Id, ct), change => change.Lines.Select(l => l.OfferId), ct);
        var consent = writes.Any(w => w.After.Margin < 0 || waiting.ContainsKey(w.OfferId))
            && (await WouldAskAsync(db, me, holder, writes.Where(w => !w.Terms.IsNone).ToList(), ct)).Count > 0;
        var refusals = new Dictionary<long, RuleException>();
        foreach (var write in writes)
        {
            if (write.Terms.IsNone)
            {
                refusals[write.OfferId] = new RuleException("Pricing.DistributorKeepsTerms", write.SkuCode);
            }
            else if (!write.Standing.Terms.IsNone && write.Standing.Terms.Mode != write.Terms.Mode)
            {
                refusals[write.OfferId] = new RuleException("Pricing.DistributorModeStands", write.SkuCode);
            }
            else if (consent && waiting.TryGetValue(write.OfferId, out var request))
            {
                refusals[write.OfferId] = new RuleException("Pricing.RequestWaits", write.SkuCode, request);
            }
            else if (!consent && write.BelowCost(me) is { } below)
            {
                refusals[write.OfferId] = below;
            }
        }

        return refusals;
    }

    public async Task<IReadOnlyList<AskedLevel>> WouldAskAsync(
        KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct) =>
        await desk.WouldAskAsync(ApprovalKind.DistributorTerms, FactsOf(await KeyOfAsync(db, me, holder.Id, ct), writes), ct);

    public async Task<Asked> WriteAsync(KBossDbContext db, Actor me, TermsHolder holder, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var code = await KeyOfAsync(db, me, holder.Id, ct);
        var lines = writes.Select(w => new DistributorTermsLine(
            w.OfferId, w.SkuCode, w.Mode, w.ModeNumber, w.Terms.Discount, w.Terms.Price, w.After.UnitPrice!.Value,
            w.Mode == SalesMode.Commission ? null : w.After.Cost, w.Standing.Terms.Discount, w.Standing.Terms.Price,
            TermsShown.Of(w))).ToList();
        return await desk.AskAsync(
            db, me, ApprovalKind.DistributorTerms, new DistributorTermsChange(code, lines), FactsOf(code, writes),
            await EvidenceAsync(db, me, holder, code, writes, ct), ct);
    }

    public async Task<IReadOnlyList<TermsHistoryRow>> HistoryAsync(KBossDbContext db, Actor me, TermsHolder holder, long offerId, CancellationToken ct)
    {
        var bought = await db.Offers.Where(o => o.OrganizationId == holder.Id && o.UpstreamOfferId == offerId).Select(o => (long?)o.Id).FirstOrDefaultAsync(ct);
        return bought is { } id ? await TermsHistory.OfAsync(db, holder.Id, id, "Cost", ct) : [];
    }

    private async Task<DistributorTermsEvidence> EvidenceAsync(
        KBossDbContext db, Actor me, TermsHolder holder, string code, IReadOnlyList<TermsWrite> writes, CancellationToken ct)
    {
        var since = ChinaTime.AddDays(db.Now, -CustomerTermsEvidence.Days);
        var bought = (await trade.SuppliedAsync(me.OrganizationId, holder.Id, since, ct)).ToDictionary(b => b.SkuId);
        var lines = writes.Select(w =>
        {
            var sku = bought.GetValueOrDefault(w.SkuId);
            return new EvidenceLine(
                w.SkuCode, w.ProductName, w.ListPrice, EvidenceSide.Of(w.Before), EvidenceSide.Of(w.After), null, null, sku?.Units ?? 0, sku?.Amount ?? 0);
        }).ToList();
        return new DistributorTermsEvidence(
            code, holder.Name, since, lines.Count, lines.Count(l => l.Loses), lines.Count(l => l.After.UnitPrice > l.Before.UnitPrice),
            lines.Count(l => l.Before.UnitPrice is null),
            [.. lines.OrderBy(l => l.After.MarginRate ?? decimal.MaxValue).ThenBy(l => l.SkuCode, StringComparer.Ordinal).Take(CustomerTermsEvidence.MaxLines)])
        {
            Effect = EvidenceEffect.Of(lines),
        };
    }

    private static ApprovalFacts FactsOf(string code, IReadOnlyList<TermsWrite> writes) => new(
        code,
        Discount: writes.Select(w => Money.ShareBelow(w.After.UnitPrice, w.ListPrice)).Min(),
        MarginRate: writes.Select(w => Money.ShareBelow(w.After.Margin, w.After.UnitPrice)).Min());
}
