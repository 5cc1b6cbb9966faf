using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What an Admin begins the day with: how many members are active, have signed in today and had by this time yesterday, are closed after wrong passwords,
/// wait to be let in since when (UTC); and what was written to the audit log today and by this time yesterday.
/// </summary>
public sealed record AdminHome(
    int Members, int SignedIn, int SignedInBefore, int Locked, int Joining, DateTime? JoiningSince, int Audited, int AuditedBefore);

/// <summary>Counts for the home of a distributor's Admin: two queries.</summary>
public sealed class AdminHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The queues and figures of today.</summary>
    public async Task<AdminHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var same = ChinaTime.AddDays(now, -1);
        var (today, yesterday) = (ChinaTime.Start(ChinaTime.Day(now)), ChinaTime.Start(ChinaTime.Day(same)));
        var sessions = db.Sessions.Where(s => s.OrganizationId == me.OrganizationId);
        var audited = db.AuditEntries.Where(a => a.OrganizationId == me.OrganizationId);
        var joining = db.JoinRequests.Where(r => r.OrganizationId == me.OrganizationId && r.Status == JoinStatus.Waiting);
        return await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new AdminHome(
                db.Members.Count(m => m.OrganizationId == me.OrganizationId && m.Status == MemberStatus.Active),
                sessions.Where(s => s.BeganAt >= today).Select(s => s.MemberId).Distinct().Count(),
                sessions.Where(s => s.BeganAt >= yesterday && s.BeganAt < same).Select(s => s.MemberId).Distinct().Count(),
                db.Members.Count(m => m.OrganizationId == me.OrganizationId && m.LockoutEnd > now),
                joining.Count(), joining.Min(r => (DateTime?)r.CreatedAt),
                audited.Count(a => a.At >= today), audited.Count(a => a.At >= yesterday && a.At < same)))
            .SingleAsync(ct);
    }

    /// <summary>How often members have signed in, by day, as <see cref="PeriodSum.One"/>.</summary>
    public async Task<IReadOnlyList<PeriodSum>> SignInsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        await using var db = contexts.Open(me);
        return await db.Sessions.AsNoTracking().Where(s => s.OrganizationId == me.OrganizationId)
            .Select(s => new Dated { At = s.BeganAt, One = 1, Two = 0, Three = 0 }).ByDayAsync(time.UtcNow(), ct);
    }
}
