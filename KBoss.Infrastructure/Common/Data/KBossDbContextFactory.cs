using System.Data;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Makes the contexts of use cases; each lives for one method. What <see cref="Open(Actor)"/> gives is for reading; whatever is written is written in
/// <see cref="InTransactionAsync{T}(Actor, Func{KBossDbContext, Task{T}}, CancellationToken)"/>, the frame of a use case.
/// </summary>
public sealed class KBossDbContextFactory
{
    /// <summary>A crowd at one row thins out by one at least with every try.</summary>
    private const int MaxTries = 30;

    /// <summary>What is still there, or still missing, when it is looked for so often is no race: the use case does not look for it.</summary>
    private const int MaxBrokenKeys = 6;

    private readonly KBossDatabase database;
    private readonly Changes changes;
    private readonly ILogger<KBossDbContextFactory> log;
    private readonly IsolationLevel isolation;
    private readonly TimeSpan longestWait;

    public KBossDbContextFactory(KBossDatabase database, Changes changes, ILogger<KBossDbContextFactory> log)
        : this(database, changes, log, IsolationLevel.ReadCommitted, database.LongestWait)
    {
        Serializable = new KBossDbContextFactory(database, changes, log, IsolationLevel.Serializable, longestWait);
        Impatient = new KBossDbContextFactory(database, changes, log, isolation, TimeSpan.Zero);
    }

    private KBossDbContextFactory(
        KBossDatabase database, Changes changes, ILogger<KBossDbContextFactory> log, IsolationLevel isolation, TimeSpan longestWait)
    {
        (this.database, this.changes, this.log, this.isolation, this.longestWait) = (database, changes, log, isolation, longestWait);
        (Serializable, Impatient) = (this, this);
    }

    /// <summary>
    /// The same frame for a use case that decides by a set of rows: until it is committed nobody else changes what it has read, nor adds to it.
    /// </summary>
    public KBossDbContextFactory Serializable { get; }

    /// <summary>
    /// The same frame for what may as well be left for another time: while somebody else of this process writes to SQLite, it is
    /// <see cref="BusyException"/> at once.
    /// </summary>
    public KBossDbContextFactory Impatient { get; }

    /// <summary>A context for reading that sees the actor's own organization and nothing else; it saves nothing.</summary>
    public KBossDbContext Open(Actor actor) => database.Open(OrganizationScope.Of(actor.OrganizationId), actor.By);

    /// <summary>A context for reading with another scope; only the files listed in the architecture tests ask for one.</summary>
    public KBossDbContext Open(OrganizationScope scope, Actor? actor = null) => database.Open(scope, actor?.By);

