using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Pricing.Above.PriceSheetRow>;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>One line of the exported list of prices at one or two instants; yuan per unit, empty where it is not seen.</summary>
public sealed record PriceSheetRow
{
    public string Product { get; set; } = "";

    public string Sku { get; set; } = "";

    public string Supplier { get; set; } = "";

    public decimal ListPrice { get; set; }

    public decimal? UnitPrice { get; set; }

    public string Source { get; set; } = "";

    public decimal? Cost { get; set; }

    public decimal? OtherPrice { get; set; }

    public string OtherSource { get; set; } = "";

    public decimal? Difference { get; set; }

    internal static WorkbookSchema<PriceSheetRow> Schema { get; } = new(new("价格", "Prices"),
    [
        Text("Product", new("产品", "Product"), 30, row => row.Product, (row, value) => row.Product = value),
        Text("Sku", new("规格编码", "Sku code"), 24, row => row.Sku, (row, value) => row.Sku = value),
        Text("Supplier", new("供应商", "Supplier"), 24, row => row.Supplier, (row, value) => row.Supplier = value),
        Amount("ListPrice", new("目录价（元）", "List price (yuan)"), row => row.ListPrice, (row, value) => row.ListPrice = value ?? 0),
        Amount("UnitPrice", new("售价（元）", "Price (yuan)"), row => row.UnitPrice, (row, value) => row.UnitPrice = value),
        Text("Source", new("价格来源", "Source"), 24, row => row.Source, (row, value) => row.Source = value),
        Amount("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value),
        Amount("OtherPrice", new("对比时点售价（元）", "Price at the other instant (yuan)"), row => row.OtherPrice, (row, value) => row.OtherPrice = value),
        Text("OtherSource", new("对比时点来源", "Source at the other instant"), 24, row => row.OtherSource, (row, value) => row.OtherSource = value),
        Amount("Difference", new("差额（元）", "Difference (yuan)"), row => row.Difference, (row, value) => row.Difference = value),
    ]);

    internal static PriceSheetRow Of(PriceLookupRow row) => new()
    {
        Product = row.ProductName,
        Sku = row.SkuCode,
        Supplier = row.SupplierName,
        ListPrice = row.ListPrice,
        UnitPrice = row.At.UnitPrice,
        Source = SourceOf(row.At),
        Cost = row.At.Cost,
        OtherPrice = row.Other?.UnitPrice,
        OtherSource = row.Other is { } other ? SourceOf(other) : "",
        Difference = row.Difference,
    };

    private static string SourceOf(PriceThen then) => then.Source switch
    {
        PriceSource.Own => "专属价 / Customer price",
        PriceSource.Promotion => then.Promotion,
        PriceSource.Public => "公共售价 / Public price",
        _ => "不可见 / Not seen",
    };

    private static DecimalColumn<PriceSheetRow> Amount(
        string key, WorkbookText header, Func<PriceSheetRow, decimal?> get, Action<PriceSheetRow, decimal?> set) =>
        new(key, header, get, (row, value) => set(row, value)) { Width = 18, Decimals = 4 };
}
