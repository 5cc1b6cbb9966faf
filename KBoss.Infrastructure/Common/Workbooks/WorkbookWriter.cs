using System.Globalization;
using ClosedXML.Excel;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>
/// Writes workbooks from a schema: the template that people fill in, and exports. Headers and choices are in the language of the current UI culture.
/// </summary>
public static class WorkbookWriter
{
    private const int HeaderHeight = 24;
    private const int MaxCellText = 32_767;

    /// <summary>Excel refuses a literal list that is longer.</summary>
    private const int MaxListText = 255;

    private static readonly XLColor HeaderFill = XLColor.FromHtml("#1F4E79");
    private static readonly XLColor RequiredFill = XLColor.FromHtml("#C55A11");
    private static readonly XLColor ExampleColor = XLColor.FromHtml("#7F7F7F");

    /// <summary>The file to fill in: header, examples, lists to choose from, and a second sheet that explains every column in both languages.</summary>
    public static byte[] Template<TRow>(WorkbookSchema<TRow> schema, int rows = 50_000)
        where TRow : class, new()
    {
        using var workbook = new XLWorkbook(XLEventTracking.Disabled);
        var columns = schema.Columns.Where(c => !c.ExportOnly).ToList();
        var sheet = AddSheet(workbook, schema.Sheet, columns, markRequired: true);
        WriteRows(sheet, columns, schema.Examples);
        if (schema.Examples.Count > 0)
        {
            sheet.Range(2, 1, schema.Examples.Count + 1, columns.Count).Style.Font.SetItalic().Font.SetFontColor(ExampleColor);
        }

        AddInstructions(workbook, columns, schema.Examples);
        for (var c = 0; c < columns.Count; c++)
        {
            AddList(workbook, sheet.Range(2, c + 1, rows + 1, c + 1), columns[c]);
        }

        return Save(workbook);
    }

    /// <summary>The rows as a workbook with typed numbers, a frozen header and a filter; text stays text whatever it begins with.</summary>
    public static byte[] Export<TRow>(WorkbookSchema<TRow> schema, IEnumerable<TRow> rows)
        where TRow : class, new()
    {
        using var workbook = new XLWorkbook(XLEventTracking.Disabled);
        Fill(workbook, schema, rows);
        return Save(workbook);
    }

    /// <summary>The same of a list that may have more rows than a workbook takes: then a line below them says so, and what to do about it.</summary>
    internal static byte[] Export<TRow>(WorkbookSchema<TRow> schema, FirstRows<TRow> first)
        where TRow : class, new()
    {
        using var workbook = new XLWorkbook(XLEventTracking.Disabled);
        var sheet = Fill(workbook, schema, first.Rows);
        if (first.Only is { } only)
        {
            var number = only.ToString("N0", CultureInfo.InvariantCulture);
            var said = new WorkbookText($"只有前 {number} 条。请缩小筛选范围后分次导出。", $"The first {number} only. Narrow the filters and export in parts.");
            sheet.Cell(first.Count + 3, 1).SetValue(said.ToString()).Style.Font.SetBold();
        }

        return Save(workbook);
    }

    /// <summary>The same under lines that say what it is, each a label and its value, and an empty line after them.</summary>
    public static byte[] Export<TRow>(WorkbookSchema<TRow> schema, IEnumerable<TRow> rows, IReadOnlyList<(WorkbookText Label, string Value)> about)
        where TRow : class, new()
    {
        using var workbook = new XLWorkbook(XLEventTracking.Disabled);
        var sheet = AddSheet(workbook, schema.Sheet, schema.Columns, markRequired: false);
        var count = WriteRows(sheet, schema.Columns, rows);
        var above = about.Count + 1;
        sheet.Row(1).InsertRowsAbove(above);
        var lines = sheet.Range(1, 1, above, schema.Columns.Count);
        lines.Clear(XLClearOptions.AllFormats);
        foreach (var (line, number) in about.Select((line, i) => (line, i + 1)))
        {
            sheet.Cell(number, 1).SetValue(line.Label.ToString()).Style.Font.SetBold();
            sheet.Cell(number, 2).SetValue(line.Value);
        }

        sheet.SheetView.FreezeRows(above + 1);
        sheet.Range(above + 1, 1, above + count + 1, schema.Columns.Count).SetAutoFilter();
        return Save(workbook);
    }

    private static IXLWorksheet Fill<TRow>(XLWorkbook workbook, WorkbookSchema<TRow> schema, IEnumerable<TRow> rows)
        where TRow : class, new()
    {
        var sheet = AddSheet(workbook, schema.Sheet, schema.Columns, markRequired: false);
        sheet.Range(1, 1, WriteRows(sheet, schema.Columns, rows) + 1, schema.Columns.Count).SetAutoFilter();
        return sheet;
    }

