using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals.Policies;

/// <summary>
/// A new version of what an organization wants consent for, with at least one level. <see cref="After"/> is the number of the last version that was shown, 0
/// for none; it begins now, or with the Shanghai day <see cref="From"/>.
/// </summary>
public sealed record SavePolicy(
    ApprovalKind Kind, int After, IReadOnlyList<LevelTerms> Levels, int ExpiryDays = ApprovalPolicy.DefaultExpiryDays, DateOnly? From = null);

/// <summary>What an Admin does with the policies of its own organization. Requests that wait already keep the version under which they were asked.</summary>
public sealed class ApprovalPolicyService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Puts a version in force and returns its number; what was to begin at the same time or later never comes into force. Refused with
    /// <c>Approvals.LevelNeeded</c> without a level, <c>Approvals.FromPast</c>, <c>Common.ChangedMeanwhile</c> when there is another version by now,
    /// <c>Organizations.MemberDeregistered</c> for somebody who is named, and the refusals of <see cref="ApprovalPolicy"/>.
    /// </summary>
    public async Task<int> SaveAsync(SavePolicy policy, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsConfigure, ct);
        return policy.Levels.Count == 0
            ? throw new RuleException("Approvals.LevelNeeded") { Field = "levels" }
            : await PutAsync(me, policy, ct);
    }

    /// <summary>
    /// From now on nobody is asked, by a version without levels that follows <paramref name="after"/>; requests that wait are still decided. Refused with
    /// <c>Common.ChangedMeanwhile</c> when there is another version by now.
    /// </summary>
    public async Task<int> TurnOffAsync(ApprovalKind kind, int after, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsConfigure, ct);
        return await PutAsync(me, new SavePolicy(kind, after, []), ct);
    }

    private Task<int> PutAsync(Actor me, SavePolicy policy, CancellationToken ct) =>
        contexts.InTransactionAsync(me, async db =>
        {
            // Who names a member while another window deletes it meets that window here.
            await MemberService.MeetAsync(db, me, ct);
            var versions = await db.ApprovalPolicies.Where(p => p.Kind == policy.Kind).OrderByDescending(p => p.Number).ToListAsync(ct);
            var last = versions.Count == 0 ? 0 : versions[0].Number;
            if (last != policy.After)
            {
                throw new RuleException("Common.ChangedMeanwhile");
            }

            var refusals = new Refusals();
            if (policy.From <= ChinaTime.Day(db.Now))
            {
                refusals.Add(new RuleException("Approvals.FromPast") { Field = "from" });
            }

            await refusals.TryAsync(() => DemandMembersAsync(db, policy.Levels, ct));
            var from = policy.From is { } day ? ChinaTime.Start(day) : db.Now;
            var next = refusals.Try(() => new ApprovalPolicy(me.OrganizationId, policy.Kind, last + 1, policy.Levels, policy.ExpiryDays, from, me.By, db.Now));
            refusals.Demand();
            versions.Where(v => v.EffectiveTo is null || v.EffectiveTo > from).ToList().ForEach(v => v.EndAt(from));
            db.Add(next!);
            await db.SaveChangesAsync(ct);
            return last + 1;
        }, ct);

    private static async Task DemandMembersAsync(KBossDbContext db, IReadOnlyList<LevelTerms> levels, CancellationToken ct)
    {
        var named = levels.SelectMany(l => l.Approvers.Select(a => a.MemberId).Append(l.StandInId)).OfType<long>().Distinct().ToList();
        var members = await db.Members.Where(m => named.Contains(m.Id)).Select(m => new { m.Id, m.Status, m.UserName }).ToListAsync(ct);
        if (named.Except(members.Select(m => m.Id)).ToList() is [var unknown, ..])
        {
            throw new NotFoundException("member", unknown);
        }

        if (members.Find(m => m.Status == MemberStatus.Deregistered) is { } gone)
        {
            throw new RuleException("Organizations.MemberDeregistered", gone.UserName) { Field = "levels" };
        }
    }
}
