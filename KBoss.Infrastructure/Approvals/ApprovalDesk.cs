using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Approvals;

/// <summary>A step that would be asked: who may decide there now, by name; <see cref="ByStandIn"/> when nobody but the stand-in can.</summary>
public sealed record AskedLevel(int Number, IReadOnlyList<string> Names, bool ByStandIn);

/// <summary>
/// Where a change comes that may need consent. It either waits here as a request, or is carried out at once when the organization wants no consent for it.
/// </summary>
public sealed class ApprovalDesk(KBossDbContextFactory contexts, ICurrentActor current, IServiceProvider services)
{
    /// <summary>
    /// Asks for consent to the change in the caller's transaction, who saves and has opened the scope of whoever shares what is changed; where no level of the
    /// policy in force applies, the change is carried out instead, with the refusals of its kind. Otherwise refused with <c>Approvals.NobodyDecides</c> when a
    /// level has nobody left who may decide.
    /// </summary>
    public async Task<Asked> AskAsync<TChange, TEvidence>(
        KBossDbContext db, Actor me, ApprovalKind kind, TChange change, ApprovalFacts facts, TEvidence evidence, CancellationToken ct)
    {
        var json = ApprovalJson.Canonical(change);
        var policy = await PolicyAsync(db, me.OrganizationId, kind, ct);
        var levels = policy?.LevelsFor(facts) ?? [];
        if (levels.Count == 0)
        {
            await KindOf(kind).ExecuteAsync(db, new ApprovalExecution(me.OrganizationId, null, json, me.By, me.By, me), ct);
            return new Asked(null);
        }

        var approvers = await Approvers.ReadAsync(db, me.OrganizationId, levels, ct);
        var asked = levels.Select((level, i) => (level, deciders: approvers.Of(level, me.MemberId), step: i + 1)).ToList();
        if (asked.Find(a => a.deciders.Count == 0) is { level: not null } nobody)
        {
            throw new RuleException("Approvals.NobodyDecides", nobody.step);
        }

        var no = BusinessNumber.New(BusinessNumber.Approval, db.Now);
        var question = new ApprovalQuestion(
            kind, facts, await SubjectNameAsync(db, facts.Subject, ct), json,
            ApprovalJson.Hash(me.OrganizationId, no, kind, json), ApprovalJson.Write(evidence));
        var request = new ApprovalRequest(me.OrganizationId, no, question, policy!, levels, me.By, db.Now);
        db.Add(request);
        db.AddRange(asked.Select(a => new ApprovalStep(request, a.step, a.level)));
        db.Add(request.Ask());
        TellDeciders(db, request, asked[0].deciders);
        foreach (var channel in Channels)
        {
            await channel.StartedAsync(db, request, ct);
        }

        db.AfterCommit(new ApprovalChanged(request.OrganizationId, request.No));
        return new Asked(no);
    }

    /// <summary>Who would be asked for such a change, step by step, for a page that says so before saving; empty when it takes effect at once.</summary>
    public async Task<IReadOnlyList<AskedLevel>> WouldAskAsync(ApprovalKind kind, ApprovalFacts facts, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var levels = (await PolicyAsync(db, me.OrganizationId, kind, ct))?.LevelsFor(facts) ?? [];
        if (levels.Count == 0)
        {
            return [];
        }

        var approvers = await Approvers.ReadAsync(db, me.OrganizationId, levels, ct);
        return [.. levels.Select((level, i) => (deciders: approvers.Of(level, me.MemberId), i))
            .Select(l => new AskedLevel(l.i + 1, [.. l.deciders.Select(d => d.Name)], l.deciders.Any(d => d.IsStandIn)))];
    }

    /// <summary>The kind that carries such changes out.</summary>
    internal IApprovalKind KindOf(ApprovalKind kind) => services.GetServices<IApprovalKind>().FirstOrDefault(k => k.Kind == kind)
        ?? throw new InvalidOperationException($"Nothing carries out changes of the kind {kind}.");

    /// <summary>The other places where requests are decided. They, and the kinds, may stand on what stands on this desk, so they are asked for late.</summary>
    internal IEnumerable<IApprovalChannel> Channels => services.GetServices<IApprovalChannel>();

    /// <summary>Tells the maker, with the reason of a refusal, and the other places that a request is closed; who has taken it back knows it.</summary>
    internal async Task CloseAsync(KBossDbContext db, ApprovalRequest request, CancellationToken ct, string? reason = null)
    {
        if (request.Status == ApprovalStatus.Refused && !string.IsNullOrWhiteSpace(reason))
        {
            Tell(db, request, "ApprovalRefusedBecause", [request.Maker.MemberId!.Value], request.ClosedBy.Name, reason.Trim());
        }
        else if (request.Status != ApprovalStatus.Withdrawn)
        {
            Tell(db, request, $"Approval{request.Status}", [request.Maker.MemberId!.Value], request.ClosedBy.Name);
        }

        foreach (var channel in Channels)
        {
            await channel.ClosedAsync(db, request, ct);
        }
    }

    /// <summary>Tells those who decide now.</summary>
    internal static void TellDeciders(KBossDbContext db, ApprovalRequest request, IEnumerable<Decider> deciders) =>
        Tell(db, request, "ApprovalWaits", deciders.Select(d => d.MemberId), request.Maker.Name);

    /// <summary>Tells members of something about the request: its kind, subject and number follow what is given first, and the rest follows these.</summary>
    internal static void Tell(
        KBossDbContext db, ApprovalRequest request, string kind, IEnumerable<long> members, string first, params IReadOnlyList<string> rest)
    {
        foreach (var member in members.Distinct())
        {
            db.Add(new Notice(
                request.OrganizationId, member, kind, request.No, [first, request.Kind.ToString(), request.SubjectName, request.No, .. rest], db.Now));
        }
    }

    private static async Task<ApprovalPolicy?> PolicyAsync(KBossDbContext db, long organizationId, ApprovalKind kind, CancellationToken ct)
    {
        var now = db.Now;
        return await db.ApprovalPolicies.AsNoTrackingWithIdentityResolution().Include(p => p.Levels).ThenInclude(l => l.Approvers)
            .FirstOrDefaultAsync(
                p => p.OrganizationId == organizationId && p.Kind == kind && p.EffectiveFrom <= now && (p.EffectiveTo == null || now < p.EffectiveTo), ct);
    }

    private static async Task<string> SubjectNameAsync(KBossDbContext db, string code, CancellationToken ct) =>
        await db.Organizations.Where(o => o.Code == code).Select(o => o.Name).FirstOrDefaultAsync(ct) ?? code;
}
