using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Which losses a distributor has accepted for everybody.</summary>
internal static class AcceptedForAll
{
    /// <summary>The loss that was accepted last for each of some offers of a distributor; offers without one are missing.</summary>
    public static async Task<IReadOnlyDictionary<long, AcceptedLoss>> OfAsync(
        KBossDbContext db, long distributorId, IReadOnlyCollection<long> offerIds, CancellationToken ct)
    {
        var accepted = new Dictionary<long, AcceptedLoss>();
        foreach (var chunk in offerIds.Chunk(1_000))
        {
            var consents = await db.LossConsents.AsNoTracking()
                .Where(c => c.OrganizationId == distributorId && c.BuyerId == null && EF.Parameter(chunk).Contains(c.OfferId)).OrderBy(c => c.Id).ToListAsync(ct);
            foreach (var consent in consents)
            {
                accepted[consent.OfferId] = consent.Accepted;
            }
        }

        return accepted;
    }
}
