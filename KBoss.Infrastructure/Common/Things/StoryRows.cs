using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Things;

/// <summary>How modules read the rows of which they tell.</summary>
public static class StoryRows
{
    /// <summary>The first <see cref="ThingStory.Most"/> of what comes newest first, in the order in which it happened.</summary>
    public static async Task<List<T>> InOrderAsync<T>(this IQueryable<T> newestFirst, CancellationToken ct)
    {
        var rows = await newestFirst.Take(ThingStory.Most).ToListAsync(ct);
        rows.Reverse();
        return rows;
    }
}
