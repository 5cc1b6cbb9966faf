using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>A resource that is to be renewed, with the offer of now by which it would be; null where its seller offers it no more.</summary>
/// <param name="WithoutDevice">
/// One of the devices that it ran on was taken back: what more time would be paid for is not all there.
/// </param>
internal sealed record RenewalQuote(Resource Resource, int Periods, long OfferId, PricedOffer? Offer, bool WithoutDevice)
{
    public bool IsSold => Offer is { Quote.Visible: true };

    /// <summary>The line that it would be: all its pieces, at the price of now.</summary>
    public ShownLine? Line => IsSold && !WithoutDevice ? Offer!.Line(Resource.Quantity, Periods) : null;

    /// <summary>What becomes an order line when the customer confirms what it was shown.</summary>
    public OrderWish Wish(ShownLine shown) => new(OfferId, Resource.Quantity, shown.Periods, shown.UnitPrice, shown) { Renews = Resource.ResourceNo };
}

/// <summary>What renewing costs a customer now: the price engine is asked as for any other line.</summary>
public sealed class RenewalQuotes(PricingQueries pricing)
{
    /// <summary>
    /// The resources of a buyer with what renewing each of them costs; one that is not the buyer's is <see cref="NotFoundException"/>. The context covers
    /// the seller and everyone above it.
    /// </summary>
    internal async Task<IReadOnlyList<RenewalQuote>> OfAsync(
        KBossDbContext db, Parties parties, IReadOnlyList<(string ResourceNo, int Periods)> wanted, CancellationToken ct)
    {
        var nos = wanted.Select(w => w.ResourceNo).Distinct().ToList();
        var resources = await db.Resources.Where(r => r.BuyerId == parties.BuyerId && r.SellerId == parties.SellerId && nos.Contains(r.ResourceNo))
            .ToDictionaryAsync(r => r.ResourceNo, ct);
        if (nos.Find(no => !resources.ContainsKey(no)) is { } missing)
        {
            throw new NotFoundException("resource", missing);
        }

        var lineIds = resources.Values.Select(r => r.OrderLineId).ToList();
        var offers = await db.OrderLines.Where(l => lineIds.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.OfferId, ct);
        var devices = await db.DeviceUses.Where(u => nos.Contains(u.ResourceNo)).GroupBy(u => u.ResourceNo)
            .Select(g => new { No = g.Key, Left = g.Count(u => u.State == DeviceUseState.InUse) }).ToDictionaryAsync(g => g.No, g => g.Left, ct);
        // What a promotion has left is asked for all that is renewed of one offer together: however many lines it becomes, it is given for their sum.
        var together = wanted.GroupBy(w => offers[resources[w.ResourceNo].OrderLineId])
            .Select(g => new WantedOffer(g.Key, g.Sum(w => resources[w.ResourceNo].Quantity * Math.Clamp(w.Periods, 1, CartLine.MaxPeriods)))).ToList();
        var priced = await pricing.QuoteAsync(db, parties.SellerId, parties.BuyerId, together, db.Now, ct);
        return
        [
            .. wanted.Select(w =>
            {
                var resource = resources[w.ResourceNo];
                var offerId = offers[resource.OrderLineId];
                var without = devices.TryGetValue(resource.ResourceNo, out var left) && left < resource.Quantity;
                return new RenewalQuote(resource, w.Periods, offerId, priced.GetValueOrDefault(offerId), without);
            }),
        ];
    }
}
