using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// A query that EF Core compiles once and not with every call, for what every page asks. There is a model for each form of scope, and a compiled query
/// belongs to one model.
/// </summary>
internal sealed class PerModel<TQuery>(Func<TQuery> compile)
{
    private readonly ConcurrentDictionary<IModel, TQuery> queries = new();

    /// <summary>The query for a context.</summary>
    public TQuery For(KBossDbContext db) => queries.GetOrAdd(db.Model, static (_, compile) => compile(), compile);
}
