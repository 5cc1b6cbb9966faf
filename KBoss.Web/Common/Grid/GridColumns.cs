namespace KBoss.Web.Common;

/// <summary>The columns of a list, as the page declares them and as the reader wants them.</summary>
internal sealed class GridColumns<TRow>
{
    private readonly List<Column<TRow>> all = [];

    /// <summary>As the page declares them.</summary>
    public IReadOnlyList<Column<TRow>> All => all;

    /// <summary>Takes a column in, once; its place.</summary>
    public int Add(Column<TRow> column)
    {
        if (!all.Contains(column))
        {
            all.Add(column);
        }

        return all.IndexOf(column);
    }

    /// <summary>Lets a column go that the page no longer has.</summary>
    public void Remove(Column<TRow> column) => all.Remove(column);

    /// <summary>
    /// In the order that the reader has chosen; one that was not there then stands behind the one that the page has before it, and the acts of a row stand last.
    /// </summary>
    public IReadOnlyList<Column<TRow>> Ordered(GridLayout layout)
    {
        if (layout.Order.IsEmpty)
        {
            return all;
        }

        var ordered = all.Where(c => !c.Actions && layout.Order.Contains(c.Key)).OrderBy(c => layout.Order.IndexOf(c.Key)).ToList();
        foreach (var (column, place) in all.Select((column, place) => (column, place)).Where(c => !ordered.Contains(c.column)))
        {
            ordered.Insert(column.Actions ? ordered.Count : place == 0 ? 0 : ordered.IndexOf(all[place - 1]) + 1, column);
        }

        return ordered;
    }
}
