using KBoss.Infrastructure.Common;

namespace KBoss.Web.Common;

/// <summary>
/// What a list shows, and what waits beside it because others have changed something meanwhile. What stands on the page is brought up to date where it stands;
/// where rows would move, they stay, and what was read waits until the reader asks for it.
/// </summary>
internal sealed record GridNews<TRow>(Page<TRow> Shown, Page<TRow>? Waiting = null)
{
    /// <summary>How many rows others have added that are not shown, 0 where the list has changed in another way; null where it is shown as it is.</summary>
    public int? Count => Waiting is null ? null : Math.Max(0, Waiting.Total - Shown.Total);

    /// <summary>The list after it was read again because others have changed something.</summary>
    public GridNews<TRow> Told(Page<TRow> read, Func<TRow, string> key) =>
        Moves(read, key) ? new GridNews<TRow>(UpToDate(read, key), read) : new GridNews<TRow>(read);

    /// <summary>Whether rows that are shown would stand elsewhere, or nowhere.</summary>
    private bool Moves(Page<TRow> read, Func<TRow, string> key) =>
        Shown.Rows.Count > 0 && read.Rows.Count > 0
        && (read.Rows.Count < Shown.Rows.Count || Shown.Rows.Zip(read.Rows).Any(pair => key(pair.First) != key(pair.Second)));

    private Page<TRow> UpToDate(Page<TRow> read, Func<TRow, string> key)
    {
        var now = read.Rows.ToDictionary(key);
        return Shown with { Rows = [.. Shown.Rows.Select(row => now.GetValueOrDefault(key(row), row))] };
    }
}
