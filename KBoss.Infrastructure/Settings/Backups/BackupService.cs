using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Settings;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Settings.Backups;

/// <summary>A back-up in the list; times UTC. <see cref="IsThere"/> says whether its folder still is, where it should be.</summary>
public sealed record BackupRow(
    long Id, string Name, DateTime StartedAt, TimeSpan Took, long Bytes, int Files, BackupStatus Status, string Error, By StartedBy, bool IsThere);

/// <summary>
/// How it stands with back-ups: whether KBoss makes them at all (on SQL Server it does not), where they lie, whether that is inside the data directory, when
/// (UTC) the last good one began, and whether it is too old, or none was made though one was due.
/// </summary>
public sealed record BackupState(bool IsMadeHere, string Folder, bool IsInside, DateTime? LastGoodAt, bool IsOverdue);

/// <summary>
/// What an Admin is told of back-ups: since when (UTC) the last good one is, or the platform where there is none yet; whether that is too long ago; how many
/// have failed since, and when (UTC) the first of them began.
/// </summary>
public sealed record BackupHome(DateTime Since, bool IsOverdue, int Failed, DateTime? FailedSince);

/// <summary>Shows the back-ups of the platform to the Admin of the root distributor, and makes one at once.</summary>
public sealed class BackupService(
    BackupMaker maker, BackupWriter writer, KBossDatabase database, KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>After so long without a good one somebody has to look: a day and two hours.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromHours(26);

    /// <summary>How it stands.</summary>
    public async Task<BackupState> StateAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.BackupsManage, ct);
        await using var db = contexts.Open(me);
        var last = await db.Backups.Where(b => b.Status == BackupStatus.Good).OrderByDescending(b => b.StartedAt)
            .Select(b => (DateTime?)b.StartedAt).FirstOrDefaultAsync(ct);
        // Before the first night nothing is late.
        var since = last ?? await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.CreatedAt).SingleAsync(ct);
        return new BackupState(database.IsSqlite, writer.Root, writer.IsInside, last, IsLate(since));
    }

    /// <summary>What the home says: one query.</summary>
    public async Task<BackupHome> HomeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.BackupsManage, ct);
        await using var db = contexts.Open(me);
        var failed = FailedSinceGood(db);
        var home = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new BackupHome(
                db.Backups.Where(b => b.Status == BackupStatus.Good).Max(b => (DateTime?)b.StartedAt) ?? o.CreatedAt, false,
                failed.Count(), failed.Min(b => (DateTime?)b.StartedAt)))
            .SingleAsync(ct);
        return home with { IsOverdue = IsLate(home.Since) };
    }

    /// <summary>One page of them, newest first; filters <c>status</c> (<see cref="BackupStatus"/>) and <c>since</c> (<c>good</c>: what failed after the last good one).</summary>
    public async Task<Page<BackupRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.BackupsManage, ct);
        await using var db = contexts.Open(me);
        var backups = db.Backups.AsNoTracking();
        if (request.Filter<BackupStatus>("status") is { } status)
        {
            backups = backups.Where(b => b.Status == status);
        }

        if (request.Is("since", "good"))
        {
            var failed = FailedSinceGood(db).Select(b => b.Id);
            backups = backups.Where(b => failed.Contains(b.Id));
        }

        var page = await backups.OrderByDescending(b => b.Id).ToPageAsync(request, ct);
        return new Page<BackupRow>(
            [.. page.Rows.Select(b => new BackupRow(
                b.Id, b.Name, b.StartedAt, b.FinishedAt - b.StartedAt, b.Bytes, b.Files, b.Status, b.Error, b.StartedBy,
                b.Status == BackupStatus.Good && writer.Has(b.Name)))],
            page.Total);
    }

    /// <summary>Makes one now, audited, and returns its name; <c>Settings.BackupFailed</c> with the reason when it could not be made.</summary>
    public async Task<string> MakeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.BackupsManage, ct);
        if (!database.IsSqlite)
        {
            throw new RuleException("Settings.BackupElsewhere");
        }

        await contexts.AuditAsync(me, "BackupAsked", "Backups", ct: ct);
        try
        {
            return (await maker.MakeAsync(me.By, ct)).Name;
        }
        catch (BackupException e)
        {
            throw new RuleException("Settings.BackupFailed", e.Message);
        }
    }

    private static IQueryable<Backup> FailedSinceGood(KBossDbContext db) => db.Backups.Where(b => b.Status == BackupStatus.Failed
        && !db.Backups.Any(good => good.Status == BackupStatus.Good && good.Id > b.Id));

    private bool IsLate(DateTime since) => database.IsSqlite && time.UtcNow() - since > Overdue;
}
