using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace KBoss.Infrastructure.Data;

/// <summary>
/// Keeps two models of a context: one with isolation filters and one without, for the scope of everything.
/// A filter that said "everything or mine" in SQL would keep both databases from using their indexes.
/// </summary>
internal sealed class ScopedModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as KBossDbContext)?.Scope.IsEverything ?? false, designTime);
}
