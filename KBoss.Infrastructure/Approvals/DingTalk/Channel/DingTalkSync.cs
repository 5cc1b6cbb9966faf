using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>
/// Brings one request and its instance at DingTalk together, whatever has happened on either side: starts it, takes over what was decided there, ends it when
/// it was decided here. It trusts nothing but what DingTalk tells when it is asked, and may be run at any time and any number of times.
/// </summary>
public sealed class DingTalkSync(
    KBossDbContextFactory contexts, DingTalkClient client, ApprovalService approvals, IOptionsSnapshot<DingTalkOptions> options, TimeProvider time,
    ILogger<DingTalkSync> log)
{
    /// <summary>More instances than this do not follow one another in one go.</summary>
    private const int MaxRounds = 6;

    /// <summary>Longer than all calls of one run take; who died with it is replaced after that.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How far the clocks may differ when an instance is looked for by the time of its start.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Compares and does what is needed; nothing for a request that does not exist. <see cref="DingTalkException"/> when DingTalk fails, which is also kept
    /// with the instance, and <see cref="BusyException"/> while another part of the system works at it.
    /// </summary>
    public async Task SyncAsync(long organizationId, string no, CancellationToken ct = default)
    {
        if (!options.Value.IsConfigured)
        {
            throw new DingTalkException(DingTalkFault.NotConfigured, "not-configured", $"Missing: {string.Join(", ", options.Value.Missing)}.");
        }

        var scope = OrganizationScope.Of(organizationId);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await TakeAsync(scope, no, ct) is not { } held)
            {
                return;
            }

            var goesOn = false;
            try
            {
                goesOn = await WorkAsync(scope, held, ct);
            }
            catch (DingTalkException failure)
            {
                log.LogWarning("The request {No} could not be brought together with DingTalk: {Failure}", no, failure.Message);
                await ChangeAsync(scope, held.Id, instance => instance.Fail(failure.Fault.ToString()), CancellationToken.None);
                throw;
            }
            finally
            {
                await ChangeAsync(scope, held.Id, instance => instance.Release(held.Until), CancellationToken.None);
            }

            if (!goesOn)
            {
                return;
            }
        }
    }

    /// <summary>The instance to work at, leased; null when there is nothing to do.</summary>
    private async Task<Held?> TakeAsync(OrganizationScope scope, string no, CancellationToken ct)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (held, isBusy) = await contexts.InTransactionAsync(scope, null, async db =>
            {
                var request = await db.ApprovalRequests.FirstOrDefaultAsync(r => r.No == no, ct);
                if (request is null)
                {
                    return ((Held?)null, false);
                }

                var instance = await db.DingTalkInstances.Where(i => i.RequestNo == no).OrderByDescending(i => i.Round).FirstOrDefaultAsync(ct);
                if (instance?.LeasedUntil > db.Now)
                {
                    return (null, true);
                }

                if (instance is { IsOpen: true })
                {
                    instance.Lease(db.Now, Lease);
                }
                else if (request.Status != ApprovalStatus.Pending || db.Now >= request.ExpiresAt
                    || instance is { Stage: DingTalkStage.InApp } inApp && inApp.LastLevel == request.Level)
                {
                    return (null, false);
                }
                else
                {
                    instance = new DingTalkInstance(request, (instance?.Round ?? 0) + 1, db.Now + Lease, db.Now);
                    db.Add(instance);
                }

                await db.SaveChangesAsync(ct);
                return (new Held(instance.Id, instance.LeasedUntil!.Value), false);
            }, ct);
            if (!isBusy)
            {
                return held;
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new BusyException();
            }

            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>Does what is needed at one instance; true when the request may need another one.</summary>
    private async Task<bool> WorkAsync(OrganizationScope scope, Held held, CancellationToken ct)
    {
        var (instance, request) = await ReadAsync(scope, held.Id, ct);
        if (instance.Stage == DingTalkStage.Starting)
        {
            if (!await StartAsync(scope, held, instance, request, ct))
            {
                return false;
            }

            (instance, request) = await ReadAsync(scope, held.Id, ct);
            if (request.Status == ApprovalStatus.Pending)
            {
                return false;
            }
        }

        return await FollowAsync(scope, instance, ct);
    }

    /// <summary>Starts the instance, or finds that it was started; false when there is none.</summary>
    private async Task<bool> StartAsync(OrganizationScope scope, Held held, DingTalkInstance instance, ApprovalRequest request, CancellationToken ct)
    {
        var isPending = request.Status == ApprovalStatus.Pending;
        if (instance.TriedAt is { } tried)
        {
            if (await client.FindInstanceAsync(instance.BusinessId, instance.OriginatorUserId, tried - Around, ct) is { } found)
            {
                await ChangeAsync(scope, instance.Id, i => i.Started(found), ct);
                return true;
            }
        }
        else if (isPending)
        {
            DingTalkPlan plan;
            await using (var db = contexts.Open(scope))
            {
                plan = await DingTalkPlan.MakeAsync(db, request, client, options.Value.OriginatorUserId, ct);
            }

            instance = await contexts.InTransactionAsync(scope, null, async db =>
            {
                var own = await FindAsync(db, instance.Id, ct);
                if (plan.Reason == DingTalkReason.None)
                {
                    own.Plan(plan.OriginatorUserId, plan.IsMakers, plan.LastLevel, plan.Seats);
                    // From here on it may exist at DingTalk, whatever becomes of this process.
                    own.Try(db.Now);
                }
                else
                {
                    own.DecideInApp(request.Level, plan.Reason, plan.Seats, db.Now);
                    db.AfterCommit(new ApprovalChanged(own.OrganizationId, own.RequestNo));
                }

                await db.SaveChangesAsync(ct);
                return own;
            }, ct);
        }

        if (!isPending || instance.Stage != DingTalkStage.Starting)
        {
            await ChangeAsync(scope, instance.Id, i => i.Close(time.UtcNow()), ct);
            return false;
        }

        await KeepAsync(scope, held, ct);
        var seesCosts = await SeesCostsAsync(scope, request, ct);
        var start = new DingTalkStart(
            instance.OriginatorUserId, DingTalkPlan.Levels(instance.Seats), DingTalkTexts.Form(request, instance.BusinessId, options.Value.AppUrl, seesCosts));
        string instanceId;
        try
        {
            instanceId = await client.StartAsync(start, ct);
        }
        catch (DingTalkException refusal) when (!refusal.IsTransient)
        {
            await ChangeAsync(scope, instance.Id, i => i.NotStarted(refusal.Fault.ToString()), CancellationToken.None);
            throw;
        }

        // Not cancelled: what was started is to be known.
        await ChangeAsync(scope, instance.Id, i => i.Started(instanceId), CancellationToken.None);
        return true;
    }

    /// <summary>Whether the maker, who sees the form in DingTalk, may see costs.</summary>
    private async Task<bool> SeesCostsAsync(OrganizationScope scope, ApprovalRequest request, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(Permissions.CostsView).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
        await using var db = contexts.Open(scope);
        return await db.Members.AnyAsync(
            m => m.Id == request.Maker.MemberId && m.OrganizationId == request.OrganizationId && m.Roles.Any(r => roles.Contains(r.Role)), ct);
    }

    /// <summary>Takes over what was decided in a running instance, and ends it when it no longer asks what KBoss asks; true when it has ended.</summary>
    private async Task<bool> FollowAsync(OrganizationScope scope, DingTalkInstance instance, CancellationToken ct)
    {
        DingTalkInstanceDetails details;
        try
        {
            details = await client.GetAsync(instance.InstanceId!, ct);
        }
        catch (DingTalkException lost) when (lost.Fault == DingTalkFault.NoInstance)
        {
            log.LogWarning("DingTalk does not know the instance of {BusinessId} any more.", instance.BusinessId);
            await ChangeAsync(scope, instance.Id, i => i.Close(time.UtcNow()), ct);
            return true;
        }

        var worst = await TakeOverAsync(scope, instance.Id, details, ct);
        ApprovalRequest request;
        (instance, request) = await ReadAsync(scope, instance.Id, ct);
        if (details.Status == DingTalkStatus.Running)
        {
            var inStep = worst != Outcome.NotCounted && request.Status == ApprovalStatus.Pending && request.Level == instance.AskedLevel;
            if (inStep && await AsksRightlyAsync(scope, instance, request, ct))
            {
                await ChangeAsync(scope, instance.Id, i => i.Fail(""), ct);
                return false;
            }

            details = await EndAsync(instance, request, ct);
            var last = await TakeOverAsync(scope, instance.Id, details, ct);
            worst = last > worst ? last : worst;
        }

        return await CloseAsync(scope, instance.Id, details, worst, ct);
    }

    /// <summary>Ends a running instance with the reason and reads it once more: somebody may have decided in the last moment.</summary>
    private async Task<DingTalkInstanceDetails> EndAsync(DingTalkInstance instance, ApprovalRequest request, CancellationToken ct)
    {
        try
        {
            await client.TerminateAsync(instance.InstanceId!, instance.OriginatorUserId, DingTalkTexts.Closed(request), ct);
        }
        catch (DingTalkException refusal) when (!refusal.IsTransient)
        {
            // It has ended by itself meanwhile; if not, the refusal stands.
            var now = await client.GetAsync(instance.InstanceId!, ct);
            return now.Status != DingTalkStatus.Running ? now : throw new DingTalkException(refusal.Fault, refusal.Code, refusal.Message, refusal);
        }

        return await client.GetAsync(instance.InstanceId!, ct);
    }

    /// <summary>Closes an instance that has ended; true when the request may need another one.</summary>
    private async Task<bool> CloseAsync(OrganizationScope scope, long id, DingTalkInstanceDetails details, Outcome worst, CancellationToken ct)
    {
        var (instance, request) = await ReadAsync(scope, id, ct);
        var end = details.Operations.LastOrDefault(o => o.Type == "TERMINATE_PROCESS_INSTANCE");
        var endedByKBoss = end is not null && end.Remark.StartsWith(DingTalkTexts.Mark.Trim(), StringComparison.Ordinal);
        if (request.Status == ApprovalStatus.Pending && details.Status == DingTalkStatus.Terminated && !endedByKBoss
            && instance.IsMakers && end?.UserId == instance.OriginatorUserId)
        {
            await approvals.WithdrawFromChannelAsync(request.No, request.Maker.MemberId!.Value, DingTalkTexts.Remark(end.Remark), ct);
            (instance, request) = await ReadAsync(scope, id, ct);
        }

        // What DingTalk has decided and KBoss does not count would be asked again and again: from here on it is decided in KBoss.
        var reason = request.Status != ApprovalStatus.Pending ? DingTalkReason.None
            : details.Status == DingTalkStatus.Terminated && !endedByKBoss ? DingTalkReason.EndedThere
            : worst == Outcome.NotCounted
                || (details.Status != DingTalkStatus.Terminated && request.Level <= instance.LastLevel && worst != Outcome.TooLate) ? DingTalkReason.NotCounted
            : DingTalkReason.None;
        await ChangeAsync(scope, id, i =>
        {
            if (reason == DingTalkReason.None)
            {
                i.Close(time.UtcNow());
            }
            else
            {
                i.DecideInApp(request.Level, reason, [], time.UtcNow());
            }
        }, ct);
        if (request.Status == ApprovalStatus.Failed && details.Status == DingTalkStatus.Agreed)
        {
            await SayAsync(instance, DingTalkTexts.Closed(request), ct);
        }

        return reason == DingTalkReason.None;
    }

    /// <summary>
    /// Takes over the decisions that were not looked at yet, each at the step at which DingTalk asked for it; the worst that became of one of them.
    /// </summary>
    private async Task<Outcome> TakeOverAsync(OrganizationScope scope, long id, DingTalkInstanceDetails details, CancellationToken ct)
    {
        var worst = Outcome.Counted;
        var decisions = details.Operations.Where(o => o.IsDecision).ToList();
        var (instance, request) = await ReadAsync(scope, id, ct);
        for (var i = instance.Decisions; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            var level = instance.FirstLevel + decisions.Take(i).Count(d => d.Agrees);
            var seat = instance.Seats.FirstOrDefault(s => s.Level == level && s.UserId == decision.UserId);
            var outcome = seat is null ? Outcome.NotCounted : await DecideAsync(scope, request.No, seat, decision, ct);
            worst = outcome > worst ? outcome : worst;
            await contexts.InTransactionAsync(scope, null, async db =>
            {
                var own = await FindAsync(db, id, ct);
                if (own.Decisions != i)
                {
                    throw new BusyException();
                }

                own.Look(decision.Agrees);
                if (outcome != Outcome.Counted && seat is not null)
                {
                    var kind = outcome == Outcome.TooLate ? "DingTalkTooLate" : "DingTalkNotCounted";
                    db.Add(new Notice(own.OrganizationId, seat.MemberId, kind, own.RequestNo, [own.RequestNo], db.Now));
                }

                db.AfterCommit(new ApprovalChanged(own.OrganizationId, own.RequestNo));
                await db.SaveChangesAsync(ct);
            }, ct);
            if (outcome == Outcome.TooLate)
            {
                await SayAsync(instance, DingTalkTexts.TooLate(seat!.Name), ct);
            }
        }

        return worst;
    }

    private async Task<Outcome> DecideAsync(OrganizationScope scope, string no, DingTalkSeat seat, DingTalkOperation decision, CancellationToken ct)
    {
        try
        {
            await approvals.DecideFromChannelAsync(no, seat.MemberId, decision.Agrees, DingTalkTexts.Remark(decision.Remark), seat.Level, ct);
            return Outcome.Counted;
        }
        catch (RuleException refusal) when (refusal is not BusyException)
        {
            await using var db = contexts.Open(scope);
            var kind = decision.Agrees ? ApprovalEventKind.Agreed : ApprovalEventKind.Refused;
            if (await db.ApprovalEvents.AnyAsync(e => e.RequestNo == no && e.Level == seat.Level && e.Kind == kind && e.By.MemberId == seat.MemberId, ct))
            {
                // This very decision: whoever took it over did not come to write that down.
                return Outcome.Counted;
            }

            log.LogInformation("A decision of member {MemberId} on {No} in DingTalk does not count: {Code}", seat.MemberId, no, refusal.Code);
            return refusal.Code is "Approvals.LevelDecided" or "Approvals.Closed" or "Approvals.Expired" ? Outcome.TooLate : Outcome.NotCounted;
        }
    }

    /// <summary>Whether at least one of those who are asked at this step at DingTalk may still decide it.</summary>
    private async Task<bool> AsksRightlyAsync(OrganizationScope scope, DingTalkInstance instance, ApprovalRequest request, CancellationToken ct)
    {
        await using var db = contexts.Open(scope);
        var deciders = (await db.RouteAsync(request, ct)).Deciders;
        var asked = instance.Seats.Where(s => s.Level == request.Level && s.UserId.Length > 0).Select(s => s.MemberId).ToHashSet();
        // Nobody may decide at the moment: a new instance would ask nobody.
        return deciders.Count == 0 || deciders.Any(d => asked.Contains(d.MemberId));
    }

    /// <summary>Says something in an instance. That it could not be said changes nothing.</summary>
    private async Task SayAsync(DingTalkInstance instance, string text, CancellationToken ct)
    {
        try
        {
            await client.CommentAsync(instance.InstanceId!, instance.OriginatorUserId, text, ct);
        }
        catch (DingTalkException failure)
        {
            log.LogWarning("A comment could not be added at DingTalk: {Failure}", failure.Message);
        }
    }

    /// <summary>Keeps the lease for as long as a start takes; <see cref="BusyException"/> when it ran out and somebody else has it.</summary>
    private async Task KeepAsync(OrganizationScope scope, Held held, CancellationToken ct) =>
        held.Until = await contexts.InTransactionAsync(scope, null, async db =>
        {
            var instance = await FindAsync(db, held.Id, ct);
            if (!instance.Release(held.Until) || !instance.Lease(db.Now, Lease))
            {
                throw new BusyException();
            }

            await db.SaveChangesAsync(ct);
            return instance.LeasedUntil!.Value;
        }, ct);

    private async Task<(DingTalkInstance Instance, ApprovalRequest Request)> ReadAsync(OrganizationScope scope, long id, CancellationToken ct)
    {
        await using var db = contexts.Open(scope);
        var instance = await db.DingTalkInstances.AsNoTracking().Include(i => i.Seats).GetAsync("DingTalk instance", id, ct);
        return (instance, await db.ApprovalRequests.AsNoTracking().FirstAsync(r => r.No == instance.RequestNo, ct));
    }

    private static Task<DingTalkInstance> FindAsync(KBossDbContext db, long id, CancellationToken ct) =>
        db.DingTalkInstances.Include(i => i.Seats).GetAsync("DingTalk instance", id, ct);

    private Task ChangeAsync(OrganizationScope scope, long id, Action<DingTalkInstance> change, CancellationToken ct) =>
        contexts.InTransactionAsync(scope, null, async db =>
        {
            var instance = await FindAsync(db, id, ct);
            var (state, fault) = (instance.Stage, instance.Fault);
            change(instance);
            if (state != instance.Stage || fault != instance.Fault)
            {
                db.AfterCommit(new ApprovalChanged(instance.OrganizationId, instance.RequestNo));
            }

            await db.SaveChangesAsync(ct);
        }, ct);

    /// <summary>An instance that one run has leased, and until when.</summary>
    private sealed class Held(long id, DateTime until)
    {
        public long Id { get; } = id;

        public DateTime Until { get; set; } = until;
    }

    /// <summary>What becomes of a decision that was made at DingTalk.</summary>
    private enum Outcome
    {
        Counted,
        TooLate,
        NotCounted,
    }
}
