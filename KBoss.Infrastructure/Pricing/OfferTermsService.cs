using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>How public terms are set.</summary>
public enum TermsKind
{
    /// <summary>A share of the list price, 0 &lt; d ≤ 1.</summary>
    Discount,

    /// <summary>Yuan per unit.</summary>
    Price,

    /// <summary>Per cent on top of the cost: a price where prices are set, a discount where discounts are.</summary>
    Markup,

    /// <summary>Takes the terms off; customers no longer see what needs them.</summary>
    Clear,
}

/// <summary>One change for one or many offers; <see cref="Value"/> is the share, the yuan or the per cent.</summary>
public sealed record TermsChange(TermsKind Kind, decimal? Value = null);

/// <summary>What a change does to one offer; <see cref="Refusal"/> says why it cannot be made there.</summary>
public sealed record TermsPreview(
    long OfferId, string SkuCode, string ProductName, decimal ListPrice, TermsState Before, TermsState After, RuleException? Refusal);

/// <summary>Sets the public terms of a distributor's offers, one or many in one transaction, never below cost [R-PRC-4].</summary>
public sealed class OfferTermsService(KBossDbContextFactory contexts, ICurrentActor current, UpstreamSupply upstream)
{
    /// <summary>How many offers one change may cover.</summary>
    public const int MaxOffers = 20_000;

    /// <summary>What the change would do to each of the offers; changes nothing.</summary>
    public async Task<IReadOnlyList<TermsPreview>> PreviewAsync(IReadOnlyCollection<long> offerIds, TermsChange change, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        await using var db = contexts.Open(me);
        return [.. (await LoadAsync(db, me, offerIds, ct)).Select(o => Try(o, change, me).Preview)];
    }

    /// <summary>
    /// Makes the change on all of the offers or on none; returns how many differ now. Throws <see cref="NotFoundException"/> if one is not the actor's,
    /// <c>Distribution.NothingSelected</c>, <c>Distribution.TooManySelected</c>, <c>Distribution.BelowCost</c>, <c>Distribution.NoAgreementInForce</c>,
    /// <c>Distribution.FloorPriceMissing</c>, <c>Distribution.MarkupNeedsCost</c>, <c>Distribution.MarkupInvalid</c>, and what the offer refuses.
    /// </summary>
    public async Task<int> ApplyAsync(IReadOnlyCollection<long> offerIds, TermsChange change, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var count = 0;
            var found = await LoadAsync(db, me, offerIds, ct);
            await MeetAgreementsAsync(db, found, ct);
            foreach (var offer in found)
            {
                var (preview, terms) = Try(offer, change, me);
                if (preview.Refusal is { } refusal)
                {
                    throw refusal;
                }

                if (offer.Reading.Offer.PublicTerms != terms || offer.Standing.Outdated)
                {
                    offer.Reading.Offer.SetPublicTerms(terms, offer.ModeNumber);
                    count++;
                }
            }

            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
            return count;
        }, ct);
    }

    /// <summary>
    /// Whoever changes a cost at this moment, by another agreement or by the price of a Sku, is met on the agreement in force: terms that were found to be above
    /// the cost are above the one that stands when they are saved.
    /// </summary>
    private static async Task MeetAgreementsAsync(KBossDbContext db, IReadOnlyList<OfferPricing> offers, CancellationToken ct)
    {
        var suppliers = offers.Select(o => o.Reading.Sku.SupplierId).Distinct().ToList();
        foreach (var agreement in await db.SupplyAgreements.Where(a => suppliers.Contains(a.SupplierId)).InForce(db.Now).ToListAsync(ct))
        {
            db.Touch(agreement);
        }
    }

    private static (TermsPreview Preview, Terms Terms) Try(OfferPricing offer, TermsChange change, Actor me)
    {
        var sku = offer.Reading.Sku;
        var before = offer.State();
        try
        {
            var terms = Wanted(offer, change);
            var after = offer.State(terms);
            var field = offer.Mode == SalesMode.FloorPrice ? "price" : "discount";
            return (Preview(after, after.Margin < 0
                ? new RuleException("Distribution.BelowCost", sku.Code, after.For(me).Cost, after.PublicPrice) { Field = field }
                : null), terms);
        }
        catch (RuleException refusal)
        {
            return (Preview(before, refusal), Terms.None);
        }

        TermsPreview Preview(TermsState after, RuleException? refusal) => new(
            offer.Reading.Offer.Id, sku.Code, offer.Reading.ProductName, sku.ListPrice, before.For(me), after.For(me), refusal);
    }

    private static Terms Wanted(OfferPricing offer, TermsChange change)
    {
        var code = offer.Reading.Sku.Code;
        if (change.Kind == TermsKind.Clear)
        {
            return Terms.None;
        }

        if (offer.Mode is not { } mode)
        {
            throw new RuleException("Distribution.NoAgreementInForce", code);
        }

        if (mode == SalesMode.FloorPrice && offer.Cost.At(0) is null)
        {
            throw new RuleException("Distribution.FloorPriceMissing", code);
        }

        return change.Kind switch
        {
            TermsKind.Discount => Terms.Of(mode, change.Value ?? 0, null),
            TermsKind.Price => Terms.Of(mode, null, change.Value ?? 0),
            _ => Marked(offer, mode, change.Value),
        };
    }

    private static Terms Marked(OfferPricing offer, SalesMode mode, decimal? percent)
    {
        if (percent is not { } markup || markup < 0 || markup > 10_000)
        {
            throw new RuleException("Distribution.MarkupInvalid") { Field = "value" };
        }

        var factor = 1 + (markup / 100);
        return mode switch
        {
            SalesMode.FloorPrice => Terms.Of(mode, null, Money.UnitPrice(offer.Cost.At(0)!.Value * factor)),
            SalesMode.Discount => Terms.Of(mode, DiscountFor(offer.Cost.At(0)!.Value * factor, offer.Reading.Sku.ListPrice), null),
            _ => throw new RuleException("Distribution.MarkupNeedsCost", offer.Reading.Sku.Code),
        };
    }

    // Rounded up: a discount rounded down could fall below the cost by a fraction of a fen.
    private static decimal DiscountFor(decimal price, decimal listPrice) => Math.Ceiling(price / listPrice * 10_000) / 10_000;

    private async Task<IReadOnlyList<OfferPricing>> LoadAsync(KBossDbContext db, Actor me, IReadOnlyCollection<long> offerIds, CancellationToken ct)
    {
        var ids = offerIds.Distinct().ToList();
        if (ids.Count == 0)
        {
            throw new RuleException("Distribution.NothingSelected");
        }

        if (ids.Count > MaxOffers)
        {
            throw new RuleException("Distribution.TooManySelected", MaxOffers);
        }

        var basis = await SupplyBasis.LoadAsync(db, upstream, me, db.Now, ct);
        var found = new List<OfferPricing>(ids.Count);
        foreach (var chunk in ids.Chunk(1_000))
        {
            var readings = await db.Offers.Where(o => chunk.Contains(o.Id) && o.Sku.Product.DeletedAt == null).Read(db).ToListAsync(ct);
            found.AddRange(await basis.OfAsync(readings, ct));
        }

        return found.Count == ids.Count
            ? [.. found.OrderBy(o => o.Reading.ProductName, StringComparer.Ordinal).ThenBy(o => o.Reading.Sku.Code, StringComparer.Ordinal)]
            : throw new NotFoundException("offer", ids.Except(found.Select(o => o.Reading.Offer.Id)).First());
    }
}
