using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// A query that never changes its form, for where every order passes: EF Core translates it once for each form of scope, isolation and all, and does not
/// look at the expression again. Kept in a static field and asked by name of its two arguments.
/// </summary>
internal sealed class FixedQuery<T1, T2, TRow>(Expression<Func<KBossDbContext, T1, T2, IQueryable<TRow>>> query) : IFixedQuery
{
    private readonly ConditionalWeakTable<IModel, Func<KBossDbContext, T1, T2, IAsyncEnumerable<TRow>>> translated = [];

    LambdaExpression IFixedQuery.Query => query;

    /// <summary>All rows.</summary>
    public async Task<List<TRow>> ListAsync(KBossDbContext db, T1 first, T2 second, CancellationToken ct)
    {
        var rows = new List<TRow>();
        await foreach (var row in Translated(db)(db, first, second).WithCancellation(ct))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The first row, or nothing.</summary>
    public async Task<TRow?> FirstAsync(KBossDbContext db, T1 first, T2 second, CancellationToken ct)
    {
        await foreach (var row in Translated(db)(db, first, second).WithCancellation(ct))
        {
            return row;
        }

        return default;
    }

    private Func<KBossDbContext, T1, T2, IAsyncEnumerable<TRow>> Translated(KBossDbContext db) =>
        translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));
}

/// <summary>What tests ask of every such query: whether SQL Server understands it too.</summary>
internal interface IFixedQuery
{
    /// <summary>The query as it is written.</summary>
    LambdaExpression Query { get; }
}
