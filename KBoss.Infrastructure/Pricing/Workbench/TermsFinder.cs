using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>Finds the offers of a distributor with the terms of one scope, for the grid and for changes alike.</summary>
public sealed class TermsFinder(KBossDbContextFactory contexts, ICurrentActor current, UpstreamSupply upstream, IEnumerable<ITermsScope> scopes)
{
    /// <summary>How many days ahead terms end "soon".</summary>
    public const int SoonDays = 30;

    /// <summary>The scope of a kind; <see cref="NotFoundException"/> where nobody has registered one.</summary>
    internal ITermsScope ScopeOf(TermsScopeKind kind) => scopes.FirstOrDefault(s => s.Kind == kind) ?? throw new NotFoundException("terms", kind);

    /// <summary>Who looks at a scope or changes it, once permission and holder are known.</summary>
    internal async Task<Looker> DemandAsync(TermsScope scope, bool edits, CancellationToken ct)
    {
        var terms = ScopeOf(scope.Kind);
        var me = await current.DemandAsync(edits ? terms.EditPermission : terms.ViewPermission, ct);
        await using var own = contexts.Open(me);
        return new Looker(me, terms, await terms.FindAsync(own, me, scope.Key, ct));
    }

    /// <summary>A context for reading that covers the actor's organization and those of the holder.</summary>
    internal KBossDbContext Open(Looker looker) => looker.Holder.Others.Count == 0
        ? contexts.Open(looker.Me)
        : contexts.Open(OrganizationScope.Of([looker.Me.OrganizationId, .. looker.Holder.Others]), looker.Me);

    /// <summary>The frame of a change, in the same scope as <see cref="Open"/>.</summary>
    internal Task<T> InTransactionAsync<T>(Looker looker, Func<KBossDbContext, Task<T>> work, CancellationToken ct) => contexts.InTransactionAsync(
        OrganizationScope.Of([looker.Me.OrganizationId, .. looker.Holder.Others]), looker.Me, work, ct);

    /// <summary>By what the actor's distributor sells at an instant (UTC).</summary>
    internal Task<SupplyBasis> BasisAsync(KBossDbContext db, Looker looker, DateTime at, CancellationToken ct) =>
        SupplyBasis.LoadAsync(db, upstream, looker.Me, at, ct);

    /// <summary>Offers as the scope sees them, in their order.</summary>
    internal static async Task<IReadOnlyList<TermsSight>> SeeAsync(
        KBossDbContext db, Looker looker, SupplyBasis basis, IReadOnlyList<OfferReading> readings, CancellationToken ct)
    {
        var offers = await basis.OfAsync(readings, ct);
        var priced = offers.Select(o => o.Standing).ToList();
        var standing = await looker.Scope.StandingAsync(db, looker.Me, looker.Holder, priced, basis.At, ct);
        var promotions = looker.Scope.Kind == TermsScopeKind.Customer
            ? await db.PromotionsAsync(
                looker.Me.OrganizationId, looker.Holder.Id, [.. priced.Select(p => p.OfferId)], basis.At, PromotionSelection.All, ct)
            : null;
        return
        [
            .. offers.Zip(priced, (o, p) => new TermsSight(o, p, standing.GetValueOrDefault(p.OfferId, StandingTerms.None), looker.Scope, basis.At)
            {
                Promotions = promotions is null ? null : [.. promotions[p.OfferId]],
            }),
        ];
    }

    /// <summary>The offers of a grid, by the sales mode in force or, without one, the last.</summary>
    internal static IQueryable<Offer> In(KBossDbContext db, Looker looker, OfferGrid grid, SupplyBasis basis)
    {
        var offers = db.Offers.AsNoTracking().Where(o => o.OrganizationId == looker.Me.OrganizationId && o.Sku.Product.DeletedAt == null);
        if (grid == OfferGrid.All)
        {
            return offers;
        }

        var prices = grid == OfferGrid.Prices;
        var suppliers = basis.Own.Where(s => s.Value.Mode == SalesMode.FloorPrice == prices).Select(s => s.Key).ToList();
        return offers.Where(o =>
            o.UpstreamOfferId == null ? suppliers.Contains(o.Sku.SupplierId) : prices ? o.CostTerms.Price != null : o.CostTerms.Discount != null);
    }

