using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// How a member answers: to how many tickets it gave the first answer and in how many working minutes on average, how many were closed that it had answered,
/// how many it works on now, and how customers rated those that it had answered (<see cref="TicketAnswerer.Credited"/>).
/// </summary>
public sealed record MemberFigures(long MemberId, string Name, int Answered, int? Minutes, int Closed, int Open, double? Stars, int Rated)
{
    /// <summary>Of the tickets that came in the time, the member's own: closed ones as in <see cref="Closed"/>, open ones as in <see cref="Open"/>.</summary>
    public TicketClosing Came { get; init; } = new(0, 0);
}

/// <summary>Of the tickets that came in some time, how many are closed by now and how many are open; one that was opened again is open.</summary>
public sealed record TicketClosing(int Closed, int Open)
{
    public int All => Closed + Open;
}

/// <summary>How the members of a ticket desk answer.</summary>
public sealed class TicketFigureQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The longest time that is looked at.</summary>
    public const int MostDays = 366;

    /// <summary>The first of the last so many Shanghai days, today included.</summary>
    public DateOnly FirstDay(int days) => ChinaTime.AddDays(ChinaTime.Day(time.UtcNow()), 1 - Math.Clamp(days, 1, MostDays));

    /// <summary>How many of the tickets that came in the last so many Shanghai days are closed: one query.</summary>
    public async Task<TicketClosing> ClosingAsync(int days, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsConfigure, ct);
        await using var db = contexts.Open(me);
        var since = ChinaTime.Start(FirstDay(days));
        return await db.TicketsOf(me).Where(t => t.OpenedAt >= since).GroupBy(_ => 1)
            .Select(g => new TicketClosing(g.Count(t => t.Status == TicketStatus.Closed), g.Count(t => t.Status == TicketStatus.Open))).FirstOrDefaultAsync(ct)
            ?? new TicketClosing(0, 0);
    }

    /// <summary>Every member that did something in the last so many Shanghai days, by name: five queries, however many tickets there are.</summary>
    public async Task<IReadOnlyList<MemberFigures>> MembersAsync(int days, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsConfigure, ct);
        await using var db = contexts.Open(me);
        var (mine, since) = (me.OrganizationId, ChinaTime.Start(FirstDay(days)));
        var members = await db.Members.AsNoTracking().Where(m => m.OrganizationId == mine).Select(m => new { m.Id, m.Name }).ToListAsync(ct);
        var answered = await db.TicketDesks.Where(d => d.OrganizationId == mine && d.FirstAnsweredAt >= since && d.FirstAnsweredBy.MemberId != null)
            .GroupBy(d => d.FirstAnsweredBy.MemberId).Select(g => new { Id = g.Key, Count = g.Count(), Minutes = g.Average(d => (double?)d.FirstAnswerMinutes) })
            .ToListAsync(ct);
        var ended = db.Tickets.Where(t => t.SellerId == mine && (t.ClosedAt >= since || t.RatedAt >= since));
        var tickets = await ended
            .Select(t => new
            {
                t.TicketNo,
                IsClosed = t.ClosedAt >= since,
                Came = t.OpenedAt >= since && t.Status == TicketStatus.Closed,
                ClosedBy = t.ClosedBy.MemberId,
                Stars = t.RatedAt >= since ? t.Stars : null,
            })
            .ToListAsync(ct);
        var answers = (await db.TicketMessages
            .Where(m => m.SellerId == mine && m.Side == TicketSide.Seller && m.By.MemberId != null && ended.Any(t => t.TicketNo == m.TicketNo))
            .GroupBy(m => new { m.TicketNo, m.By.MemberId })
            .Select(g => new { g.Key.TicketNo, Answers = new TicketAnswerer(g.Key.MemberId!.Value, g.Count(), g.Max(m => m.Number)) }).ToListAsync(ct))
            .ToLookup(a => a.TicketNo, a => a.Answers);
        var credited = tickets
            .Select(t => (Member: TicketAnswerer.Credited(answers[t.TicketNo]) ?? (t.IsClosed ? t.ClosedBy : null), t.IsClosed, t.Came, t.Stars))
            .Where(t => t.Member is not null).ToLookup(t => t.Member!.Value);
        var open = await db.TicketDesks.Where(d => d.OrganizationId == mine && d.Assignee.MemberId != null)
            .Join(
                db.Tickets.Where(t => t.SellerId == mine && t.Status == TicketStatus.Open), d => d.TicketNo, t => t.TicketNo,
                (d, t) => new { Id = d.Assignee.MemberId!.Value, Came = t.OpenedAt >= since })
            .GroupBy(t => t.Id).Select(g => new { g.Key, Count = g.Count(), Came = g.Count(t => t.Came) }).ToDictionaryAsync(g => g.Key, ct);
        return
        [
            .. members
                .Select(m => (Member: m, Answered: answered.Find(a => a.Id == m.Id), Ended: credited[m.Id].ToList(), Open: open.GetValueOrDefault(m.Id)))
                .Where(f => f.Answered is not null || f.Ended.Count > 0 || f.Open is not null)
                .Select(f => new MemberFigures(
                    f.Member.Id, f.Member.Name, f.Answered?.Count ?? 0, f.Answered?.Minutes is { } minutes ? (int)Math.Round(minutes) : null,
                    f.Ended.Count(t => t.IsClosed), f.Open?.Count ?? 0, f.Ended.Average(t => (double?)t.Stars), f.Ended.Count(t => t.Stars is not null))
                {
                    Came = new(f.Ended.Count(t => t.Came), f.Open?.Came ?? 0),
                })
                .OrderBy(f => f.Name, StringComparer.Ordinal),
        ];
    }
}
