using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>Terms that wait for consent: of two requests for the same the second could only fail, because the first changes what it is asked on.</summary>
internal static class WaitingTerms
{
    /// <summary>The offers for which terms of a subject wait for consent, each with the number of the request that came first.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> OfAsync<TChange>(
        KBossDbContext db, Actor me, ApprovalKind kind, string subject, Func<TChange, IEnumerable<long>> offers, CancellationToken ct)
    {
        var now = db.Now;
        var requests = await db.ApprovalRequests.AsNoTracking()
            .Where(r => r.OrganizationId == me.OrganizationId && r.Kind == kind && r.Subject == subject
                && r.Status == ApprovalStatus.Pending && r.ExpiresAt > now)
            .OrderBy(r => r.Id).Select(r => new { r.No, r.Change }).ToListAsync(ct);
        var waiting = new Dictionary<long, string>();
        foreach (var request in requests)
        {
            foreach (var offerId in offers(ApprovalJson.Read<TChange>(request.Change)))
            {
                waiting.TryAdd(offerId, request.No);
            }
        }

        return waiting;
    }
}
