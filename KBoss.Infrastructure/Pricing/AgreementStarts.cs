using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>
/// Tells Operations which agreements begin within a week and which have begun. Prices do not wait for it: what is in force at an instant is asked at that
/// instant.
/// </summary>
internal sealed class AgreementStarts(KBossDbContextFactory contexts, SupplySales sales, TimeProvider time)
{
    /// <summary>How long ahead Operations is told.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    /// <summary>Tells what is due, each agreement in a transaction of its own, and returns how many were looked at. Safe to run late or twice.</summary>
    public async Task<int> TellDueAsync(CancellationToken ct = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var soon = now + Ahead;
        List<(long Id, long OrganizationId)> due;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            due = (await db.SupplyAgreements.AsNoTracking()
                    .Where(a => a.EffectiveFrom > a.CreatedAt && (a.EffectiveTo == null || a.EffectiveTo > a.EffectiveFrom)
                        && ((a.EffectiveFrom <= now && a.ToldBegunAt == null) || (a.EffectiveFrom > now && a.EffectiveFrom <= soon && a.ToldAheadAt == null)))
                    .OrderBy(a => a.EffectiveFrom).ThenBy(a => a.Id)
                    .Select(a => new { a.Id, a.OrganizationId }).ToListAsync(ct))
                .ConvertAll(a => (a.Id, a.OrganizationId));
        }

        var failures = new List<Exception>();
        foreach (var (id, organizationId) in due)
        {
            try
            {
                await contexts.InTransactionAsync(OrganizationScope.Of(organizationId), null, db => TellAsync(db, id, ct), ct);
            }
#pragma warning disable CA1031 // The other agreements must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? due.Count : throw new AggregateException($"{failures.Count} agreements could not be told of.", failures);
    }

    private async Task TellAsync(KBossDbContext db, long id, CancellationToken ct)
    {
        var agreement = await db.SupplyAgreements.FirstAsync(a => a.Id == id, ct);
        var begun = agreement.EffectiveFrom <= db.Now;
        // Somebody may have put another version in its place, or told it, meanwhile.
        if (agreement.EffectiveTo <= agreement.EffectiveFrom || (begun ? agreement.ToldBegunAt : agreement.ToldAheadAt) is not null)
        {
            return;
        }

        await sales.TellStartAsync(db, agreement, ct);
        if (begun)
        {
            agreement.TellBegun(db.Now);
            db.AfterCommit(new StorefrontChanged());
        }
        else
        {
            agreement.TellAhead(db.Now);
        }

        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Tells Operations of agreements that begin soon and of those that have begun.</summary>
internal sealed class TellAgreementStartsJob(JobRecorder recorder, AgreementStarts starts) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => starts.TellDueAsync(ct);
}
