using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace KBoss.Infrastructure.Data;

/// <summary>
/// Keeps a model of a context for each form of its filters: one organization, some, or no filter for the scope of everything.
/// A filter that said "everything or mine" in SQL would keep both databases from using their indexes, and one that asked
/// for a list of one would have its SQL written anew for every query.
/// </summary>
internal sealed class ScopedModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as KBossDbContext)?.Scope is { } scope ? (scope.IsEverything, scope.IsSingle) : default, designTime);
}
