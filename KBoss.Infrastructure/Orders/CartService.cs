using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Orders;

/// <summary>Fills and empties the cart, which the members of a customer share.</summary>
public sealed class CartService(ShopDoor door, PricingQueries pricing)
{
    /// <summary>A cart beyond this many lines is refused with <c>Orders.CartFull</c>.</summary>
    public const int MaxLines = 100;

    /// <summary>
    /// Puts an offer into the cart as it is today. One that is there already gets the quantity on top and the periods of now.
    /// Refused with <c>Orders.NotSold</c> when the offer cannot be bought, <c>Common.CountInvalid</c> when there would be too many,
    /// <c>Orders.StockShort</c> when there would be more than are left.
    /// </summary>
    public async Task AddAsync(long offerId, int quantity, int periods, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        var buyer = visit.BuyerId!.Value;
        await door.InTransactionAsync(visit, async db =>
        {
            var offer = (await pricing.QuoteAsync(db, visit.SellerId, buyer, [offerId], db.Now, ct)).GetValueOrDefault(offerId);
            if (offer is not { Quote.Visible: true })
            {
                throw ShopDoor.NotSold(offer);
            }

            // Both are in range before they are added up; an absurd quantity must not overflow into a small one.
            Require.Count(quantity, "quantity", 1, CartLine.MaxQuantity);
            var line = await db.CartLines.FirstOrDefaultAsync(l => l.OrganizationId == buyer && l.OfferId == offerId, ct);
            if (line is not null)
            {
                DemandStock(offer, line.Quantity + quantity);
                line.Change(line.Quantity + quantity, offer.Unit.Periods(periods));
                line.See(offer.Seen());
            }
            else if (await db.CartLines.CountAsync(l => l.OrganizationId == buyer, ct) >= MaxLines)
            {
                throw new RuleException("Orders.CartFull", MaxLines);
            }
            else
            {
                DemandStock(offer, quantity);
                db.CartLines.Add(new CartLine(buyer, offerId, quantity, offer.Unit.Periods(periods), offer.Seen(), db.Now));
            }

            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Changes quantity and periods of a line; what was seen when it was added stays, so that a change is still told. Refused with
    /// <c>Orders.StockShort</c> when more are wanted than before and than are left.
    /// </summary>
    public async Task ChangeAsync(long lineId, int quantity, int periods, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await door.InTransactionAsync(visit, async db =>
        {
            var line = await FindAsync(db, visit, lineId, ct) ?? throw new NotFoundException("cart line", lineId);
            if (quantity > line.Quantity
                && (await pricing.QuoteAsync(db, visit.SellerId, visit.BuyerId, [line.OfferId], db.Now, ct)).GetValueOrDefault(line.OfferId) is { } offer)
            {
                DemandStock(offer, quantity);
            }

            line.Change(quantity, periods);
            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes a line out; one that is gone already is no error.</summary>
    public async Task RemoveAsync(long lineId, CancellationToken ct = default)
    {
        var visit = await door.DemandAsync(Permissions.OrdersPlace, ct);
        await door.InTransactionAsync(visit, async db =>
        {
            if (await FindAsync(db, visit, lineId, ct) is { } line)
            {
                db.CartLines.Remove(line);
            }

            return await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static void DemandStock(PricedOffer offer, int quantity)
    {
        if (offer.Lacks(Require.Count(quantity, "quantity", 1, CartLine.MaxQuantity)))
        {
            throw new RuleException(offer.Stock == 0 ? "Orders.SoldOut" : "Orders.StockShort", offer.ProductName, offer.Stock) { Field = "quantity" };
        }
    }

    private static Task<CartLine?> FindAsync(KBossDbContext db, ShopVisit visit, long lineId, CancellationToken ct) =>
        db.CartLines.FirstOrDefaultAsync(l => l.Id == lineId && l.OrganizationId == visit.BuyerId, ct);
}
