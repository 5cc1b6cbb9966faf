using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>Of the leads that a member has claimed: how many there are, how many are still in hand, and how many have become customers.</summary>
public sealed record LeadFigures(long MemberId, string Name, int Claimed, int InHand, int Converted);

/// <summary>How the leads of a distributor become customers, by who has claimed them.</summary>
public sealed class LeadFigureQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The longest time that is looked at: of a lead that was closed longer ago nobody knows any more which customer it has become.</summary>
    public static readonly int MostDays = (int)Lead.KeptFor.TotalDays;

    /// <summary>The first of the last so many Shanghai days, today included.</summary>
    public DateOnly FirstDay(int days) => ChinaTime.AddDays(ChinaTime.Day(time.UtcNow()), 1 - Math.Clamp(days, 1, MostDays));

    /// <summary>
    /// Every member who has claimed leads in the last so many Shanghai days, by name; only the actor, where it does not see all customers. What counts is said
    /// by <see cref="LeadScope.Claimed"/>. One query.
    /// </summary>
    public async Task<IReadOnlyList<LeadFigures>> MembersAsync(int days, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        var (since, all) = (ChinaTime.Start(FirstDay(days)), me.Has(Permissions.CustomersViewAll));
        return await db.LeadsOf(me).AsNoTracking().Where(l => l.TakenAt >= since && (all || l.Assignee.MemberId == me.MemberId)).Claimed(db)
            .GroupBy(l => l.Lead.Assignee.MemberId!.Value)
            .Select(g => new
            {
                Id = g.Key,
                Name = g.Max(l => l.Lead.Assignee.Name)!,
                Claimed = g.Count(),
                InHand = g.Count(l => l.Lead.Status == LeadStatus.InHand),
                Converted = g.Count(l => l.Converted),
            })
            .OrderBy(m => m.Name).ThenBy(m => m.Id).Select(m => new LeadFigures(m.Id, m.Name, m.Claimed, m.InHand, m.Converted)).ToListAsync(ct);
    }
}
