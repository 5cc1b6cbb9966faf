using KBoss.Domain.Access;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>How many offers customers do not see for a reason.</summary>
public sealed record InvisibleCount(InvisibleReason Reason, int Count);

/// <summary>How a distributor's shelf stands: what customers do not see and why, and what is sold below cost, and is stopped until somebody has looked.</summary>
/// <param name="Invisible">An offer with two reasons counts in both.</param>
public sealed record ShelfFigures(int Offers, int Hidden, IReadOnlyList<InvisibleCount> Invisible, int BelowCost, int Stopped);

/// <summary>
/// Remembers how the shelf of each distributor stands. It follows what is told of in this process, and the clock and the others after
/// <see cref="Lifetime"/>.
/// </summary>
public sealed class ShelfMemory(TimeProvider time) : IChangeListener
{
    /// <summary>How long a shelf is believed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const int Most = 1_000;

    internal Remembered<long, ShelfFigures> Known { get; } = new(Most, Lifetime, time);

    public void ListenTo(Changes changes)
    {
        changes.Subscribe<StorefrontChanged>(_ => Known.Forget((_, _) => true));
        changes.Subscribe<Own.CustomerTermsChanged>(change => Known.Forget(change.SellerId));
    }
}

/// <summary>
/// Counts what the domain alone decides: whether an offer is seen, and whether it is sold below its cost. Every offer is read for that, whatever was sold of
/// it; what came out is remembered.
/// </summary>
public sealed class ShelfQueries(
    KBossDbContextFactory contexts, ICurrentActor current, UpstreamSupply upstream, Losses losses, ShelfMemory memory, TimeProvider time)
{
    /// <summary>How the shelf of the actor's distributor stands.</summary>
    public async Task<ShelfFigures> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CostsView, ct);
        return (await memory.Known.GetAsync(me.OrganizationId, async (_, token) => await ReadAsync(me, token), ct))!;
    }

    private async Task<ShelfFigures?> ReadAsync(Actor me, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var readings = await db.Offers.AsNoTracking().Where(o => o.OrganizationId == me.OrganizationId && o.Sku.Product.DeletedAt == null)
            .Read(db).ToListAsync(ct);
        var offers = await basis.OfAsync(readings, ct);
        var hidden = offers.Where(o => o.Reasons.Count > 0).ToList();
        var invisible = hidden.SelectMany(o => o.Reasons).GroupBy(reason => reason).Select(g => new InvisibleCount(g.Key, g.Count()))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Reason);
        var below = await losses.AmongAsync(db, basis, offers, ct: ct);
        return new ShelfFigures(offers.Count, hidden.Count, [.. invisible], below.Count, below.Count(l => l is { Stops: true, IsAccepted: false }));
    }

    /// <summary>In which grid <see cref="TermsFinder"/> shows it.</summary>
    internal static OfferGrid? GridOf(OfferPricing offer, SupplyBasis basis)
    {
        if (offer.Reading.Offer.UpstreamOfferId is not null)
        {
            return offer.Reading.Offer.CostTerms.Price is not null ? OfferGrid.Prices : OfferGrid.Discounts;
        }

        return !basis.Own.ContainsKey(offer.Reading.Sku.SupplierId) ? null
            : offer.ShownMode == SalesMode.FloorPrice ? OfferGrid.Prices : OfferGrid.Discounts;
    }
}
