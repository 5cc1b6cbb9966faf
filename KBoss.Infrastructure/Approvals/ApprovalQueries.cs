using System.Linq.Expressions;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>Which requests a list shows.</summary>
public enum ApprovalBox
{
    /// <summary>What the reader may decide now.</summary>
    Decide,

    /// <summary>What the reader has asked.</summary>
    Sent,

    /// <summary>What others have asked and the reader has decided or said something to.</summary>
    Done,

    /// <summary>Everything in the organization, for whoever configures approvals.</summary>
    All,
}

/// <summary>Reads requests, for whoever has made them or decides them.</summary>
public sealed class ApprovalQueries(KBossDbContextFactory contexts, ICurrentActor current, WaitingCounts counts)
{
    /// <summary>
    /// A list of requests by the filter <c>box</c> (<see cref="ApprovalBox"/>, to decide unless given); filters <c>kind</c>, <c>status</c>,
    /// <c>asked-back</c> (<c>yes</c>: its maker has to answer), <c>from</c> and <c>to</c> (Shanghai days of asking) and <c>q</c> over number,
    /// subject and maker. What is to be decided: longest waiting first; all others newest first.
    /// </summary>
    public async Task<Page<ApprovalRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var box = request.Filter<ApprovalBox>("box") ?? ApprovalBox.Decide;
        var waiting = await WaitingApprovals.ReadAsync(db, me.OrganizationId, ct);
        var rows = In(db, me, box, waiting);
        if (request.Filter<ApprovalKind>("kind") is { } kind)
        {
            rows = rows.Where(r => r.Kind == kind);
        }

        if (request.Filter<ApprovalStatus>("status") is { } status)
        {
            var now = db.Now;
            rows = status switch
            {
                ApprovalStatus.Pending => rows.Where(r => r.Status == ApprovalStatus.Pending && r.ExpiresAt > now),
                ApprovalStatus.Expired => rows.Where(
                    r => r.Status == ApprovalStatus.Expired || (r.Status == ApprovalStatus.Pending && r.ExpiresAt <= now)),
                _ => rows.Where(r => r.Status == status),
            };
        }

        if (request.Is("asked-back", "yes"))
        {
            var now = db.Now;
            rows = rows.Where(r => r.IsAskedBack && r.Status == ApprovalStatus.Pending && r.ExpiresAt > now);
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            rows = rows.Where(r => r.AskedAt >= from);
        }

