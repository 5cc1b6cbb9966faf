using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>A line that is in the cart or about to be ordered, as it is today; prices in yuan per unit.</summary>
/// <param name="LineId">The line of the cart; 0 for one that skips it.</param>
/// <param name="Periods">One for what is sold by the piece, whatever was put into the cart.</param>
/// <param name="SeenUnitPrice">The price when it was put into the cart.</param>
/// <param name="Why">Today's price and its explanation; null when it is no longer sold.</param>
/// <param name="Changes">What is different since it was put into the cart, but for the amount, which follows.</param>
public sealed record CartRow(
    long LineId, long OfferId, long ProductId, string ProductName, string Type, string ImageKey, string SkuCode, string Options, BillingUnit Unit, int? Stock,
    int Quantity, int Periods, decimal SeenUnitPrice, PriceExplanation? Why, IReadOnlyList<LineChange> Changes)
{
    public bool Sold => Why is not null;

    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }

    /// <summary>Whether it is not sold only because its price is being reviewed [R-PRC-4].</summary>
    public bool UnderReview { get; init; }

    public bool PriceChanged => Why is not null && Why.UnitPrice != SeenUnitPrice;

    /// <summary>Within how many days what is not there is delivered; null where no more can be ordered than there is.</summary>
    public int? DeliveryDays { get; init; }

    public bool StockShort => Stock < Quantity && DeliveryDays is null;

    /// <summary>Within how many days the line is delivered, because more is ordered than there is; null where it is there.</summary>
    public int? Waits => Stock < Quantity ? DeliveryDays : null;

    /// <summary>What its supplier asks of the customer, who has not got it; null when nothing is missing.</summary>
    public DemandGap? Missing { get; init; }

    public bool CanBeOrdered => Sold && !StockShort && Missing is null;

    /// <summary>Yuan, rounded to the fen as the order will be; zero when it is no longer sold.</summary>
    public decimal Amount => Shown.Amount;

    /// <summary>The line as the customer is shown it.</summary>
    public ShownLine Shown => ShownLine.Of(ProductName, SkuCode, Options, Unit, Quantity, Periods, Why?.UnitPrice ?? 0);

    /// <summary>The line as it is asked for in an order, just as it is shown.</summary>
    public OrderWish Wish => new(OfferId, Quantity, Periods, Why?.UnitPrice ?? 0, Shown);
}

/// <summary>Reads the customer's cart at the prices of now.</summary>
public sealed class CartQueries(ShopDoor door, PricingQueries pricing, PurchaseDemands demands, Counts<CartLine> counts, TimeProvider time)
{
    /// <summary>Every line of the cart, the newest first.</summary>
    public Task<IReadOnlyList<CartRow>> ListAsync(CancellationToken ct = default) => ReadAsync(null, ct);

    /// <summary>Some lines of the cart as they would be ordered together, without the others; the newest first.</summary>
    public Task<IReadOnlyList<CartRow>> ListAsync(IReadOnlyCollection<long> lineIds, CancellationToken ct = default) => ReadAsync(lineIds, ct);

    /// <summary>The next instant (UTC) at which a price of the customer's may be another one; null where nothing is planned.</summary>
    public async Task<DateTime?> NextChangeAsync(CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await using var db = door.Open(visit);
        return await db.NextPriceChangeAsync(visit.SellerId, visit.BuyerId, time.UtcNow(), ct);
    }

    private async Task<IReadOnlyList<CartRow>> ReadAsync(IReadOnlyCollection<long>? chosen, CancellationToken ct)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await using var db = door.Open(visit);
        var lines = await db.CartLines.AsNoTracking()
            .Where(l => l.OrganizationId == visit.BuyerId)
            .OrderByDescending(l => l.Id)
            .ToListAsync(ct);
        if (chosen is not null)
        {
            lines.RemoveAll(l => !chosen.Contains(l.Id));
        }

        var offers = await pricing.QuoteAsync(
            db, visit.SellerId, visit.BuyerId, [.. lines.Select(l => new WantedOffer(l.OfferId, l.Quantity, l.Periods))], time.UtcNow(), ct);
        var gaps = offers.Count == 0 ? null : await demands.OfSkusAsync(db, visit.BuyerId!.Value, [.. offers.Values.Select(o => o.SkuId)], ct);
        return [.. lines.Where(l => offers.ContainsKey(l.OfferId)).Select(l => Row(offers[l.OfferId], l.Quantity, l.Periods, gaps, l))];
    }

    /// <summary>How many lines the cart has; zero for whoever has no cart.</summary>
    public async Task<int> CountAsync(CancellationToken ct = default)
    {
        if (await door.FindAsync(ct) is not { BuyerId: { } buyer } visit)
        {
            return 0;
        }

        return await counts.GetAsync(buyer, async token =>
        {
            await using var db = door.Open(visit);
            return await db.CartLines.CountAsync(l => l.OrganizationId == buyer, token);
        }, ct);
    }

    /// <summary>What would be ordered without the cart; <see cref="NotFoundException"/> for an offer that cannot be bought.</summary>
    public async Task<CartRow> PreviewAsync(long offerId, int quantity, int periods, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await using var db = door.Open(visit);
        var offers = await pricing.QuoteAsync(
            db, visit.SellerId, visit.BuyerId, [new WantedOffer(offerId, quantity, periods)], time.UtcNow(), ct);
        return offers.GetValueOrDefault(offerId) is { Quote.Visible: true } offer
            ? Row(offer, quantity, periods, await demands.OfSkusAsync(db, visit.BuyerId!.Value, [offer.SkuId], ct))
            : throw new NotFoundException("offer", offerId);
    }

    private static CartRow Row(
        PricedOffer offer, int quantity, int periods, IReadOnlyDictionary<long, DemandGap>? gaps, CartLine? line = null)
    {
        var now = offer.Line(quantity, periods);
        return new CartRow(
            line?.Id ?? 0, offer.OfferId, offer.ProductId, offer.ProductName, offer.Type, offer.ImageKey, offer.SkuCode, offer.Options, offer.Unit, offer.Stock,
            quantity, now.Periods, line?.Seen.UnitPrice ?? offer.Quote.UnitPrice, offer.Quote.Visible ? PriceExplanation.Of(offer.Quote) : null,
            line is null || !offer.Quote.Visible ? [] : [.. Seen(line, now).ChangesTo(now).Where(c => c.Fact != LineFact.Amount)])
        {
            Kind = offer.Kind,
            UnderReview = ShopDoor.IsUnderReview(offer),
            DeliveryDays = offer.DeliveryDays,
            Missing = gaps?.GetValueOrDefault(offer.SkuId),
        };
    }

    /// <summary>The line as it was when it was put into the cart; a code cannot change.</summary>
    private static ShownLine Seen(CartLine line, ShownLine now) => new(
        line.Seen.ProductName, now.SkuCode, line.Seen.Options, line.Seen.Unit, now.Quantity, line.Periods, line.Seen.UnitPrice, 0);
}