    /// <summary>What the database can filter by; what only the domain knows is left to <see cref="NeedsPrices"/> and <see cref="Keeps"/>.</summary>
    internal static IQueryable<Offer> Filtered(KBossDbContext db, Looker looker, OfferGrid grid, PageRequest request, SupplyBasis basis)
    {
        var offers = In(db, looker, grid, basis);
        if (request.Search() is { } pattern)
        {
            offers = offers.Where(o => SearchText.Finds(o.Sku.Product.Name, pattern) || SearchText.Finds(o.Sku.Code, pattern));
        }

        if (request.Id("supplier") is { } supplierId)
        {
            offers = offers.Where(o => o.Sku.SupplierId == supplierId);
        }

        if (request.Filter("type") is { } type)
        {
            offers = offers.Where(o => o.Sku.Product.Type == type);
        }

        if (request.Filter("region") is { } region)
        {
            offers = offers.Where(o => o.Sku.Product.Region == region);
        }

        if (request.Filter<SalesMode>("mode") is { } mode)
        {
            var suppliers = basis.Own.Where(s => s.Value.Mode == mode).Select(s => s.Key).ToList();
            offers = offers.Where(o => o.UpstreamOfferId == null ? suppliers.Contains(o.Sku.SupplierId)
                : mode == SalesMode.FloorPrice ? o.CostTerms.Price != null : mode == SalesMode.Discount && o.CostTerms.Discount != null);
        }

        var withTerms = looker.Scope.OffersWithTerms(db, looker.Me, looker.Holder, basis.At);
        if (request.Choice("set", "yes", "no") is { } set)
        {
            offers = set == "yes" ? offers.Where(o => withTerms.Contains(o.Id)) : offers.Where(o => !withTerms.Contains(o.Id));
        }

        if (request.Is("ends", "soon"))
        {
            var later = looker.Scope.OffersWithTerms(db, looker.Me, looker.Holder, ChinaTime.AddDays(basis.At, SoonDays));
            offers = offers.Where(o => withTerms.Contains(o.Id) && !later.Contains(o.Id));
        }

        return offers;
    }

    /// <summary>Whether a filter asks for what the domain alone decides: whether an offer is sold, and whether it loses.</summary>
    internal static bool NeedsPrices(Looker looker, PageRequest request) => request.Choice("visible", "yes", "no") is not null
        || request.Filter<InvisibleReason>("why") is not null || AsksBelow(looker, request);

    /// <summary>Whether the filters that the domain decides keep the offer.</summary>
    internal static bool Keeps(Looker looker, PageRequest request, TermsSight sight) =>
        (request.Choice("visible", "yes", "no") is not { } visible || sight.Reasons.Count == 0 == (visible == "yes"))
        && (request.Filter<InvisibleReason>("why") is not { } why || sight.Reasons.Contains(why))
        && (!AsksBelow(looker, request) || sight.State().Margin < 0);

    /// <summary>
    /// The ids of every offer that the filters of a grid find; <c>Distribution.TooManySelected</c> beyond <see cref="TermsSelection.MaxOffers"/>.
    /// </summary>
    internal static async Task<IReadOnlyList<long>> IdsAsync(
        KBossDbContext db, Looker looker, OfferGrid grid, PageRequest request, SupplyBasis basis, CancellationToken ct)
    {
        var offers = Filtered(db, looker, grid, request, basis).OrderBy(o => o.Id);
        var ids = NeedsPrices(looker, request)
            ? [.. (await SeeAsync(db, looker, basis, await offers.Read(db).ToListAsync(ct), ct)).Where(s => Keeps(looker, request, s)).Select(s => s.OfferId)]
            : await offers.Select(o => o.Id).Take(TermsSelection.MaxOffers + 1).ToListAsync(ct);
        return ids.Count <= TermsSelection.MaxOffers ? ids : throw new RuleException("Distribution.TooManySelected", TermsSelection.MaxOffers);
    }

    private static bool AsksBelow(Looker looker, PageRequest request) => request.Is("below", "yes") && looker.Me.Has(Permissions.CostsView);

    /// <summary>Who looks, at which scope and holder.</summary>
    internal sealed record Looker(Actor Me, ITermsScope Scope, TermsHolder Holder);
}