    /// <summary>
    /// Runs a use case in one transaction, begun before the first read and committed at the end; then what it collected by <see
    /// cref="KBossDbContext.AfterCommit"/> is published. A lost race (busy file, deadlock, stale version, broken unique index or foreign key) and a lost
    /// connection run it again from the start on a fresh context, where it sees what the winner wrote and has collected nothing yet. A refusal undoes what
    /// was done, unless it is <see cref="RuleException.Kept"/>: then it is saved, committed and published, and thrown. <see cref="BusyException"/> when
    /// others write for longer than <see cref="DatabaseOptions.LongestWait"/>.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(OrganizationScope scope, Actor? actor, Func<KBossDbContext, Task<T>> work, CancellationToken ct = default)
    {
        var useCase = new UseCase<T>(this, scope, actor, work);
        Done<T> done;
        if (database.TriesAgain)
        {
            await using var connection = database.Open(scope, actor?.By);
            done = await connection.Database.CreateExecutionStrategy().ExecuteAsync(
                useCase, static (_, useCase, ct) => useCase.RunAsync(ct), static (_, useCase, ct) => useCase.StandsAsync(ct), ct);
        }
        else
        {
            done = await useCase.RunAsync(ct);
        }

        foreach (var change in done.Changes)
        {
            changes.Publish(change);
        }

        if (done.Refusal is { } refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
        }

        return done.Result;
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

    /// <summary>
    /// Waits as a use case does, and writes nothing: how long an answer takes, and that it is "busy", then does not tell whether there was something to
    /// write.
    /// </summary>
    public Task TakeTurnAsync(CancellationToken ct = default) => InTransactionAsync(OrganizationScope.Empty, null, _ => Task.CompletedTask, ct);

    /// <summary>Writes to the audit log that the actor looked at something; nobody waits while what is shown is read.</summary>
    public Task AuditAsync(Actor actor, string action, string subject, string after = "", CancellationToken ct = default) =>
        InTransactionAsync(actor, async db =>
        {
            db.Audit(actor.OrganizationId, action, subject, after);
            await db.SaveChangesAsync(ct);
        }, ct);

    /// <summary>Whether a failed save broke a unique index: the thing exists already.</summary>
    public static bool IsDuplicate(Exception e) => Find<SqliteException>(e) is { SqliteExtendedErrorCode: 2067 or 1555 }
        || Find<SqlException>(e) is { Number: 2601 or 2627 };

    private static bool LostRace(Exception e) => e is DbUpdateConcurrencyException
        || BreaksKey(e)
        || Find<SqliteException>(e) is { SqliteErrorCode: 5 or 6 }
        || Find<SqlException>(e) is { Number: 1205 or 3960 };

    /// <summary>Whether somebody else has written the same, or taken away what this hangs on: a broken unique index or foreign key.</summary>
    private static bool BreaksKey(Exception e) => IsDuplicate(e)
        || Find<SqliteException>(e) is { SqliteExtendedErrorCode: 787 }
        || Find<SqlException>(e) is { Number: 547 };

    /// <summary>A lock that was waited for in vain, by SQL Server's clock (1222) or by that of the command (-2).</summary>
    private static bool WaitedInVain(Exception e) => Find<SqlException>(e) is { Number: 1222 or -2 };

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

    /// <summary>What one run of a use case has come to; <see cref="Proof"/> is a row that it added, by which others can see whether it was committed.</summary>
    private sealed record Done<T>(T Result, RuleException? Refusal, IReadOnlyList<object> Changes, Entity? Proof);

    private sealed class UseCase<T>(KBossDbContextFactory frame, OrganizationScope scope, Actor? actor, Func<KBossDbContext, Task<T>> work)
    {
        private readonly long begun = Stopwatch.GetTimestamp();

        /// <summary>The run whose commit was sent and is not answered yet.</summary>
        private Done<T>? sent;

        private bool IsLate => Stopwatch.GetElapsedTime(begun) >= frame.longestWait;

        public async Task<Done<T>> RunAsync(CancellationToken ct)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await RunOnceAsync(ct);
                }
                catch (Exception e) when (LostRace(e))
                {
                    if (BreaksKey(e) && attempt >= MaxBrokenKeys)
                    {
                        throw;
                    }

                    if (attempt >= MaxTries || IsLate)
                    {
                        frame.log.LogWarning(e, "A use case has lost {Attempts} races and was refused.", attempt);
                        throw new BusyException();
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) * Math.Min(attempt * attempt, 25)), ct);
                }
                catch (Exception e) when (sent is null && WaitedInVain(e))
                {
                    frame.log.LogWarning(e, "A use case has waited for a lock in vain and was refused.");
                    throw new BusyException();
                }
            }
        }

        /// <summary>
        /// Whether the run whose commit was not answered stands nevertheless: then the row that it added is there, under a key that is given once.
        /// </summary>
        public async Task<ExecutionResult<Done<T>>> StandsAsync(CancellationToken ct)
        {
            if (sent?.Proof is not { } proof)
            {
                return new ExecutionResult<Done<T>>(successful: false, null!);
            }

            await using var db = frame.database.Open(scope);
            return new ExecutionResult<Done<T>>(await db.FindAsync(proof.GetType(), [proof.Id], ct) is not null, sent);
        }

        private async Task<Done<T>> RunOnceAsync(CancellationToken ct)
        {
            sent = null;
            using var turn = await frame.database.EnterWriterAsync(frame.longestWait, ct);
            using var held = WriterTurn.Begin();
            await using var db = frame.database.OpenToWrite(scope, actor?.By);
            // What fails is undone as a whole, and run again as a whole: a place to go back to inside of it would be two statements for nothing.
            db.Database.AutoSavepointsEnabled = false;
            await using var transaction = await db.Database.BeginTransactionAsync(frame.isolation, ct);
            var (result, refusal) = (default(T)!, (RuleException?)null);
            try
            {
                result = await work(db);
            }
            catch (RuleException kept) when (kept.Kept)
            {
                refusal = kept;
                await db.SaveChangesAsync(ct);
            }

            db.TellRows();
            sent = new Done<T>(result, refusal, db.Collected, db.FirstAdded);
            db.CommitSent = true;
            // Not cancelled: nobody would know how it ended.
            await transaction.CommitAsync(CancellationToken.None);
            return sent;
        }
    }
}
