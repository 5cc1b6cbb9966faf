using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Common.Things;

/// <summary>A row as people know it; <see cref="Thing"/> is null where it has no page.</summary>
public sealed class NamedRow
{
    public long Id { get; init; }

    public string Name { get; init; } = "";

    public Thing? Thing { get; init; }

    public string Key { get; init; } = "";

    public string Within { get; init; } = "";

    /// <summary>The thing that it is, or null where it has no page.</summary>
    public ThingRef? Ref => Thing is { } thing ? new ThingRef(thing, Key, Name, Within) : null;
}

/// <summary>How rows of one kind are called, told by the module that keeps them: the audit log knows them by their ids.</summary>
/// <param name="Entity">The rows.</param>
/// <param name="Named">All of them that a context sees, with their names.</param>
public sealed record ThingNames(Type Entity, Func<KBossDbContext, IQueryable<NamedRow>> Named)
{
    /// <summary>The names of these, by id.</summary>
    internal async Task<IReadOnlyDictionary<long, NamedRow>> OfAsync(KBossDbContext db, IReadOnlyCollection<long> ids, CancellationToken ct) =>
        await Named(db).Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);

    /// <summary>Those that are called so, by name; a name that two of them have leads nowhere.</summary>
    internal async Task<IReadOnlyDictionary<string, NamedRow>> CalledAsync(KBossDbContext db, IReadOnlyCollection<string> names, CancellationToken ct) =>
        (await Named(db).Where(row => names.Contains(row.Name)).ToListAsync(ct)).GroupBy(row => row.Name).Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.Single());

    /// <summary>Those with these codes, by code.</summary>
    internal async Task<IReadOnlyDictionary<string, NamedRow>> KeyedAsync(KBossDbContext db, IReadOnlyCollection<string> keys, CancellationToken ct) =>
        await Named(db).Where(row => keys.Contains(row.Key)).ToDictionaryAsync(row => row.Key, ct);

    /// <summary>The ids of those whose name holds a text, so many at most.</summary>
    internal async Task<IReadOnlyList<long>> FindAsync(KBossDbContext db, string pattern, int most, CancellationToken ct) =>
        await Named(db).Where(row => SearchText.Finds(row.Name, pattern)).OrderBy(row => row.Id).Select(row => row.Id).Take(most).ToListAsync(ct);
}

/// <summary>
/// What stands behind the kind in the subjects of one kind: the number or code of a thing (<see cref="Number"/>), the name of a row (<see cref="Called"/>), the
/// code of a row that people know by its name (<see cref="Keyed"/>), or ids with a slash between them, each of a kind of row (<see cref="Ids"/>); what is more
/// than that is a text of its own.
/// </summary>
public sealed record SubjectForm(string Kind)
{
    public Thing? Number { get; init; }

    public Type? Called { get; init; }

    public Type? Keyed { get; init; }

    public IReadOnlyList<Type> Ids { get; init; } = [];
}

/// <summary>How modules say what their rows are called.</summary>
public static class ThingNamesSetup
{
    /// <summary>Says how the rows of a kind are called.</summary>
    public static IServiceCollection AddNames<TEntity>(this IServiceCollection services, Func<KBossDbContext, IQueryable<NamedRow>> named) =>
        services.AddSingleton(new ThingNames(typeof(TEntity), named));

    /// <summary>Says that the subjects of a kind are called by the number of a thing.</summary>
    public static IServiceCollection AddNumberedSubject(this IServiceCollection services, string kind, Thing number) =>
        services.AddSingleton(new SubjectForm(kind) { Number = number });

    /// <summary>Says that the subjects of a kind are called by the name of a row.</summary>
    public static IServiceCollection AddCalledSubject<TEntity>(this IServiceCollection services, string kind) =>
        services.AddSingleton(new SubjectForm(kind) { Called = typeof(TEntity) });

    /// <summary>Says that the subjects of a kind are called by the code of a row, which people know by its name.</summary>
    public static IServiceCollection AddKeyedSubject<TEntity>(this IServiceCollection services, string kind) =>
        services.AddSingleton(new SubjectForm(kind) { Keyed = typeof(TEntity) });

    /// <summary>Says that the subjects of a kind are called by the ids of rows.</summary>
    public static IServiceCollection AddSubjectOf(this IServiceCollection services, string kind, params Type[] ids) =>
        services.AddSingleton(new SubjectForm(kind) { Ids = ids });
}
