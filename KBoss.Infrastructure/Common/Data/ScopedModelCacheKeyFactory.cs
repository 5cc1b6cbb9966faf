using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Keeps a model of a context for each form of its filters, none at all for the scope of everything:
/// a filter that said "everything or mine" in SQL would keep both databases from using their indexes.
/// </summary>
internal sealed class ScopedModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as KBossDbContext)?.Scope.Form, designTime);
}
