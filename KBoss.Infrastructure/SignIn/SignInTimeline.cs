using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn;

/// <summary>When a member signed in, on what and from where, and how that ended, for whoever reads the audit log.</summary>
internal sealed class SignInTimeline : IThingTimeline<MemberStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, MemberStory story, CancellationToken ct)
    {
        if (!story.Reader.Has(Permissions.AuditView))
        {
            return [];
        }

        var sessions = await db.Sessions.AsNoTracking().Where(s => s.OrganizationId == story.Reader.OrganizationId && s.MemberId == story.MemberId)
            .OrderByDescending(s => s.Id).Select(s => new { s.BeganAt, s.Address, s.Device, s.EndedAt, s.End }).InOrderAsync(ct);
        return
        [
            .. sessions.Select(s => new ThingEvent(s.BeganAt, "Session.Began", By.Nobody, s.Device, s.Address)),
            .. sessions.Where(s => s.EndedAt is not null && s.End is not null)
                .Select(s => new ThingEvent(s.EndedAt!.Value, $"Session.{s.End}", By.Nobody, s.Device)),
        ];
    }
}
