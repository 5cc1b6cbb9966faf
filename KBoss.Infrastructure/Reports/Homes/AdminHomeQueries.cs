using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Reports.Activity;
using KBoss.Infrastructure.SignIn;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Reports.Homes;

/// <summary>
/// What an Admin begins the day with: how many members are active, have signed in today and had by this time yesterday, are closed after wrong passwords,
/// wait to be let in since when (UTC); what was written to the audit log today and by this time yesterday; and how many were active.
/// </summary>
public sealed record AdminHome(
    int Members, int SignedIn, int SignedInBefore, int Locked, int Joining, DateTime? JoiningSince, int Audited, int AuditedBefore, ActivityHome Active)
{
    /// <summary>How many customers' identities wait to be looked at; 0 for whoever does not look at them.</summary>
    public int Identities { get; init; }

    /// <summary>Since when (UTC) the first of them waits.</summary>
    public DateTime? IdentitiesSince { get; init; }

    /// <summary>How many wait who registered with the number of a customer; 0 for whoever does not decide it.</summary>
    public int Claims { get; init; }

    /// <summary>Since when (UTC) the first of them waits.</summary>
    public DateTime? ClaimsSince { get; init; }

    /// <summary>How often members have signed in on each of the last seven days, as the audit log says it, as <see cref="PeriodSum.One"/>.</summary>
    public IReadOnlyList<PeriodSum> SignIns { get; init; } = [];
}

/// <summary>Counts for the home of a distributor's Admin: one query, for at the root there are more sections than anywhere.</summary>
public sealed class AdminHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, ActivityQueries activity, TimeProvider time)
{
    /// <summary>The queues and figures of today.</summary>
    public async Task<AdminHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.AuditView, ct);
        // Members of customers are their own; whatever is counted says whose it is.
        await using var db = contexts.Open(OrganizationScope.Everything, me);
        var now = time.UtcNow();
        var same = ChinaTime.AddDays(now, -1);
        var (today, yesterday) = (ChinaTime.Start(ChinaTime.Day(now)), ChinaTime.Start(ChinaTime.Day(same)));
        var sessions = db.Sessions.Where(s => s.OrganizationId == me.OrganizationId);
        var audited = db.AuditEntries.Where(a => a.OrganizationId == me.OrganizationId);
        var signIns = audited.Where(a => a.Action == SignInService.Audited);
        List<DateOnly> days = [.. Enumerable.Range(1 - PeriodSums.Days, PeriodSums.Days).Select(back => ChinaTime.AddDays(ChinaTime.Day(now), back))];
        var from = days.ConvertAll(ChinaTime.Start);
        var joining = db.JoinRequests.Where(r => r.OrganizationId == me.OrganizationId && r.Status == JoinStatus.Waiting);
        var verifies = me.Has(Permissions.CustomersVerifyIdentity);
        var identities = CustomerIdentityQueries.ToLookAt(db, me).Where(_ => verifies);
        var claims = CustomerIdentityQueries.ClaimsToDecide(db, me).Where(_ => verifies);
        var spans = ActivitySpans.At(now);
        var seen = activity.Sessions(db, me, spans.WeekBefore);
        var (staff, customers) = (seen.Where(s => s.OrganizationId == me.OrganizationId), seen.Where(s => s.OrganizationId != me.OrganizationId));
        var found = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new
            {
                Home = new AdminHome(
                    db.Members.Count(m => m.OrganizationId == me.OrganizationId && m.Status == MemberStatus.Active),
                    sessions.Where(s => s.BeganAt >= today).Select(s => s.MemberId).Distinct().Count(),
                    sessions.Where(s => s.BeganAt >= yesterday && s.BeganAt < same).Select(s => s.MemberId).Distinct().Count(),
                    db.Members.Count(m => m.OrganizationId == me.OrganizationId && m.LockoutEnd > now),
                    joining.Count(), joining.Min(r => (DateTime?)r.CreatedAt),
                    audited.Count(a => a.At >= today), audited.Count(a => a.At >= yesterday && a.At < same),
                    new ActivityHome(
                        staff.Where(s => s.LastSeenAt >= spans.Week).Select(s => s.MemberId).Distinct().Count(),
                        staff.Where(s => s.BeganAt < spans.Week).Select(s => s.MemberId).Distinct().Count(),
                        customers.Where(s => s.LastSeenAt >= spans.Week).Select(s => s.MemberId).Distinct().Count(),
                        customers.Where(s => s.BeganAt < spans.Week).Select(s => s.MemberId).Distinct().Count()))
                {
                    Identities = identities.Count(),
                    IdentitiesSince = identities.Min(i => (DateTime?)i.SubmittedAt),
                    Claims = claims.Count(),
                    ClaimsSince = claims.Min(c => (DateTime?)c.CreatedAt),
                },
                // A day each, or it would be another query.
                SignIns = new[]
                {
                    signIns.Count(a => a.At >= from[0] && a.At < from[1]), signIns.Count(a => a.At >= from[1] && a.At < from[2]),
                    signIns.Count(a => a.At >= from[2] && a.At < from[3]), signIns.Count(a => a.At >= from[3] && a.At < from[4]),
                    signIns.Count(a => a.At >= from[4] && a.At < from[5]), signIns.Count(a => a.At >= from[5] && a.At < from[6]),
                    signIns.Count(a => a.At >= from[6]),
                },
            })
            .SingleAsync(ct);
        return found.Home with { SignIns = [.. days.Select((day, i) => new PeriodSum(day, day, found.SignIns[i], 0, 0))] };
    }
}
