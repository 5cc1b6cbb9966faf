using KBoss.Domain.Access;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Makes the contexts of use cases; each lives for one method.</summary>
public sealed class KBossDbContextFactory(KBossDatabase database)
{
    private const int MaxTries = 6;

    /// <summary>A context that sees the actor's own organization and nothing else.</summary>
    public KBossDbContext Open(Actor actor) => database.Open(OrganizationScope.Of(actor.OrganizationId), actor);

    /// <summary>A context with another scope; only the files listed in the architecture tests ask for one.</summary>
    public KBossDbContext Open(OrganizationScope scope, Actor? actor = null) => database.Open(scope, actor);

    /// <summary>
    /// Runs a use case that decides by what it reads in one transaction, begun before the first read and committed at the end.
    /// A lost race (busy file, deadlock, stale version, broken unique index) is run again from the start on a fresh context;
    /// whoever lost then sees what the winner wrote.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(OrganizationScope scope, Actor? actor, Func<KBossDbContext, Task<T>> work, CancellationToken ct = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var writer = await database.EnterWriterAsync(ct);
                await using var db = database.Open(scope, actor);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var result = await work(db);
                await transaction.CommitAsync(ct);
                return result;
            }
            catch (Exception e) when (attempt < MaxTries && LostRace(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) * attempt * attempt), ct);
            }
        }
    }

    /// <summary>As above, for a use case without a result.</summary>
    public Task InTransactionAsync(OrganizationScope scope, Actor? actor, Func<KBossDbContext, Task> work, CancellationToken ct = default) =>
        InTransactionAsync(scope, actor, async db =>
        {
            await work(db);
            return true;
        }, ct);

    /// <summary>As above, inside the actor's own organization.</summary>
    public Task<T> InTransactionAsync<T>(Actor actor, Func<KBossDbContext, Task<T>> work, CancellationToken ct = default) =>
        InTransactionAsync(OrganizationScope.Of(actor.OrganizationId), actor, work, ct);

    /// <summary>As above, for a use case without a result.</summary>
    public Task InTransactionAsync(Actor actor, Func<KBossDbContext, Task> work, CancellationToken ct = default) =>
        InTransactionAsync(OrganizationScope.Of(actor.OrganizationId), actor, work, ct);

    /// <summary>Whether a failed save broke a unique index: the thing exists already.</summary>
    public static bool IsDuplicate(Exception e) => Find<SqliteException>(e) is { SqliteExtendedErrorCode: 2067 or 1555 }
        || Find<SqlException>(e) is { Number: 2601 or 2627 };

    private static bool LostRace(Exception e) => e is DbUpdateConcurrencyException
        || IsDuplicate(e)
        || Find<SqliteException>(e) is { SqliteErrorCode: 5 or 6 }
        || Find<SqlException>(e) is { Number: 1205 or 3960 };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
