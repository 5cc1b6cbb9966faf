using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>A line that is in the cart or about to be ordered, at today's price; prices in yuan per unit.</summary>
/// <param name="LineId">The line of the cart; 0 for one that skips it.</param>
/// <param name="SeenUnitPrice">The price when it was put into the cart.</param>
/// <param name="Why">Today's price and its explanation; null when it is no longer sold.</param>
public sealed record CartRow(
    long LineId, long OfferId, long ProductId, string ProductName, string Type, string SkuCode, string Options, BillingUnit Unit, int? Stock,
    int Quantity, int Periods, decimal SeenUnitPrice, PriceExplanation? Why)
{
    public bool Sold => Why is not null;

    public bool PriceChanged => Why is not null && Why.UnitPrice != SeenUnitPrice;

    public bool StockShort => Stock < Quantity;

    /// <summary>Yuan, rounded to the fen as the order will be; zero when it is no longer sold.</summary>
    public decimal Amount => Why is null ? 0 : Money.Line(Why.UnitPrice, Quantity, Periods);

    /// <summary>The line as it is asked for in an order, at the price shown.</summary>
    public OrderWish Wish => new(OfferId, Quantity, Periods, Why?.UnitPrice ?? 0);
}

/// <summary>Reads the customer's cart at the prices of now.</summary>
public sealed class CartQueries(ShopDoor door, PricingQueries pricing, Counts<CartLine> counts, TimeProvider time)
{
    /// <summary>Every line of the cart, the newest first.</summary>
    public async Task<IReadOnlyList<CartRow>> ListAsync(CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await using var db = door.Open(visit);
        var lines = await db.CartLines.AsNoTracking()
            .Where(l => l.OrganizationId == visit.BuyerId)
            .OrderByDescending(l => l.Id)
            .Select(l => new { l.Id, l.OfferId, l.Quantity, l.Periods, l.SeenUnitPrice })
            .ToListAsync(ct);
        var offers = await pricing.QuoteAsync(db, visit.SellerId, visit.BuyerId, [.. lines.Select(l => l.OfferId)], time.UtcNow(), ct);
        return [.. lines.Where(l => offers.ContainsKey(l.OfferId)).Select(l => Row(offers[l.OfferId], l.Id, l.Quantity, l.Periods, l.SeenUnitPrice))];
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
        var offers = await pricing.QuoteAsync(db, visit.SellerId, visit.BuyerId, [offerId], time.UtcNow(), ct);
        return offers.GetValueOrDefault(offerId) is { Quote.Visible: true } offer
            ? Row(offer, 0, quantity, offer.Unit == BillingUnit.Piece ? 1 : periods, offer.Quote.UnitPrice)
            : throw new NotFoundException("offer", offerId);
    }

    private static CartRow Row(PricedOffer offer, long lineId, int quantity, int periods, decimal seen) => new(
        lineId, offer.OfferId, offer.ProductId, offer.ProductName, offer.Type, offer.SkuCode, offer.Options, offer.Unit, offer.Stock,
        quantity, periods, seen, offer.Quote.Visible ? PriceExplanation.Of(offer.Quote) : null);
}
