using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>
/// Replays changes of terms over what the customers whom the actor sees have bought, or what a distributor below has bought for its own, before anything is
/// saved. Everything but the change is as it stands: list prices, costs, other terms. The number of queries depends on nothing that is asked about.
/// </summary>
public sealed class WhatIfQueries(
    KBossDbContextFactory contexts, ICurrentActor current, TermsFinder finder, UpstreamSupply upstream, ISoldLines sold, TimeProvider time)
{
    /// <summary>How many days back a change can be tried.</summary>
    public static IReadOnlyList<int> Periods { get; } = [30, 90];

    /// <summary>How many customers and offers are named at most.</summary>
    public const int Most = 20;

    /// <summary>
    /// A change of terms in the workbench, for those who may make it: of everybody, of one customer, of a promotion, as if its period had begun, or of a
    /// distributor below, as if nobody had to consent any more. Throws what <see cref="TermsWorkbenchService.PreviewAsync"/> does.
    /// </summary>
    public async Task<WhatIf> OfTermsAsync(TermsScope scope, TermsSelection selection, TermsChange change, int days, CancellationToken ct = default)
    {
        var looker = await finder.DemandAsync(scope, edits: true, ct);
        await using var db = finder.Open(looker);
        var now = time.UtcNow();
        var basis = await finder.BasisAsync(db, looker, now, ct);
        var tried = await TermsTrial.TryAsync(db, looker, basis, await TermsWorkbenchService.WishesAsync(db, looker, basis, selection, change, ct), ct);
        var (writes, refused) = (tried.Where(t => t.Writes).Select(t => t.Write!).ToList(), tried.Count(t => t.Refusal is not null));
        var offers = tried.Select(t => t.Sight.Offer).ToList();
        if (scope.Kind == TermsScopeKind.Distributor)
        {
            return await OfSupplyAsync(looker, scope.Key, tried, refused, days, now, ct);
        }

        var promotion = scope.Kind == TermsScopeKind.Promotion ? await FindAsync(db, looker.Me, scope.Key, ct) : null;
        var at = promotion is { From: var from } && from > now ? from : looker.Holder.HasValidity && change.ValidFrom is { } begins && begins > now ? begins : now;
        var (period, since) = PeriodOf(days, now);
        var (lines, before) = await WhatIfWorld.ReadAsync(db, looker.Me, sold, offers, promotion, since, at, ct);
        var after = scope.Kind switch
        {
            TermsScopeKind.Customer => before.WithOwn(looker.Holder.Id, writes),
            TermsScopeKind.Promotion => before.With(promotion!, writes.Select(w => (w.OfferId, w.Terms.Discount))),
            _ => before.WithPublic(writes),
        };
        return Of(looker.Me, offers, lines, before, after, refused, period);
    }

    /// <summary>
    /// A promotion with its products as they stand, against everything without it, as if it were running: a draft as if it were published, and one by code as
    /// if all had joined for as long as nobody has.
    /// </summary>
    public async Task<WhatIf> OfPromotionAsync(string promotionNo, int days, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        var promotion = await FindAsync(db, me, promotionNo, ct);
        var now = time.UtcNow();
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, now, ct);
        var contained = db.PromotionProducts.Where(p => p.PromotionId == promotion.Id).Select(p => p.OfferId);
        var readings = await db.Offers.AsNoTracking()
            .Where(o => o.OrganizationId == me.OrganizationId && contained.Contains(o.Id) && o.Sku.Product.DeletedAt == null).Read(db).ToListAsync(ct);
        var offers = await basis.OfAsync(readings, ct);
        var (period, since) = PeriodOf(days, now);
        var (lines, with) = await WhatIfWorld.ReadAsync(db, me, sold, offers, promotion, since, promotion.From > now ? promotion.From : now, ct);
        return Of(me, offers, lines, with.With(promotion, offers.Select(o => (o.Reading.Offer.Id, (decimal?)null))), with, 0, period);
    }

    private static async Task<Promotion> FindAsync(KBossDbContext db, Actor me, string no, CancellationToken ct) =>
        await db.Promotions.AsNoTracking().FirstOrDefaultAsync(p => p.OrganizationId == me.OrganizationId && p.No == no, ct)
            ?? throw new NotFoundException("promotion", no);

    /// <summary>Whole Shanghai days: the same question has the same answer all day.</summary>
    private static (int Days, DateTime Since) PeriodOf(int days, DateTime now)
    {
        var period = Periods.Contains(days) ? days : Periods[0];
        return (period, ChinaTime.Start(ChinaTime.AddDays(ChinaTime.Day(now), -period)));
    }

    /// <summary>What the distributor below has bought for its customers; what it asks of them is told to nobody.</summary>
    private async Task<WhatIf> OfSupplyAsync(
        TermsFinder.Looker looker, string code, IReadOnlyList<TermsTrial> tried, int refused, int days, DateTime now, CancellationToken ct)
    {
        var (period, since) = PeriodOf(days, now);
        var bySku = tried.ToDictionary(t => t.Sight.Offer.Reading.Sku.Id);
        var bought = await sold.BoughtAsync(looker.Me.OrganizationId, looker.Holder.Id, [.. bySku.Keys], since, ct);
        var before = tried.ToDictionary(t => t.Sight.OfferId, t => new SuppliedTerms(
            t.Sight.Standing.Terms, t.Sight.Priced.ListPrice, t.Sight.Priced.Cost));
        var after = tried.ToDictionary(t => t.Sight.OfferId, t => t.Writes ? before[t.Sight.OfferId] with { Terms = t.Write!.Terms } : before[t.Sight.OfferId]);
        var replay = PriceReplay.OfSupply(
            [.. bought.Select(b => new SoldLine(looker.Holder.Id, bySku[b.SkuId].Sight.OfferId, b.Quantity, b.Periods, b.Paid, b.At))], before, after);
        var named = replay.Customers.Select(c => new WhatIfCustomer(code, looker.Holder.Name, c.Lines, c.Before, c.After)).ToList();
        return Of(looker.Me, [.. tried.Select(t => t.Sight.Offer)], replay, named, now, refused, period) with { Below = true };
    }

    private static WhatIf Of(
        Actor me, IReadOnlyList<OfferPricing> offers, WhatIfLines lines, PriceWorld before, PriceWorld after, int refused, int days)
    {
        var replay = PriceReplay.Of(lines.Sold, before, after);
        var named = replay.Customers.Take(Most).Select(c => new WhatIfCustomer(
            lines.Customers[c.BuyerId].Code, lines.Customers[c.BuyerId].Name, c.Lines, c.Before, c.After)).ToList();
        return Of(me, offers, replay, named, before.At, refused, days);
    }

    private static WhatIf Of(
        Actor me, IReadOnlyList<OfferPricing> offers, PriceReplay replay, IReadOnlyList<WhatIfCustomer> customers, DateTime at, int refused, int days)
    {
        var byId = offers.ToDictionary(o => o.Reading.Offer.Id);
        return new WhatIf(
            days, at, offers.Count, refused, replay.Lines, replay.Touched, replay.Customers.Count, replay.Paid, WhatIfSum.Of(replay.Before, me),
            WhatIfSum.Of(replay.After, me), customers, [.. replay.Vanishing.Select(Named)], [.. replay.Appearing.Select(Named)]);

        WhatIfOffer Named(long id) => new(id, byId[id].Reading.Sku.Code, byId[id].Reading.ProductName);
    }
}