    private static IXLWorksheet AddSheet<TRow>(
        XLWorkbook workbook, WorkbookText name, IReadOnlyList<WorkbookColumn<TRow>> columns, bool markRequired)
        where TRow : class, new()
    {
        var sheet = workbook.AddWorksheet(name.ToString());
        for (var c = 0; c < columns.Count; c++)
        {
            var column = columns[c];
            sheet.Column(c + 1).Width = column.Width;
            sheet.Column(c + 1).Style.NumberFormat.Format = column.Format;
            sheet.Cell(1, c + 1).SetValue(column.Header.ToString());
        }

        StyleHeader(sheet.Range(1, 1, 1, columns.Count));
        for (var c = 0; markRequired && c < columns.Count; c++)
        {
            if (columns[c].Required || columns[c].IsKey)
            {
                sheet.Cell(1, c + 1).Style.Fill.BackgroundColor = RequiredFill;
            }
        }

        sheet.Row(1).Height = HeaderHeight;
        sheet.SheetView.FreezeRows(1);
        return sheet;
    }

    private static void StyleHeader(IXLRange header)
    {
        header.Style.Font.SetBold().Font.SetFontColor(XLColor.White);
        header.Style.Fill.BackgroundColor = HeaderFill;
        header.Style.Alignment.Vertical = XLAlignmentVerticalValues.Center;
    }

    private static int WriteRows<TRow>(IXLWorksheet sheet, IReadOnlyList<WorkbookColumn<TRow>> columns, IEnumerable<TRow> rows)
        where TRow : class, new()
    {
        var number = 1;
        foreach (var row in rows)
        {
            number++;
            for (var c = 0; c < columns.Count; c++)
            {
                switch (columns[c].Write(row))
                {
                    case string { Length: > 0 } text:
                        sheet.Cell(number, c + 1).SetValue(text.Length <= MaxCellText ? text : text[..MaxCellText]);
                        break;
                    case decimal value:
                        sheet.Cell(number, c + 1).SetValue(value);
                        break;
                    case long value:
                        sheet.Cell(number, c + 1).SetValue(value);
                        break;
                    default:
                        break;
                }
            }
        }

        return number - 1;
    }

    /// <summary>What Excel offers in the cells of a column; a list that is too long for a rule, or has commas, stands on a hidden sheet.</summary>
    private static void AddList<TRow>(XLWorkbook workbook, IXLRange range, WorkbookColumn<TRow> column)
    {
        if (column.Offers.Count == 0)
        {
            return;
        }

        var (list, validation) = (string.Join(',', column.Offers), range.SetDataValidation());
        if (list.Length <= MaxListText && column.Offers.All(offer => !offer.ToString().Contains(',', StringComparison.Ordinal)))
        {
            validation.List($"\"{list}\"", true);
        }
        else
        {
            var name = new WorkbookText("列表", "Lists").ToString();
            var lists = workbook.TryGetWorksheet(name, out var known) ? known : workbook.AddWorksheet(name).Hide();
            var at = (lists.LastColumnUsed()?.ColumnNumber() ?? 0) + 1;
            foreach (var (offer, row) in column.Offers.Select((offer, i) => (offer, i + 1)))
            {
                lists.Cell(row, at).SetValue(offer.ToString());
            }

            validation.List(lists.Range(1, at, column.Offers.Count, at), true);
        }

        validation.IgnoreBlanks = true;
        validation.ShowErrorMessage = column.OffersOnly;
        validation.ErrorStyle = XLErrorStyle.Stop;
        validation.ErrorTitle = column.Header.ToString();
        validation.ErrorMessage = column.Kind.ToString();
    }

    private static void AddInstructions<TRow>(XLWorkbook workbook, IReadOnlyList<WorkbookColumn<TRow>> columns, IReadOnlyList<TRow> examples)
        where TRow : class, new()
    {
        var sheet = workbook.AddWorksheet(new WorkbookText("填写说明", "Instructions").ToString());
        (string Name, double Width)[] headers =
            [("列", 14), ("Column", 16), ("必填 Required", 16), ("格式", 34), ("Format", 40), ("示例 Example", 36), ("说明", 60), ("Note", 70)];
        for (var c = 0; c < headers.Length; c++)
        {
            sheet.Column(c + 1).Width = headers[c].Width;
            sheet.Cell(1, c + 1).SetValue(headers[c].Name);
        }

        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var example = examples.Select(column.Write).FirstOrDefault(value => value is not (null or ""));
            string[] texts =
            [
                column.Header.Chinese, column.Header.English, column.Required || column.IsKey ? "是 Yes" : "否 No", column.Kind.Chinese, column.Kind.English,
                example?.ToString() ?? "", column.Note.Chinese, column.Note.English,
            ];
            for (var c = 0; c < texts.Length; c++)
            {
                sheet.Cell(i + 2, c + 1).SetValue(texts[c]);
            }
        }

        StyleHeader(sheet.Range(1, 1, 1, headers.Length));
        sheet.Range(2, 1, columns.Count + 1, headers.Length).Style.Alignment.SetWrapText().Alignment.SetVertical(XLAlignmentVerticalValues.Top);
        sheet.SheetView.FreezeRows(1);
    }

    private static byte[] Save(XLWorkbook workbook)
    {
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        stream.Position = 0;
        return PlainNames.Write(stream);
    }
}
