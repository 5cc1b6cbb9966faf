using System.Runtime.CompilerServices;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>The tables that hold what stands for rows of uploads.</summary>
internal static class StagedTables
{
    private const int Step = 2_000;

    /// <summary>Removes everything that is staged of an upload, in short steps.</summary>
    public static Task ClearAsync(KBossDbContextFactory contexts, Actor me, long importId, CancellationToken ct) =>
        ClearAsync(work => contexts.InTransactionAsync(me, work, ct), importId, me.OrganizationId, ct);

    /// <summary>As above, where each step is run by <paramref name="step"/>.</summary>
    public static async Task<int> ClearAsync(Func<Func<KBossDbContext, Task<int>>, Task<int>> step, long importId, long owner, CancellationToken ct)
    {
        var removed = 0;
        // The rows themselves last: as long as one is there, the sweep finds the upload.
        foreach (var entity in typeof(IStaged).Assembly.GetTypes().Where(t => t.IsClass && typeof(IStaged).IsAssignableFrom(t)).OrderBy(t => t == typeof(StagedRow)))
        {
            int now;
            do
            {
                now = await step(db => RemoveAsync(db, entity, importId, owner, ct));
                removed += now;
            }
            while (now > 0);
        }

        return removed;
    }

    private static Task<int> RemoveAsync(KBossDbContext db, Type entity, long importId, long owner, CancellationToken ct)
    {
        var table = db.GetService<ISqlGenerationHelper>().DelimitIdentifier(db.Model.FindEntityType(entity)!.GetTableName()!);
        var rows = $"""FROM {table} WHERE "ImportId" = {"{0}"} AND "OrganizationId" = {"{1}"}""";
        var some = db.Database.IsSqlite() ? $"""SELECT "Id" {rows} LIMIT {Step}""" : $"""SELECT TOP ({Step}) "Id" {rows}""";
        return db.Database.ExecuteSqlAsync(FormattableStringFactory.Create($"""DELETE FROM {table} WHERE "Id" IN ({some})""", importId, owner), ct);
    }
}

/// <summary>
/// Removes staged rows that nobody needs any more: of uploads that were committed, that a killed process has left half read, or that nobody has looked at
/// for a day. Their files stay, and are read anew when somebody looks. It may run anywhere, at any time and twice.
/// </summary>
public sealed class StagedSweep(KBossDbContextFactory contexts, TimeProvider time)
{
    /// <summary>Whoever reads or looks has come to an end long before.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>Removes the rows and returns how many.</summary>
    public async Task<int> RemoveDoneAsync(CancellationToken ct = default)
    {
        var (before, removed) = (time.UtcNow() - Grace, 0);
        List<(long Id, long Owner)> done;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            done = [.. (await db.Imports
                .Where(i => i.CommittedAt != null || i.ReadAt < before)
                .Where(i => db.Set<StagedRow>().Any(r => r.ImportId == i.Id) || i.StagedAt != null)
                .Select(i => new { i.Id, i.OrganizationId }).ToListAsync(ct)).Select(i => (i.Id, i.OrganizationId))];
        }

        foreach (var (id, owner) in done)
        {
            var scope = OrganizationScope.Of(owner);
            // First, so that nobody takes half of the rows for all of them.
            await contexts.InTransactionAsync(scope, null, async db =>
            {
                (await db.Imports.GetAsync("import", id, ct)).ForgetRows();
                await db.SaveChangesAsync(ct);
            }, ct);
            removed += await StagedTables.ClearAsync(work => contexts.InTransactionAsync(scope, null, work, ct), id, owner, ct);
        }

        return removed;
    }
}

/// <summary>Removes the staged rows of uploads that were committed or given up.</summary>
public sealed class RemoveStagedRowsJob(JobRecorder recorder, StagedSweep sweep) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => sweep.RemoveDoneAsync(ct);
}
