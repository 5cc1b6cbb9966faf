using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals.Policies;

/// <summary>A member who may be named in a policy.</summary>
public sealed record ApproverCandidate(long MemberId, string Name, string UserName, bool IsActive);

/// <summary>An approver of a level; <see cref="Name"/> is a member's, empty for any other.</summary>
public sealed record ApproverRow(ApproverKind Kind, long? MemberId, string Name, Role? Role);

/// <summary>A level of a version, with the names of today.</summary>
public sealed record LevelRow(
    int Number, IReadOnlyList<ApproverRow> Approvers, decimal? AmountFrom, decimal? DiscountBelow, decimal? MarginBelow, long? StandInId, string StandIn);

/// <summary>A version of a policy; times UTC. Without levels the change takes effect at once.</summary>
public sealed record PolicyRow(
    int Number, DateTime EffectiveFrom, DateTime? EffectiveTo, int ExpiryDays, IReadOnlyList<LevelRow> Levels, By CreatedBy, DateTime CreatedAt)
{
    /// <summary>It was replaced before it had begun.</summary>
    public bool NeverBegan => EffectiveTo <= EffectiveFrom;
}

/// <summary>
/// The policy of one kind: the version in force, the one that begins later, all versions newest first, how many requests wait, and whether anything asks
/// for such consent yet: a policy for what does not exist waits for it.
/// </summary>
public sealed record KindPolicy(ApprovalKind Kind, PolicyRow? InForce, PolicyRow? Next, IReadOnlyList<PolicyRow> Versions, int Waiting, bool Asked)
{
    /// <summary>The number of the last version, 0 for none.</summary>
    public int Last => Versions.Count == 0 ? 0 : Versions[0].Number;
}

/// <summary>Reads what an organization wants consent for.</summary>
public sealed class ApprovalPolicyQueries(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<IApprovalKind> asking)
{
    /// <summary>Every kind, with its versions.</summary>
    public async Task<IReadOnlyList<KindPolicy>> ListAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsConfigure, ct);
        await using var db = contexts.Open(me);
        var policies = await db.ApprovalPolicies.AsNoTrackingWithIdentityResolution().Include(p => p.Levels).ThenInclude(l => l.Approvers)
            .OrderByDescending(p => p.Number).AsSplitQuery().ToListAsync(ct);
        var named = policies.SelectMany(p => p.Levels)
            .SelectMany(l => l.Approvers.Select(a => a.MemberId).Append(l.StandInId)).OfType<long>().Distinct().ToList();
        var names = await db.Members.Where(m => named.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Name, ct);
        var at = db.Now;
        var waiting = await db.ApprovalRequests.Where(r => r.Status == ApprovalStatus.Pending && r.ExpiresAt > at).GroupBy(r => r.Kind)
            .Select(g => new { Kind = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Kind, g => g.Count, ct);
        return [.. Enum.GetValues<ApprovalKind>().Select(kind => Of(kind, policies.FindAll(p => p.Kind == kind)))];

        KindPolicy Of(ApprovalKind kind, List<ApprovalPolicy> versions) => new(
            kind, versions.Find(p => p.IsInForce(db.Now)) is { } now ? Row(now) : null,
            versions.Find(p => p.EffectiveFrom > db.Now && p.EffectiveTo is null) is { } next ? Row(next) : null,
            versions.ConvertAll(Row), waiting.GetValueOrDefault(kind), asking.Any(k => k.Kind == kind));

        PolicyRow Row(ApprovalPolicy p) => new(
            p.Number, p.EffectiveFrom, p.EffectiveTo, p.ExpiryDays, [.. p.Levels.OrderBy(l => l.Number).Select(Level)], p.CreatedBy, p.CreatedAt);

        LevelRow Level(ApprovalLevel l) => new(
            l.Number, [.. l.Approvers.Select(a => new ApproverRow(a.Kind, a.MemberId, NameOf(a.MemberId), a.Role))],
            l.AmountFrom, l.DiscountBelow, l.MarginBelow, l.StandInId, NameOf(l.StandInId));

        string NameOf(long? id) => id is { } member ? names.GetValueOrDefault(member, "") : "";
    }

    /// <summary>Whom a policy may name: everybody who is not deregistered, by name.</summary>
    public async Task<IReadOnlyList<ApproverCandidate>> CandidatesAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsConfigure, ct);
        await using var db = contexts.Open(me);
        return await db.Members.AsNoTracking().Where(m => m.Status != MemberStatus.Deregistered && m.Roles.Count > 0).OrderBy(m => m.Name).ThenBy(m => m.Id)
            .Select(m => new ApproverCandidate(m.Id, m.Name, m.UserName, m.Status == MemberStatus.Active)).ToListAsync(ct);
    }
}
