using ClosedXML.Excel;
using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;

namespace KBoss.Tests.Support;

/// <summary>Workbooks as tests need them: suppliers' to import, and exported ones to read.</summary>
internal static class Workbooks
{
    /// <summary>The first page of a list, with filters by name.</summary>
    public static PageRequest Page(params (string Name, string Value)[] filters) =>
        new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    public static ProductRow Row(string code, string product = "通用节点", decimal listPrice = 100m, decimal? floorPrice = null, int? stock = null) => new()
    {
        SkuCode = code,
        ProductName = product,
        Type = "超算",
        Region = "济南",
        Brief = "简介",
        Options = "CPU=16核; 内存=64G",
        Unit = BillingUnit.Month,
        ListPrice = listPrice,
        FloorPrice = floorPrice,
        Stock = stock,
        Tags = ["New"],
    };

    public static MemoryStream Of(params IEnumerable<ProductRow> rows) => new(ProductWorkbook.Export(rows));

    public static ProductRow[] Many(int count, int productsEvery = 5, decimal listPrice = 100m) =>
        [.. Enumerable.Range(0, count).Select(i => Row($"SKU-{i:D5}", $"产品 {i / productsEvery:D5}", listPrice + i))];

    /// <summary>A workbook whose second row has a price of zero and whose third has no name.</summary>
    public static MemoryStream WithTwoBadRows() => Of(Row("GOOD-1"), Row("BAD-1", listPrice: 0m), Row("BAD-2", product: ""), Row("GOOD-2", "另一产品"));

    /// <summary>A workbook, changed on its first sheet.</summary>
    public static byte[] Edit(byte[] file, Action<IXLWorksheet> edit)
    {
        using var workbook = new XLWorkbook(new MemoryStream(file));
        edit(workbook.Worksheets.First());
        using var changed = new MemoryStream();
        workbook.SaveAs(changed);
        return changed.ToArray();
    }

    /// <summary>The cell in the row that holds a Sku code, under the column whose header begins so.</summary>
    public static IXLCell CellOf(this IXLWorksheet sheet, string skuCode, string header) => sheet.Cell(
        sheet.CellsUsed(c => c.GetString() == skuCode).First().Address.RowNumber,
        sheet.Row(1).CellsUsed(c => c.GetString().StartsWith(header, StringComparison.Ordinal)).First().Address.ColumnNumber);

    /// <summary>The rows of an exported workbook below its header, each cell as text.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(byte[] content)
    {
        using var workbook = new XLWorkbook(new MemoryStream(content));
        var sheet = workbook.Worksheets.First();
        var width = sheet.LastColumnUsed().ColumnNumber();
        return [.. sheet.RowsUsed().Skip(1).Select(row => row.Cells(1, width).Select(cell => cell.GetString()).ToList())];
    }
}
