namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>The columns that most exports are made of. A sheet names its rows once: <c>using static SheetColumns&lt;its row&gt;</c>.</summary>
internal static class SheetColumns<TRow>
{
    /// <summary>A text, as wide as it is said to be in Excel's units.</summary>
    internal static TextColumn<TRow> Text(string key, WorkbookText header, double width, Func<TRow, string> get, Action<TRow, string> set) =>
        new(key, header, get, set) { Width = width };

    /// <summary>A whole number.</summary>
    internal static IntegerColumn<TRow> Count(string key, WorkbookText header, Func<TRow, long> get, Action<TRow, long> set, double width = 16) =>
        new(key, header, row => get(row), set) { Width = width };

    /// <summary>An amount in yuan.</summary>
    internal static DecimalColumn<TRow> Amount(string key, WorkbookText header, Func<TRow, decimal> get, Action<TRow, decimal> set, double width = 20) =>
        new(key, header, row => get(row), set) { Width = width };
}
