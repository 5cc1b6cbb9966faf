using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>When a member decides nothing: from the first to the last of these Shanghai days.</summary>
public sealed record OwnAbsence(DateOnly First, DateOnly Last, bool IsNow);

/// <summary>When the signed-in member is away, so that the stand-ins of its levels decide meanwhile.</summary>
public sealed class ApproverAbsenceService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The member's own absence that is not over yet, or null.</summary>
    public async Task<OwnAbsence?> FindAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await using var db = contexts.Open(me);
        var absence = await db.ApproverAbsences.AsNoTracking().FirstOrDefaultAsync(a => a.MemberId == me.MemberId, ct);
        return absence is null || absence.To <= db.Now
            ? null
            : new OwnAbsence(ChinaTime.Day(absence.From), ChinaTime.Day(absence.To.AddTicks(-1)), absence.Covers(db.Now));
    }

    /// <summary>Says when the member is away, in place of what it has said before; refused with <c>Approvals.AbsenceInvalid</c>.</summary>
    public async Task SetAsync(DateOnly first, DateOnly last, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            if (await db.ApproverAbsences.FirstOrDefaultAsync(a => a.MemberId == me.MemberId, ct) is { } absence)
            {
                absence.Move(first, last, db.Now);
            }
            else
            {
                db.Add(new ApproverAbsence(me.OrganizationId, me.By, first, last, db.Now));
            }

            db.AfterCommit(new ApprovalChanged(me.OrganizationId, ""));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Says that the member is there again; without an absence nothing changes.</summary>
    public async Task EndAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ApprovalsUse, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            if (await db.ApproverAbsences.FirstOrDefaultAsync(a => a.MemberId == me.MemberId, ct) is { } absence)
            {
                db.Remove(absence);
                db.AfterCommit(new ApprovalChanged(me.OrganizationId, ""));
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }
}
