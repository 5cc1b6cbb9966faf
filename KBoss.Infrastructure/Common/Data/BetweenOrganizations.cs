using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>What a use case loads of something: the thing itself and whatever belongs to it.</summary>
public interface IAbout<out TRow>
{
    TRow Subject { get; }
}

/// <summary>
/// The one way from what somebody sees to the scope of everybody whom it concerns. What the use case is about is found in the actor's own scope; only then
/// the scope of its parties is opened, and there it is found again, as it stands at that moment.
/// </summary>
public static class BetweenOrganizations
{
    /// <summary>Runs a use case of the actor about something that it sees, in one transaction of all whom that concerns.</summary>
    /// <param name="find">Finds what it is about; <see cref="NotFoundException"/> when the actor does not see it.</param>
    /// <param name="others">Whom it concerns besides, found without a limit once the actor has seen the thing; nobody unless given.</param>
    public static async Task<T> WithPartiesAsync<TRow, T>(
        this KBossDbContextFactory contexts, Actor me, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, TRow, Task<T>> act,
        CancellationToken ct, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others = null)
        where TRow : Entity, IBetweenOrganizations
    {
        await using var own = contexts.Open(me);
        return await RunAsync(contexts, me, own, find, find, row => row, act, others, ct);
    }

    /// <summary>As above, for a use case without a result.</summary>
    public static Task WithPartiesAsync<TRow>(
        this KBossDbContextFactory contexts, Actor me, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, TRow, Task> act,
        CancellationToken ct, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others = null)
        where TRow : Entity, IBetweenOrganizations => contexts.WithPartiesAsync(me, find, Resultless(act), ct, others);

    /// <summary>
    /// As above, for a use case that looks for the thing alone in the actor's own scope, and in that of all loads it with whatever belongs to it.
    /// </summary>
    public static async Task WithPartiesAsync<TRow, TLoaded>(
        this KBossDbContextFactory contexts, Actor me, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, Task<TLoaded>> load,
        Func<KBossDbContext, TLoaded, Task> act, CancellationToken ct, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others = null)
        where TRow : Entity, IBetweenOrganizations
        where TLoaded : IAbout<TRow>
    {
        await using var own = contexts.Open(me);
        await RunAsync(contexts, me, own, find, load, loaded => loaded.Subject, Resultless(act), others, ct);
    }

    /// <summary>As above, for a schedule or a vendor's notification, which sees everything.</summary>
    public static async Task<T> WithPartiesAsSystemAsync<TRow, T>(
        this KBossDbContextFactory contexts, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, TRow, Task<T>> act,
        CancellationToken ct, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others = null)
        where TRow : Entity, IBetweenOrganizations
    {
        await using var all = contexts.Open(OrganizationScope.Everything);
        return await RunAsync(contexts, null, all, find, find, row => row, act, others, ct);
    }

    /// <summary>As above, for a use case without a result.</summary>
    public static Task WithPartiesAsSystemAsync<TRow>(
        this KBossDbContextFactory contexts, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, TRow, Task> act,
        CancellationToken ct, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others = null)
        where TRow : Entity, IBetweenOrganizations => contexts.WithPartiesAsSystemAsync(find, Resultless(act), ct, others);

    /// <summary>Reads, for the actor, what belongs to one of the parties of something that it sees, such as the files of the other side.</summary>
    public static async Task<T> ReadWithPartiesAsync<TRow, T>(
        this KBossDbContextFactory contexts, Actor me, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, TRow, Task<T>> read)
        where TRow : Entity, IBetweenOrganizations
    {
        TRow seen;
        await using (var own = contexts.Open(me))
        {
            seen = await find(own);
        }

        await using var db = contexts.Open(OrganizationScope.Of(seen.Between), me);
        return await read(db, seen);
    }

    private static async Task<T> RunAsync<TRow, TLoaded, T>(
        KBossDbContextFactory contexts, Actor? me, KBossDbContext sees, Func<KBossDbContext, Task<TRow>> find, Func<KBossDbContext, Task<TLoaded>> load,
        Func<TLoaded, TRow> subject, Func<KBossDbContext, TLoaded, Task<T>> act, Func<KBossDbContext, TRow, Task<IReadOnlyList<long>>>? others,
        CancellationToken ct)
        where TRow : Entity, IBetweenOrganizations
    {
        var seen = await find(sees);
        var concerned = seen.Between.ToHashSet();
        if (others is not null)
        {
            await using var all = contexts.Open(OrganizationScope.Everything);
            concerned.UnionWith(await others(all, seen));
        }

        return await contexts.InTransactionAsync(OrganizationScope.Of(concerned), me, async db =>
        {
            var found = await load(db);
            // A finder that relies on the scope alone finds more in a wider one.
            return subject(found).Id == seen.Id
                ? await act(db, found)
                : throw new IsolationException($"Another {typeof(TRow).Name} was found than the actor sees.");
        }, ct);
    }

    private static Func<KBossDbContext, TLoaded, Task<bool>> Resultless<TLoaded>(Func<KBossDbContext, TLoaded, Task> act) => async (db, loaded) =>
    {
        await act(db, loaded);
        return true;
    };
}
