using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Below which cost a seller does not sell its offers, for all of them at once [R-PRC-4].</summary>
internal sealed class ShelfLimits
{
    private readonly bool stops;
    private readonly Dictionary<long, AcceptedLoss> accepted;

    private ShelfLimits(bool stops, Dictionary<long, AcceptedLoss> accepted, IReadOnlySet<long> stopped) =>
        (this.stops, this.accepted, Stopped) = (stops, accepted, stopped);

    /// <summary>The seller's offers that somebody above it does not sell it at present.</summary>
    public IReadOnlySet<long> Stopped { get; }

    /// <summary>Of a seller at an instant (UTC); the context's scope must cover the seller and everyone above it.</summary>
    public static async Task<ShelfLimits> LoadAsync(KBossDbContext db, long sellerId, DateTime at, CancellationToken ct)
    {
        var stopped = await db.Offers.AnyAsync(o => o.OrganizationId == sellerId && o.UpstreamOfferId != null, ct)
            ? await UpstreamLosses.StoppedAsync(db, sellerId, null, at, ct)
            : new HashSet<long>();
        if (!await db.Organizations.Where(o => o.Id == sellerId).Select(o => o.StopsBelowCost).SingleAsync(ct))
        {
            return new ShelfLimits(false, [], stopped);
        }

        var consents = await db.LossConsents.AsNoTracking().Where(c => c.OrganizationId == sellerId && c.BuyerId == null).OrderBy(c => c.Id).ToListAsync(ct);
        return new ShelfLimits(true, consents.GroupBy(c => c.OfferId).ToDictionary(g => g.Key, g => g.Last().Accepted), stopped);
    }

    /// <summary>The limit of an offer; null where it is sold at any price.</summary>
    public LossLimit? Of(long offerId, OfferCost cost) =>
        stops && cost.Fixed is { } known ? new LossLimit(known, accepted.GetValueOrDefault(offerId)) : null;
}
