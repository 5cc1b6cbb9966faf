using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>The levels that a request goes through, by step, and who is there to decide.</summary>
internal sealed record ApprovalRoute(ApprovalRequest Request, IReadOnlyList<ApprovalLevel> Levels, Approvers Approvers)
{
    private long MakerId => Request.Maker.MemberId!.Value;

    /// <summary>Who may decide now.</summary>
    public IReadOnlyList<Decider> Deciders => At(Request.Level);

    /// <summary>Who may decide at a step, counted from 1, as things stand.</summary>
    public IReadOnlyList<Decider> At(int step) => Approvers.Of(Levels[step - 1], MakerId);
}

/// <summary>The one place that says which requests an actor sees, in its own organization alone, however wide the scope is.</summary>
internal static class ApprovalScope
{
    /// <summary>The requests of the actor's organization.</summary>
    public static IQueryable<ApprovalRequest> ApprovalsOf(this KBossDbContext db, Actor me) =>
        db.ApprovalRequests.Where(r => r.OrganizationId == me.OrganizationId);

    /// <summary>One request by its number; one of another organization is <see cref="NotFoundException"/>.</summary>
    public static async Task<ApprovalRequest> FindApprovalAsync(this KBossDbContext db, Actor me, string no, CancellationToken ct) =>
        await db.ApprovalsOf(me).FirstOrDefaultAsync(r => r.No == no, ct) ?? throw new NotFoundException("approval", no);

    /// <summary>The levels that a request goes through, in their order.</summary>
    public static async Task<IReadOnlyList<ApprovalLevel>> LevelsOfAsync(this KBossDbContext db, ApprovalRequest request, CancellationToken ct)
    {
        var steps = await db.ApprovalSteps.AsNoTracking().Where(s => s.RequestNo == request.No && s.OrganizationId == request.OrganizationId)
            .OrderBy(s => s.Number).Select(s => s.LevelId).ToListAsync(ct);
        var all = await db.ApprovalLevels.AsNoTrackingWithIdentityResolution().Include(l => l.Approvers)
            .Where(l => l.PolicyId == request.PolicyId).ToListAsync(ct);
        return steps.ConvertAll(id => all.First(l => l.Id == id));
    }

    /// <summary>
    /// Whether the actor sees a request of its organization: the maker, whoever configures, everybody who takes part in one of its levels, and whoever has
    /// decided or said something.
    /// </summary>
    public static async Task<bool> SeesApprovalAsync(
        this KBossDbContext db, Actor me, ApprovalRequest request, IReadOnlyList<ApprovalLevel> levels, Approvers approvers, CancellationToken ct) =>
        request.OrganizationId == me.OrganizationId
        && (request.Maker.MemberId == me.MemberId || me.Has(Permissions.ApprovalsConfigure)
            || levels.Any(level => approvers.TakesPart(level, me.MemberId, request.Maker.MemberId!.Value))
            || await db.ApprovalEvents.AnyAsync(e => e.RequestNo == request.No && e.By.MemberId == me.MemberId, ct));

    /// <summary>The way of a request that the actor sees; any other is <see cref="NotFoundException"/>.</summary>
    public static async Task<ApprovalRoute> RouteAsync(this KBossDbContext db, Actor me, ApprovalRequest request, CancellationToken ct)
    {
        var route = await db.RouteAsync(request, ct);
        return await db.SeesApprovalAsync(me, request, route.Levels, route.Approvers, ct) ? route : throw new NotFoundException("approval", request.No);
    }

    /// <summary>The way of a request, for a part of the system.</summary>
    public static async Task<ApprovalRoute> RouteAsync(this KBossDbContext db, ApprovalRequest request, CancellationToken ct)
    {
        var levels = await db.LevelsOfAsync(request, ct);
        return new ApprovalRoute(request, levels, await Approvers.ReadAsync(db, request.OrganizationId, levels, ct));
    }
}