        if (days.Until is { } to)
        {
            rows = rows.Where(r => r.AskedAt < to);
        }

        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.No, pattern) || SearchText.Finds(r.SubjectName, pattern) || SearchText.Finds(r.Subject, pattern)
                || SearchText.Finds(r.Maker.Name, pattern));
        }

        var sorted = request.Sort is not null ? rows.Sorted(request, ("asked", r => r.AskedAt), ("amount", r => r.Amount), ("expires", r => r.ExpiresAt))
            : box == ApprovalBox.Decide ? rows.OrderBy(r => r.LevelSince)
            : rows.OrderByDescending(r => r.AskedAt);
        var page = await sorted.ThenByDescending(r => r.Id).Select(Listed).ToPageAsync(request, ct);
        var names = waiting.All.ToDictionary(w => w.Id, w => w.Deciders);
        return new Page<ApprovalRow>(
            [.. page.Rows.Select(r => r.Row.At(db.Now) with { WaitsFor = [.. names.GetValueOrDefault(r.Id, []).Select(d => d.Name)] })], page.Total);
    }

    /// <summary>One request with its way and history; one that the actor does not see is <see cref="Domain.Common.NotFoundException"/>.</summary>
    public async Task<ApprovalDetails> GetAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var request = await db.FindApprovalAsync(me, no, ct);
        var route = await db.RouteAsync(me, request, ct);
        var events = await db.ApprovalEvents.AsNoTracking().Where(e => e.RequestNo == no).OrderBy(e => e.Number)
            .Select(e => new ApprovalEventRow(e.Number, e.Kind, e.Level, e.By.Name, e.By.MemberId != null, e.AsStandIn, e.Text, e.At)).ToListAsync(ct);
        var isOpen = request.StatusAt(db.Now) == ApprovalStatus.Pending;
        var decider = isOpen ? route.Deciders.FirstOrDefault(d => d.MemberId == me.MemberId) : null;
        return new ApprovalDetails(
            Row(request).At(db.Now) with { WaitsFor = isOpen ? [.. route.Deciders.Select(d => d.Name)] : [] },
            [.. route.Levels.Select((level, i) => new ApprovalStepRow(
                i + 1, level.AmountFrom, level.DiscountBelow, level.MarginBelow, route.At(i + 1),
                IsDone: i + 1 < request.Level || request.Status is ApprovalStatus.Approved or ApprovalStatus.Failed, IsNow: isOpen && i + 1 == request.Level))],
            events, decider is not null, decider is { IsStandIn: true }, request.Maker.MemberId == me.MemberId,
            ApprovalJson.ReadRefusal(request.FailureCode, request.FailureArgs),
            ApprovalJson.Hash(request.OrganizationId, request.No, request.Kind, request.Change) == request.Hash, request.Evidence, request.Change);
    }

    /// <summary>How many requests wait for the member, to be decided or answered; none for a visitor, a customer, nor while a duty is left.</summary>
    public async Task<int> CountWaitingAsync(CancellationToken ct = default) => (await WaitingAsync(ct)).Count;

    /// <summary>What waits for the member; nothing for a visitor, a customer, nor while a duty is left.</summary>
    public async Task<ApprovalWaits> WaitingAsync(CancellationToken ct = default)
    {
        if (await current.FindAsync(ct) is not { Duty: null } me || !me.Has(Permissions.ApprovalsUse))
        {
            return ApprovalWaits.None;
        }

        return await counts.GetAsync(me.OrganizationId, me.MemberId, async token =>
        {
            await using var db = contexts.Open(me);
            return (await WaitingApprovals.ReadAsync(db, me.OrganizationId, token)).ByMember();
        }, ct);
    }

    private static IQueryable<ApprovalRequest> In(KBossDbContext db, Actor me, ApprovalBox box, WaitingApprovals waiting)
    {
        var mine = db.ApprovalsOf(me).AsNoTracking();
        var toDecide = waiting.ToDecide(me.MemberId);
        return box switch
        {
            ApprovalBox.Sent => mine.Where(r => r.Maker.MemberId == me.MemberId),
            ApprovalBox.Done => mine.Where(r => r.Maker.MemberId != me.MemberId
                && db.ApprovalEvents.Any(e => e.RequestNo == r.No && e.By.MemberId == me.MemberId)),
            ApprovalBox.All when me.Has(Permissions.ApprovalsConfigure) => mine,
            _ => mine.Where(r => toDecide.Contains(r.Id)),
        };
    }

    private static readonly Expression<Func<ApprovalRequest, ListedRow>> Listed = r => new ListedRow(r.Id, new ApprovalRow(
        r.No, r.Kind, r.Subject, r.SubjectName, r.Amount, r.Discount, r.MarginRate, r.Maker, r.AskedAt, r.ExpiresAt, r.Status, r.IsAskedBack,
        r.Level, r.Levels, r.ClosedAt, r.ClosedBy));

    private static ApprovalRow Row(ApprovalRequest r) => new(
        r.No, r.Kind, r.Subject, r.SubjectName, r.Amount, r.Discount, r.MarginRate, r.Maker, r.AskedAt, r.ExpiresAt, r.Status, r.IsAskedBack,
        r.Level, r.Levels, r.ClosedAt, r.ClosedBy);

    private sealed record ListedRow(long Id, ApprovalRow Row);
}
