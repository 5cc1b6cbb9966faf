using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>A change that somebody wants for one offer.</summary>
internal sealed record TermsWish(SelectedOffer Offer, TermsChange Change);

/// <summary>What a wish comes to: what would be written, or why it is refused.</summary>
internal sealed record TermsTrial(TermsSight Sight, TermsWrite? Write, RuleException? Refusal)
{
    /// <summary>Whether it is to be written.</summary>
    public bool Writes => Refusal is null && Write is not null && Sight.Differs(Write);

    /// <summary>As people are shown it who may or may not see costs.</summary>
    public TermsPreviewRow Row(Actor me)
    {
        var (reading, before) = (Sight.Offer.Reading, Sight.State());
        return new TermsPreviewRow(
            Sight.OfferId, reading.Sku.Code, reading.ProductName, reading.Sku.ListPrice, Sight.Standing, before.For(me), (Write?.After ?? before).For(me), Refusal)
        {
            Changes = Write is not null && Sight.Differs(Write),
            FarAbove = Write?.FarAbove,
        };
    }

    /// <summary>
    /// Tries wishes at the basis' instant, in the order of product and Sku: by the arithmetic of the change, by what was shown, and by what the scope refuses.
    /// Throws <see cref="PermissionException"/> for a markup of whoever may not see costs, <c>Distribution.NothingSelected</c>,
    /// <c>Distribution.TooManySelected</c> and <see cref="NotFoundException"/> if an offer is not the actor's.
    /// </summary>
    public static async Task<IReadOnlyList<TermsTrial>> TryAsync(
        KBossDbContext db, TermsFinder.Looker looker, SupplyBasis basis, IReadOnlyCollection<TermsWish> wishes, CancellationToken ct,
        Action<int>? progress = null)
    {
        if (wishes.Any(w => w.Change.Kind == TermsKind.Markup))
        {
            // A markup of nothing is the cost itself.
            looker.Me.Demand(Permissions.CostsView);
        }

        var wished = new Dictionary<long, TermsWish>(wishes.Count);
        foreach (var wish in wishes)
        {
            wished[wish.Offer.OfferId] = wish;
        }

        if (wished.Count == 0)
        {
            throw new RuleException("Distribution.NothingSelected");
        }

        if (wished.Count > TermsSelection.MaxOffers)
        {
            throw new RuleException("Distribution.TooManySelected", TermsSelection.MaxOffers);
        }

        var sights = await LookAsync(db, looker, basis, wished.Keys, ct, progress);
        if (sights.Count != wished.Count)
        {
            throw new NotFoundException("offer", wished.Keys.Except(sights.Select(s => s.OfferId)).First());
        }

        var tried = sights.Select(s => Of(looker, s, wished[s.OfferId], basis.At)).ToList();
        var writes = tried.Where(t => t.Writes).Select(t => t.Write!).ToList();
        var refusals = await looker.Scope.RefusalsAsync(db, looker.Me, looker.Holder, writes, ct);
        return
        [
            .. tried.Select(t => t.Writes && refusals.TryGetValue(t.Sight.OfferId, out var refused) ? t with { Refusal = refused } : t)
                .OrderBy(t => t.Sight.Offer.Reading.ProductName, StringComparer.Ordinal)
                .ThenBy(t => t.Sight.Offer.Reading.Sku.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Offers of the actor as the scope sees them, whose product is not deleted, without any order.</summary>
    public static async Task<IReadOnlyList<TermsSight>> LookAsync(
        KBossDbContext db, TermsFinder.Looker looker, SupplyBasis basis, IReadOnlyCollection<long> offerIds, CancellationToken ct, Action<int>? progress = null)
    {
        var sights = new List<TermsSight>(offerIds.Count);
        // In parts only where somebody waits to hear how far it has come.
        foreach (var chunk in offerIds.Chunk(progress is null ? TermsSelection.MaxOffers : 1_000))
        {
            var readings = await db.Offers.AsNoTracking()
                .Where(o => o.OrganizationId == looker.Me.OrganizationId && EF.Parameter(chunk).Contains(o.Id) && o.Sku.Product.DeletedAt == null)
                .Read(db).ToListAsync(ct);
            sights.AddRange(await TermsFinder.SeeAsync(db, looker, basis, readings, ct));
            progress?.Invoke(sights.Count);
        }

        return sights;
    }

    private static TermsTrial Of(TermsFinder.Looker looker, TermsSight sight, TermsWish wish, DateTime at)
    {
        if (wish.Offer.Shown is { } shown && !shown.LooksLike(sight.Standing))
        {
            return new TermsTrial(sight, null, new TermsChangedException(sight.Offer.Reading.Sku.Code, shown, sight.Standing));
        }

        try
        {
            var change = wish.Change.Kind == TermsKind.Clear || !looker.Holder.HasValidity
                ? wish.Change with { ValidFrom = null, ValidTo = null }
                : wish.Change.At(at);
            return new TermsTrial(sight, sight.Try(change), null);
        }
        catch (RuleException refusal)
        {
            return new TermsTrial(sight, null, refusal);
        }
    }
}
