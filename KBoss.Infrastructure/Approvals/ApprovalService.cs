using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Approvals;

/// <summary>A decision as it is made: <see cref="Level"/> is the step that was shown, so that nobody decides another one than he saw.</summary>
public sealed record DecideApproval(bool Agree, string? Remark = null, int? Level = null);

/// <summary>How a decision ended: the request waits at another step, was closed, or failed because the change is refused by now.</summary>
public sealed record Decided(ApprovalStatus Status, RuleException? Failure = null);

/// <summary>
/// What people do with a request: decide, ask back, answer, comment, take back. Each act is one transaction, in which it is looked up anew who may decide; a
/// request of another organization is <see cref="NotFoundException"/>. The last consent carries the change out in the same transaction [R-APR-2].
/// </summary>
public sealed class ApprovalService(
    KBossDbContextFactory contexts, ICurrentActor current, ApprovalDesk desk, ILogger<ApprovalService> log)
{
    /// <summary>
    /// Consents or refuses. Refused with <c>Approvals.NotDecider</c>, <c>Approvals.OwnRequest</c>, <c>Approvals.LevelDecided</c> when somebody was faster,
    /// <c>Approvals.Closed</c>, <c>Approvals.Expired</c>, <c>Approvals.Tampered</c> when the change is not the one that was asked, and
    /// <c>Common.TextRequired</c> for a refusal without a reason. A change that the world refuses by now is no refusal of this act: the request has failed.
    /// </summary>
    public async Task<Decided> DecideAsync(string no, DecideApproval decision, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        if (!decision.Agree)
        {
            Require.Text(decision.Remark, "remark", ApprovalRequest.MaxRemark, free: true);
        }

        return await DecideAsync(me, no, decision, ct);
    }

    /// <summary>
    /// A decision that a member has made elsewhere, such as in DingTalk: by the same rules as in the application, except that a refusal needs no reason. The
    /// receiver has made sure that it is this member's. <paramref name="level"/> is the step that was asked there, if it is known.
    /// </summary>
    public async Task<Decided> DecideFromChannelAsync(
        string no, long memberId, bool agree, string? remark, int? level = null, CancellationToken ct = default)
    {
        var me = await MemberAsync(no, memberId, ct);
        me.Demand(Permissions.ApprovalsUse);
        return await DecideAsync(me, no, new DecideApproval(agree, remark, level), ct);
    }

    /// <summary>The maker has taken its request back elsewhere, such as in DingTalk. Refused as <see cref="WithdrawAsync"/> is.</summary>
    public async Task WithdrawFromChannelAsync(string no, long memberId, string? remark, CancellationToken ct = default)
    {
        var me = await MemberAsync(no, memberId, ct);
        await ActAsync(me, no, async (db, request) =>
        {
            db.Add(request.Withdraw(me.By, remark, db.Now));
            await desk.CloseAsync(db, request, ct);
        }, ct);
    }

    /// <summary>Asks the maker something, by whoever may decide now. Refused as a decision is, and with <c>Common.TextRequired</c>.</summary>
    public async Task AskBackAsync(string no, string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await ActAsync(me, no, async (db, request) =>
        {
            var route = await db.RouteAsync(me, request, ct);
            request.DemandOpen(db.Now);
            db.Add(request.AskBack(me.By, await DeciderAsync(db, me, route, null, ct), text, db.Now));
            ApprovalDesk.Tell(db, request, "ApprovalAskedBack", [request.Maker.MemberId!.Value], me.Name);
        }, ct);
    }

    /// <summary>
    /// Says something to a request that one sees; the maker's word answers what was asked back. Refused with <c>Approvals.Closed</c> or
    /// <c>Approvals.Expired</c> once it is closed, and with <c>Common.TextRequired</c>.
    /// </summary>
    public async Task SayAsync(string no, string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await ActAsync(me, no, async (db, request) =>
        {
            var route = await db.RouteAsync(me, request, ct);
            var said = request.Say(me.By, text, db.Now);
            db.Add(said);
            var mine = me.MemberId == request.Maker.MemberId;
            ApprovalDesk.Tell(
                db, request, said.Kind == ApprovalEventKind.Answered ? "ApprovalAnswered" : "ApprovalCommented",
                mine ? route.Deciders.Select(d => d.MemberId) : [request.Maker.MemberId!.Value], me.Name);
        }, ct);
    }

    /// <summary>
    /// Takes one's own request back while it waits; refused with <c>Approvals.NotMaker</c>, <c>Approvals.Closed</c> or <c>Approvals.Expired</c>.
    /// </summary>
    public async Task WithdrawAsync(string no, string? remark = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await ActAsync(me, no, async (db, request) =>
        {
            await db.RouteAsync(me, request, ct);
            db.Add(request.Withdraw(me.By, remark, db.Now));
            await desk.CloseAsync(db, request, ct);
        }, ct);
    }

    private async Task<Decided> DecideAsync(Actor me, string no, DecideApproval decision, CancellationToken ct)
    {
        RuleException? refusal = null;
        try
        {
            return await WithRequestAsync(me, no, decision.Agree, (db, request) => DecideAsync(db, me, request, decision, null, ct), ct);
        }
        catch (WorldRefusesException e)
        {
            // Nothing of the change is stored; that it failed is, in a transaction of its own that looks at everything again.
            log.LogInformation("The change of the request {No} was refused: {Code}.", no, e.Refusal.Code);
            refusal = e.Refusal;
        }

        return await WithRequestAsync(me, no, widen: false, (db, request) => DecideAsync(db, me, request, decision, refusal, ct), ct);
    }

    private async Task<Decided> DecideAsync(
        KBossDbContext db, Actor me, ApprovalRequest request, DecideApproval decision, RuleException? refusal, CancellationToken ct)
    {
        var route = await db.RouteAsync(me, request, ct);
        request.DemandOpen(db.Now);
        var decider = await DeciderAsync(db, me, route, decision.Level, ct);
        if (!decision.Agree)
        {
            db.Add(request.Refuse(me.By, decider, decision.Remark, db.Now));
        }
        else if (refusal is not null)
        {
            db.AddRange(request.Fail(me.By, decider, decision.Remark, refusal.Code, ApprovalJson.WriteArgs(refusal), db.Now));
        }
        else
        {
            var last = request.IsAtLastLevel;
            db.Add(request.Agree(me.By, decider, last ? null : route.Levels[request.Level], decision.Remark, db.Now));
            await (last ? ExecuteAsync(db, request, me, ct) : GoOnAsync(db, route, ct));
        }

        if (request.Status != ApprovalStatus.Pending)
        {
            await desk.CloseAsync(db, request, ct, decision.Remark);
        }

        await db.SaveChangesAsync(ct);
        return new Decided(request.Status, refusal);
    }

    private async Task ExecuteAsync(KBossDbContext db, ApprovalRequest request, Actor me, CancellationToken ct)
    {
        if (ApprovalJson.Hash(request.OrganizationId, request.No, request.Kind, request.Change) != request.Hash)
        {
            throw new RuleException("Approvals.Tampered", request.No);
        }

        try
        {
            var kind = desk.KindOf(request.Kind);
            // Whoever has lost the right since asking would not be served today; the consent was one to this change by this member.
            var maker = await FindAsync(db, request.Maker.MemberId!.Value, request.OrganizationId, ct);
            if (maker?.Has(kind.Permission) != true)
            {
                throw new RuleException("Approvals.MakerMayNot", request.Maker.Name);
            }

            await kind.ExecuteAsync(
                db, new ApprovalExecution(request.OrganizationId, request.No, request.Change, request.Maker, me.By, maker), ct);
        }
        catch (RuleException refusal) when (refusal is not BusyException)
        {
            throw new WorldRefusesException(refusal);
        }
    }

    private async Task GoOnAsync(KBossDbContext db, ApprovalRoute route, CancellationToken ct)
    {
        var request = route.Request;
        ApprovalDesk.TellDeciders(db, request, route.Deciders);
        if (route.Deciders.Count == 0)
        {
            // Whoever could have decided is gone since it was asked: the Admin can give somebody the role.
            ApprovalDesk.Tell(db, request, "ApprovalStuck", route.Approvers.Holding(Permissions.ApprovalsConfigure), request.Maker.Name);
        }

        foreach (var channel in desk.Channels)
        {
            await channel.DecidedAsync(db, request, ct);
        }
    }

    /// <summary>The decider that the actor is at this step, as its roles and absences stand now.</summary>
    private static async Task<Decider> DeciderAsync(KBossDbContext db, Actor me, ApprovalRoute route, int? shown, CancellationToken ct)
    {
        var request = route.Request;
        if (me.MemberId == request.Maker.MemberId)
        {
            throw new RuleException("Approvals.OwnRequest", request.No);
        }

        if (shown is { } level && level != request.Level)
        {
            var by = await db.ApprovalEvents.Where(e => e.RequestNo == request.No && e.Level == level && e.Kind == ApprovalEventKind.Agreed)
                .OrderByDescending(e => e.Number).Select(e => e.By.Name).FirstOrDefaultAsync(ct);
            throw new RuleException("Approvals.LevelDecided", request.No, level, by ?? "");
        }

        return route.Deciders.FirstOrDefault(d => d.MemberId == me.MemberId) ?? throw new RuleException("Approvals.NotDecider", request.No);
    }

    private Task ActAsync(Actor me, string no, Func<KBossDbContext, ApprovalRequest, Task> act, CancellationToken ct) =>
        WithRequestAsync(me, no, widen: false, async (db, request) =>
        {
            await act(db, request);
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);

    private Task<T> WithRequestAsync<T>(
        Actor me, string no, bool widen, Func<KBossDbContext, ApprovalRequest, Task<T>> act, CancellationToken ct) =>
        contexts.WithPartiesAsync(
            me, db => db.FindApprovalAsync(me, no, ct),
            (db, request) =>
            {
                db.AfterCommit(new ApprovalChanged(request.OrganizationId, request.No));
                return act(db, request);
            },
            ct,
            widen ? async (all, request) => request.IsAtLastLevel && request.Status == ApprovalStatus.Pending
                ? await desk.KindOf(request.Kind).PartiesAsync(all, request.Change, ct) : [] : null);

    /// <summary>The member as an actor with the roles of this moment, found without anybody being signed in.</summary>
    private async Task<Actor> MemberAsync(string no, long memberId, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var organizationId = await db.ApprovalRequests.Where(r => r.No == no).Select(r => (long?)r.OrganizationId).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("approval", no);
        return await FindAsync(db, memberId, organizationId, ct) ?? throw new RuleException("Approvals.NotDecider", no);
    }

    /// <summary>An active member of the distributor as an actor with the roles of this moment; null when there is none.</summary>
    private static async Task<Actor?> FindAsync(KBossDbContext db, long memberId, long organizationId, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().Include(m => m.Roles)
            .FirstOrDefaultAsync(m => m.Id == memberId && m.OrganizationId == organizationId && m.Status == MemberStatus.Active, ct);
        return member is null ? null
            : new Actor(member.Id, organizationId, OrganizationKind.Distributor, member.Name, member.Roles.Select(r => r.Role).ToHashSet());
    }

    /// <summary>Carries the world's refusal out of the transaction, past what would keep a part of it.</summary>
    private sealed class WorldRefusesException(RuleException refusal) : Exception(refusal.Code)
    {
        public RuleException Refusal { get; } = refusal;
    }
}
