using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
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

/// <summary>Public terms with what follows from them, in yuan per unit; cost and margin for those who may see costs.</summary>
public sealed record TermsState(decimal? Discount, decimal? Price, decimal? PublicPrice, decimal? Cost, decimal? Margin)
{
    /// <summary>The margin as a share of the public price.</summary>
    public decimal? MarginRate => Margin is { } margin && PublicPrice is > 0 ? Money.UnitPrice(margin / PublicPrice.Value) : null;
}

/// <summary>What a change does to one offer; <see cref="Refusal"/> says why it cannot be made there.</summary>
public sealed record TermsPreview(long OfferId, string SkuCode, string ProductName, decimal ListPrice, TermsState Before, TermsState After, RuleException? Refusal);

/// <summary>Sets the public terms of a distributor's offers, one or many in one transaction, never below cost [R-PRC-4].</summary>
public sealed class OfferTermsService(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>How many offers one change may cover.</summary>
    public const int MaxOffers = 20_000;

    /// <summary>What the change would do to each of the offers; changes nothing.</summary>
    public async Task<IReadOnlyList<TermsPreview>> PreviewAsync(IReadOnlyCollection<long> offerIds, TermsChange change, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesSetPublic, ct);
        await using var db = contexts.Open(me);
        return [.. (await LoadAsync(db, offerIds, ct)).Select(o => Try(o, change, me).Preview)];
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
            foreach (var offer in await LoadAsync(db, offerIds, ct))
            {
                var (preview, terms) = Try(offer, change, me);
                if (preview.Refusal is { } refusal)
                {
                    throw refusal;
                }

                if ((offer.Offer.Discount, offer.Offer.Price) != terms)
                {
                    Set(offer, terms);
                    count++;
                }
            }

            db.AfterCommit(new StorefrontChanged());
            await db.SaveChangesAsync(ct);
            return count;
        }, ct);
    }

    private static void Set(PricedOffer offer, (decimal? Discount, decimal? Price) terms)
    {
        if (terms is (null, null))
        {
            offer.Offer.ClearPublicTerms();
        }
        else
        {
            offer.Offer.SetPublicTerms(offer.Agreement!.Mode, terms.Discount, terms.Price);
        }
    }

    private static (TermsPreview Preview, (decimal? Discount, decimal? Price) Terms) Try(PricedOffer offer, TermsChange change, Actor me)
    {
        var before = State(offer, offer.Offer.Discount, offer.Offer.Price);
        try
        {
            var terms = Wanted(offer, change);
            var after = State(offer, terms.Discount, terms.Price);
            return (Preview(after, after.Margin < 0
                ? new RuleException("Distribution.BelowCost", offer.Sku.Code, Seen(after, me).Cost, after.PublicPrice) { Field = FieldOf(offer) }
                : null), terms);
        }
        catch (RuleException refusal)
        {
            return (Preview(before, refusal), (null, null));
        }

        TermsPreview Preview(TermsState after, RuleException? refusal) => new(
            offer.Offer.Id, offer.Sku.Code, offer.ProductName, offer.Sku.ListPrice, Seen(before, me), Seen(after, me), refusal);
    }

    private static (decimal? Discount, decimal? Price) Wanted(PricedOffer offer, TermsChange change)
    {
        if (change.Kind == TermsKind.Clear)
        {
            return (null, null);
        }

        if (offer.Agreement is not { } agreement)
        {
            throw new RuleException("Distribution.NoAgreementInForce", offer.Sku.Code);
        }

        if (agreement.Mode == SalesMode.FloorPrice && offer.Sku.FloorPrice is null)
        {
            throw new RuleException("Distribution.FloorPriceMissing", offer.Sku.Code);
        }

        var (discount, price) = change.Kind switch
        {
            TermsKind.Discount => (change.Value ?? 0, (decimal?)null),
            TermsKind.Price => ((decimal?)null, change.Value ?? 0),
            _ => Marked(offer, agreement, change.Value),
        };
        // The offer itself decides what it takes; this one is thrown away.
        new Offer(0, offer.Sku).SetPublicTerms(agreement.Mode, discount, price);
        return (discount, price);
    }

    private static (decimal? Discount, decimal? Price) Marked(PricedOffer offer, SupplyAgreement agreement, decimal? percent)
    {
        if (percent is not { } markup || markup < 0 || markup > 10_000)
        {
            throw new RuleException("Distribution.MarkupInvalid") { Field = "value" };
        }

        var factor = 1 + (markup / 100);
        return agreement.Mode switch
        {
            SalesMode.FloorPrice => (null, Money.UnitPrice(offer.Cost(0)!.Value * factor)),
            SalesMode.Discount => (DiscountFor(offer.Cost(0)!.Value * factor, offer.Sku.ListPrice), null),
            _ => throw new RuleException("Distribution.MarkupNeedsCost", offer.Sku.Code),
        };
    }

    // Rounded up: a discount rounded down could fall below the cost by a fraction of a fen.
    private static decimal DiscountFor(decimal price, decimal listPrice) => Math.Ceiling(price / listPrice * 10_000) / 10_000;

    private static TermsState State(PricedOffer offer, decimal? discount, decimal? price)
    {
        var publicPrice = PriceEngine.PublicPrice(offer.Terms with { Discount = discount, Price = price });
        var cost = offer.Cost(publicPrice ?? offer.Sku.ListPrice);
        return new TermsState(discount, price, publicPrice, cost, publicPrice - cost);
    }

    private static TermsState Seen(TermsState state, Actor me) => me.Has(Permissions.CostsView) ? state : state with { Cost = null, Margin = null };

    private static string FieldOf(PricedOffer offer) => offer.Agreement!.Mode == SalesMode.FloorPrice ? "price" : "discount";

    private async Task<IReadOnlyList<PricedOffer>> LoadAsync(KBossDbContext db, IReadOnlyCollection<long> offerIds, CancellationToken ct)
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

        var agreements = await SupplierTerms.LoadAsync(db, time.UtcNow(), ct);
        var found = new List<PricedOffer>(ids.Count);
        foreach (var chunk in ids.Chunk(1_000))
        {
            var rows = await db.Offers
                .Where(o => chunk.Contains(o.Id) && o.Sku.Product.DeletedAt == null)
                .Select(o => new { Offer = o, o.Sku, o.Sku.Product.Name, o.Sku.Product.OnShelf })
                .ToListAsync(ct);
            found.AddRange(rows.Select(r => new PricedOffer(r.Offer, r.Sku, r.Name, r.OnShelf, agreements.GetValueOrDefault(r.Sku.SupplierId)?.InForce)));
        }

        return found.Count == ids.Count
            ? [.. found.OrderBy(o => o.ProductName, StringComparer.Ordinal).ThenBy(o => o.Sku.Code, StringComparer.Ordinal)]
            : throw new NotFoundException("offer", ids.Except(found.Select(o => o.Offer.Id)).First());
    }

    /// <summary>An offer with what decides its price.</summary>
    private sealed record PricedOffer(Offer Offer, Sku Sku, string ProductName, bool OnShelf, SupplyAgreement? Agreement)
    {
        public OfferTerms Terms => new(Offer.Id, Agreement?.Mode, Sku.ListPrice, Offer.Discount, Offer.Price, OnShelf);

        /// <summary>What one unit costs the seller when it sells at a price, in yuan, four decimals.</summary>
        public decimal? Cost(decimal sellingPrice) => Offer.UpstreamCost(Sku.ListPrice) ?? Agreement?.CostOf(Sku.ListPrice, Sku.FloorPrice, sellingPrice);
    }
}
