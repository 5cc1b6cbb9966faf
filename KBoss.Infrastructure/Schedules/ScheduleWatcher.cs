using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Schedules;

/// <summary>Tells every active Admin of the root distributor by notice that a schedule fails, once for a series, and once that it works again.</summary>
internal sealed class ScheduleWatcher : IScheduleWatcher
{
    public async Task TellAsync(KBossDbContext db, JobRun run, CancellationToken ct)
    {
        var admins = await db.Members
            .Where(m => m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Admin)
                && db.Organizations.Any(o => o.Id == m.OrganizationId && o.SellerId == null))
            .ToListAsync(ct);
        db.Notices.AddRange(admins.Select(m =>
            new Notice(m.OrganizationId, m.Id, run.Succeeded ? "ScheduleWorksAgain" : "ScheduleFailed", run.Job, [run.Job], db.Now)));
    }
}
