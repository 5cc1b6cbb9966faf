using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// How a member answers: to how many tickets it gave the first answer and in how many working minutes on average, how many it closed, how many it works on
/// now, and how customers rated those on which it worked.
/// </summary>
public sealed record MemberFigures(long MemberId, string Name, int Answered, int? Minutes, int Closed, int Open, double? Stars, int Rated);

/// <summary>How the members of a ticket desk answer.</summary>
public sealed class TicketFigureQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The longest time that is looked at.</summary>
    public const int MostDays = 366;

    /// <summary>Every member that did something in the last so many days, by name: four queries, however many tickets there are.</summary>
    public async Task<IReadOnlyList<MemberFigures>> MembersAsync(int days, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsConfigure, ct);
        await using var db = contexts.Open(me);
        var (mine, since) = (me.OrganizationId, ChinaTime.AddDays(time.UtcNow(), -Math.Clamp(days, 1, MostDays)));
        var members = await db.Members.AsNoTracking().Where(m => m.OrganizationId == mine).Select(m => new { m.Id, m.Name }).ToListAsync(ct);
        var answered = await db.TicketDesks.Where(d => d.OrganizationId == mine && d.FirstAnsweredAt >= since && d.FirstAnsweredBy.MemberId != null)
            .GroupBy(d => d.FirstAnsweredBy.MemberId).Select(g => new { Id = g.Key, Count = g.Count(), Minutes = g.Average(d => (double?)d.FirstAnswerMinutes) })
            .ToListAsync(ct);
        var closed = await db.Tickets.Where(t => t.SellerId == mine && t.ClosedAt >= since).GroupBy(t => t.ClosedBy.MemberId)
            .Select(g => new { Id = g.Key, Count = g.Count() }).ToListAsync(ct);
        var worked = await db.TicketDesks.Where(d => d.OrganizationId == mine && d.Assignee.MemberId != null)
            .Join(db.Tickets.Where(t => t.SellerId == mine && (t.Status == TicketStatus.Open || t.RatedAt >= since)), d => d.TicketNo, t => t.TicketNo, (d, t) => new
            {
                d.Assignee.MemberId,
                Open = t.Status == TicketStatus.Open ? 1 : 0,
                Stars = t.RatedAt >= since ? t.Stars : null,
            })
            .GroupBy(t => t.MemberId)
            .Select(g => new { Id = g.Key, Open = g.Sum(t => t.Open), Stars = g.Average(t => (double?)t.Stars), Rated = g.Count(t => t.Stars != null) })
            .ToListAsync(ct);
        return
        [
            .. members
                .Select(m => (Member: m, Answered: answered.Find(a => a.Id == m.Id), Closed: closed.Find(c => c.Id == m.Id), Worked: worked.Find(w => w.Id == m.Id)))
                .Where(f => f.Answered is not null || f.Closed is not null || f.Worked is not null)
                .Select(f => new MemberFigures(
                    f.Member.Id, f.Member.Name, f.Answered?.Count ?? 0, f.Answered?.Minutes is { } minutes ? (int)Math.Round(minutes) : null,
                    f.Closed?.Count ?? 0, f.Worked?.Open ?? 0, f.Worked?.Stars, f.Worked?.Rated ?? 0))
                .OrderBy(f => f.Name, StringComparer.Ordinal),
        ];
    }
}
