using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Loads what a use case is about.</summary>
public static class Loading
{
    /// <summary>The row with this id among those asked; <see cref="NotFoundException"/> of <paramref name="what"/> when there is none.</summary>
    public static async Task<T> GetAsync<T>(this IQueryable<T> rows, string what, long id, CancellationToken ct = default)
        where T : Entity => await rows.FirstOrDefaultAsync(row => row.Id == id, ct) ?? throw new NotFoundException(what, id);

    /// <summary>As above, for a change to what was shown at a version; <c>Common.ChangedMeanwhile</c> when somebody has changed it since.</summary>
    public static async Task<T> GetAsync<T>(this IQueryable<T> rows, string what, long id, int version, CancellationToken ct = default)
        where T : Entity
    {
        var row = await rows.GetAsync(what, id, ct);
        return row.Version == version ? row : throw new RuleException("Common.ChangedMeanwhile");
    }

    /// <summary>
    /// Goes on only when there is a row with this id among those asked; otherwise <see cref="NotFoundException"/> of <paramref name="what"/>.
    /// </summary>
    public static async Task DemandAsync<T>(this IQueryable<T> rows, string what, long id, CancellationToken ct = default)
        where T : Entity
    {
        if (!await rows.AnyAsync(row => row.Id == id, ct))
        {
            throw new NotFoundException(what, id);
        }
    }
}
