using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>What stands in the configuration and what is open; times UTC. <see cref="Failing"/> counts instances whose last call failed.</summary>
public sealed record DingTalkSettings(bool IsConfigured, IReadOnlyList<string> Missing, string CallbackUrl, int Running, int Failing, string LastFault);

/// <summary>One who decides the step at which a request waits; <see cref="InDingTalk"/> when he can do so there.</summary>
public sealed record DingTalkSeatRow(string Name, bool InDingTalk);

/// <summary>Where a request stands at DingTalk; <see cref="Fault"/> is the kind of the last failure, empty without one.</summary>
public sealed record DingTalkRequestState(DingTalkStage Stage, DingTalkReason Reason, string Fault, IReadOnlyList<DingTalkSeatRow> Now, DateTime? EndedAt);

/// <summary>What pages say about DingTalk.</summary>
public sealed class DingTalkQueries(KBossDbContextFactory contexts, ICurrentActor current, IOptionsSnapshot<DingTalkOptions> options)
{
    /// <summary>What is missing in the configuration by name, and what of the actor's own organization is open or fails.</summary>
    public async Task<DingTalkSettings> SettingsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsConfigure, ct);
        await using var db = contexts.Open(me);
        var open = await db.DingTalkInstances.Where(i => i.Stage == DingTalkStage.Starting || i.Stage == DingTalkStage.Running)
            .GroupBy(i => i.Fault).Select(g => new { Fault = g.Key, Count = g.Count(), Last = g.Max(i => i.Id) }).ToListAsync(ct);
        var settings = options.Value;
        return new DingTalkSettings(
            settings.IsConfigured, settings.Missing, $"{settings.AppUrl.TrimEnd('/')}/dingtalk/callback", open.Sum(g => g.Count),
            open.Where(g => g.Fault.Length > 0).Sum(g => g.Count),
            open.Where(g => g.Fault.Length > 0).OrderByDescending(g => g.Last).FirstOrDefault()?.Fault ?? "");
    }

    /// <summary>Where a request stands that the actor sees; null while nothing of it went to DingTalk. <see cref="NotFoundException"/> for any other.</summary>
    public async Task<DingTalkRequestState?> OfRequestAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var request = await db.FindApprovalAsync(me, no, ct);
        await db.RouteAsync(me, request, ct);
        var instance = await db.DingTalkInstances.AsNoTracking().Include(i => i.Seats).Where(i => i.RequestNo == no)
            .OrderByDescending(i => i.Round).FirstOrDefaultAsync(ct);
        return instance is null ? null : new DingTalkRequestState(
            instance.Stage, instance.Reason, instance.Fault,
            request.StatusAt(db.Now) != ApprovalStatus.Pending || instance.Stage is DingTalkStage.Closed ? []
                : [.. instance.Seats.Where(s => s.Level == request.Level).OrderBy(s => s.Id).Select(s => new DingTalkSeatRow(s.Name, s.UserId.Length > 0))],
            instance.EndedAt);
    }
}
