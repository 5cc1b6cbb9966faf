namespace KBoss.Web.Common;

/// <summary>The rows that the reader has chosen, also those on other pages, by their keys.</summary>
internal sealed class GridSelection<TRow>(Func<TRow, string> key)
{
    private readonly Dictionary<string, TRow> rows = [];

    public IReadOnlyDictionary<string, TRow> Rows => rows;

    /// <summary>
    /// The chosen rows, as they are whenever one looks: a click can reach a button that was drawn before the last row was chosen, and it means what is chosen now.
    /// </summary>
    public IReadOnlyCollection<TRow> Chosen => rows.Values;

    /// <summary>Whether all of these are chosen, and there are some.</summary>
    public bool HasAll(IReadOnlyList<TRow>? page) => page is { Count: > 0 } && page.All(row => rows.ContainsKey(key(row)));

    /// <summary>Chooses a row, or no longer.</summary>
    public void Toggle(TRow row)
    {
        if (!rows.Remove(key(row)))
        {
            rows[key(row)] = row;
        }
    }

    /// <summary>Chooses all rows of a page, or none of them where all are chosen.</summary>
    public void TogglePage(IReadOnlyList<TRow> page)
    {
        var all = HasAll(page);
        foreach (var row in page)
        {
            if (all)
            {
                rows.Remove(key(row));
            }
            else
            {
                rows[key(row)] = row;
            }
        }
    }

    public void Clear() => rows.Clear();
}
