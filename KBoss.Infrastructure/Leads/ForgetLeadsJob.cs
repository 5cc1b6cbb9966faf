using KBoss.Domain.Leads;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>
/// Forgets who wrote the leads that were closed long ago (<see cref="Lead.KeptFor"/>), and those that nobody has closed or said anything of for longer
/// (<see cref="Lead.SilentFor"/>), a hundred at a time.
/// </summary>
public sealed class ForgetLeadsJob(JobRecorder recorder, KBossDbContextFactory contexts) : RecordedJob(recorder)
{
    private const int AtOnce = 100;

    protected override Task<int> RunAsync(CancellationToken ct) => ForgetAsync(ct);

    /// <summary>Forgets what is due, and says how many leads that were.</summary>
    internal async Task<int> ForgetAsync(CancellationToken ct)
    {
        var forgotten = 0;
        while (true)
        {
            var some = await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var (end, silent) = (db.Now - Lead.KeptFor, db.Now - Lead.SilentFor);
                var due = await db.Leads
                    .Where(l => l.ForgottenAt == null && (l.ClosedAt < end
                        || (l.ClosedAt == null && l.CreatedAt < silent && !db.LeadEvents.Any(e => e.LeadNo == l.LeadNo && e.At >= silent))))
                    .OrderBy(l => l.Id).Take(AtOnce).ToListAsync(ct);
                await ForgetAsync(db, due, ct);
                await db.SaveChangesAsync(ct);
                return due.Count;
            }, ct);
            forgotten += some;
            if (some < AtOnce)
            {
                return forgotten;
            }
        }
    }

    /// <summary>Forgets who wrote some leads, and what was noted of them.</summary>
    internal static async Task ForgetAsync(KBossDbContext db, IReadOnlyList<Lead> leads, CancellationToken ct)
    {
        var numbers = leads.Select(l => l.LeadNo).ToList();
        foreach (var happened in await db.LeadEvents.Where(e => numbers.Contains(e.LeadNo)).ToListAsync(ct))
        {
            happened.Forget();
        }

        foreach (var lead in leads)
        {
            lead.Forget(db.Now);
        }
    }
}
