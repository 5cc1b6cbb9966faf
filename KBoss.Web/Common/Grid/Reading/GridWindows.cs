using KBoss.Infrastructure.Common;

namespace KBoss.Web.Common;

/// <summary>
/// The rows of a list that is scrolled, read from the server in windows of <see cref="GridState.Window"/> as they come into sight; the first is there already.
/// </summary>
internal sealed class GridWindows<TRow>(Page<TRow> first, Func<int, CancellationToken, Task<IReadOnlyList<TRow>>> read)
{
    /// <summary>How many rows are scrolled at most.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<int, IReadOnlyList<TRow>> windows = new() { [0] = first.Rows };

    /// <summary>How many rows there are to scroll.</summary>
    public int Count { get; } = Math.Min(first.Total, Most);

    /// <summary>The rows read so far.</summary>
    public IEnumerable<TRow> Rows => windows.Values.SelectMany(rows => rows);

    /// <summary>Some rows from a place on; windows that were not seen yet are read.</summary>
    public async Task<IReadOnlyList<TRow>> TakeAsync(int start, int count, CancellationToken ct)
    {
        var rows = new List<TRow>(count);
        for (var window = start / GridState.Window; rows.Count < count; window++)
        {
            if (!windows.TryGetValue(window, out var found))
            {
                windows[window] = found = await read(window + 1, ct);
            }

            rows.AddRange(found.Skip(rows.Count == 0 ? start % GridState.Window : 0).Take(count - rows.Count));
            if (found.Count < GridState.Window)
            {
                break;
            }
        }

        return rows;
    }
}
