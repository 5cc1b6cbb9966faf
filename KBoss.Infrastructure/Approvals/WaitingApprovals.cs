using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>
/// Every request of an organization that is pending and has not expired, with who may decide it at the moment of the context; read in at most five queries.
/// </summary>
internal sealed class WaitingApprovals
{
    private WaitingApprovals(IReadOnlyList<Waiting> all) => All = all;

    /// <summary>In no order.</summary>
    public IReadOnlyList<Waiting> All { get; }

    public static async Task<WaitingApprovals> ReadAsync(KBossDbContext db, long organizationId, CancellationToken ct)
    {
        var now = db.Now;
        var pending = await db.ApprovalRequests.AsNoTracking()
            .Where(r => r.OrganizationId == organizationId && r.Status == ApprovalStatus.Pending && r.ExpiresAt > now)
            .Select(r => new { r.Id, MakerId = r.Maker.MemberId!.Value, r.LevelId, r.LevelSince, r.IsAskedBack }).ToListAsync(ct);
        if (pending.Count == 0)
        {
            return new WaitingApprovals([]);
        }

        var ids = pending.Select(p => p.LevelId).Distinct().ToList();
        var levels = (await db.ApprovalLevels.AsNoTrackingWithIdentityResolution().Include(l => l.Approvers).Where(l => ids.Contains(l.Id)).ToListAsync(ct))
            .ToDictionary(l => l.Id);
        var approvers = await Approvers.ReadAsync(db, organizationId, levels.Values, ct);
        return new WaitingApprovals([.. pending.Select(p => new Waiting(
            p.Id, p.MakerId, p.IsAskedBack, p.LevelSince, approvers.Of(levels[p.LevelId], p.MakerId)))]);
    }

    /// <summary>What waits for each member: to be decided, or to be answered by their maker.</summary>
    public Dictionary<long, ApprovalWaits> ByMember() => All
        .SelectMany(w => w.IsAskedBack ? [(Member: w.MakerId, Waiting: w)] : w.Deciders.Select(d => (Member: d.MemberId, Waiting: w)))
        .GroupBy(x => x.Member, x => x.Waiting)
        .ToDictionary(g => g.Key, g => new ApprovalWaits(
            g.Count(w => !w.IsAskedBack), g.Count(w => w.IsAskedBack), g.Where(w => !w.IsAskedBack).Min(w => (DateTime?)w.Since)));

    /// <summary>The ids of what the member may decide, without what waits for an answer of its maker.</summary>
    public List<long> ToDecide(long memberId) => [.. All.Where(w => !w.IsAskedBack && w.Deciders.Any(d => d.MemberId == memberId)).Select(w => w.Id)];

    /// <summary>A pending request.</summary>
    internal sealed record Waiting(long Id, long MakerId, bool IsAskedBack, DateTime Since, IReadOnlyList<Decider> Deciders);
}

/// <summary>How many requests wait for a member to be decided, since when (UTC) the longest, and how many of its own to be answered.</summary>
public sealed record ApprovalWaits(int ToDecide, int ToAnswer, DateTime? Since)
{
    /// <summary>Nothing waits.</summary>
    public static ApprovalWaits None { get; } = new(0, 0, null);

    public int Count => ToDecide + ToAnswer;
}

/// <summary>
/// Remembers for an organization how many requests wait for each member, so that the header of a page asks the database only after a change. What nobody
/// tells of, such as the first day of an absence, is seen after <see cref="Lifetime"/> at the latest.
/// </summary>
public sealed class WaitingCounts(TimeProvider time) : IChangeListener
{
    /// <summary>How long a number is believed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const int Most = 10_000;
    private readonly Remembered<long, Dictionary<long, ApprovalWaits>> counts = new(Most, Lifetime, time);

    public void ListenTo(Changes changes) => changes.Subscribe<ApprovalChanged>(change => counts.Forget(change.OrganizationId));

    /// <summary>What waits for the member.</summary>
    internal async ValueTask<ApprovalWaits> GetAsync(
        long organizationId, long memberId, Func<CancellationToken, Task<Dictionary<long, ApprovalWaits>>> count, CancellationToken ct) =>
        (await counts.GetAsync(organizationId, async (_, token) => await count(token), ct))!.GetValueOrDefault(memberId) ?? ApprovalWaits.None;
}
