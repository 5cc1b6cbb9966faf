using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>
/// Who is asked at DingTalk for a request, step by step from the one at which it waits. It ends before the first step that nobody could decide there, and
/// before a step of somebody who is asked already: each person decides once in one instance.
/// </summary>
internal sealed record DingTalkPlan(string OriginatorUserId, bool IsMakers, int LastLevel, IReadOnlyList<DingTalkSeatTerms> Seats, DingTalkReason Reason)
{
    /// <summary>The steps as DingTalk takes them.</summary>
    public static IReadOnlyList<DingTalkApprovers> Levels(IEnumerable<DingTalkSeat> seats) =>
    [
        .. from seat in seats
           where seat.UserId.Length > 0
           group seat.UserId by seat.Level into level
           orderby level.Key
           let users = level.Distinct().ToList()
           select new DingTalkApprovers(users.Count == 1 ? DingTalkAction.None : DingTalkAction.Or, users),
    ];

    /// <summary>Reads who decides and looks everybody up at DingTalk by phone; the context is for reading.</summary>
    public static async Task<DingTalkPlan> MakeAsync(
        KBossDbContext db, ApprovalRequest request, DingTalkClient client, string fallbackUserId, CancellationToken ct)
    {
        var route = await db.RouteAsync(request, ct);
        var makerId = request.Maker.MemberId!.Value;
        var asked = Enumerable.Range(request.Level, request.Levels - request.Level + 1).Select(level => (Level: level, Deciders: route.At(level))).ToList();
        var ids = asked.SelectMany(a => a.Deciders).Select(d => d.MemberId).Append(makerId).ToHashSet();
        var phones = await db.Members.Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.Phone }).ToDictionaryAsync(m => m.Id, m => m.Phone, ct);
        var accounts = new Dictionary<long, string>();

        async Task<string> AccountAsync(long member)
        {
            if (!accounts.TryGetValue(member, out var user))
            {
                accounts[member] = user = phones.TryGetValue(member, out var phone) ? await client.FindUserAsync(phone, ct) ?? "" : "";
            }

            return user;
        }

        var seats = new List<DingTalkSeatTerms>();
        var users = new HashSet<string>();
        var last = request.Level - 1;
        foreach (var (level, deciders) in asked)
        {
            var here = new List<DingTalkSeatTerms>();
            foreach (var decider in deciders)
            {
                here.Add(new DingTalkSeatTerms(level, decider.MemberId, decider.Name, await AccountAsync(decider.MemberId)));
            }

            if (here.All(seat => seat.UserId.Length == 0) || here.Any(seat => users.Contains(seat.UserId)))
            {
                if (level == request.Level)
                {
                    seats.AddRange(here);
                }

                break;
            }

            seats.AddRange(here);
            users.UnionWith(here.Where(seat => seat.UserId.Length > 0).Select(seat => seat.UserId));
            last = level;
        }

        if (last < request.Level)
        {
            return new DingTalkPlan("", false, request.Level, seats, DingTalkReason.NoAccount);
        }

        var maker = await AccountAsync(makerId);
        var originator = maker.Length > 0 ? maker : fallbackUserId.Trim();
        // Whoever starts it may be passed over where DingTalk asks: an approver must not start it.
        return originator.Length == 0 || users.Contains(originator)
            ? new DingTalkPlan("", false, request.Level, seats, DingTalkReason.NoOriginator)
            : new DingTalkPlan(originator, maker.Length > 0, last, seats, DingTalkReason.None);
    }
}
