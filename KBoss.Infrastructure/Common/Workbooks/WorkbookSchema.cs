using System.Globalization;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>The columns of a workbook, declared once for its template, for reading and for export.</summary>
public sealed class WorkbookSchema<TRow>
    where TRow : class, new()
{
    private readonly Dictionary<string, WorkbookColumn<TRow>> byName = [];

    public WorkbookSchema(WorkbookText sheet, IReadOnlyList<WorkbookColumn<TRow>> columns, IReadOnlyList<TRow>? examples = null)
    {
        Sheet = sheet;
        Columns = columns;
        Examples = examples ?? [];
        Key = columns.SingleOrDefault(column => column.IsKey);
        foreach (var column in columns)
        {
            byName[HeaderName(column.Header.Chinese)] = column;
            byName[HeaderName(column.Header.English)] = column;
        }
    }

    /// <summary>The name of the sheet, in both languages.</summary>
    public WorkbookText Sheet { get; }

    public IReadOnlyList<WorkbookColumn<TRow>> Columns { get; }

    /// <summary>Rows that show in the template how it is filled in; reading passes over a row that still has an example's key.</summary>
    public IReadOnlyList<TRow> Examples { get; }

    /// <summary>The column that says which row is which, if there is one.</summary>
    public WorkbookColumn<TRow>? Key { get; }

    /// <summary>Whether a preview shows what stands in the cells that cannot be read: nothing of the workbook is a secret.</summary>
    public bool ShowsWrongCells { get; init; }

    /// <summary>The keys of the columns, those that must be filled in marked: what was read by one schema need not do for another.</summary>
    public string Demands => string.Join(' ', Columns.Select(column => column.Required || column.IsKey ? column.Key + "!" : column.Key));

    /// <summary>The column with this key, or null.</summary>
    public WorkbookColumn<TRow>? Column(string key) => Columns.FirstOrDefault(column => column.Key == key);

    /// <summary>The header of the column that an error names, in a culture's language; empty if it names none.</summary>
    public string HeaderOf(string key, CultureInfo culture) => Column(key)?.Header.In(culture) ?? "";

    /// <summary>The column that a header cell names in either language, or null.</summary>
    internal WorkbookColumn<TRow>? Named(string header) => byName.GetValueOrDefault(HeaderName(header));

    private static string HeaderName(string header) => CellContent.Fold(header).Trim('*', ':');
}
