using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Pricing.LossSheetRow>;

namespace KBoss.Infrastructure.Pricing;

/// <summary>One line of the exported list of what is sold below cost; yuan per unit.</summary>
public sealed record LossSheetRow
{
    public string Product { get; set; } = "";

    public string Sku { get; set; } = "";

    public string Supplier { get; set; } = "";

    public string Buyer { get; set; } = "";

    public decimal UnitPrice { get; set; }

    public decimal Cost { get; set; }

    public decimal Loss { get; set; }

    public string AcceptedBy { get; set; } = "";

    internal static WorkbookSchema<LossSheetRow> Schema { get; } = new(new("低于成本", "Below cost"),
    [
        Text("Product", new("产品", "Product"), 30, row => row.Product, (row, value) => row.Product = value),
        Text("Sku", new("规格编码", "Sku code"), 24, row => row.Sku, (row, value) => row.Sku = value),
        Text("Supplier", new("供应商", "Supplier"), 24, row => row.Supplier, (row, value) => row.Supplier = value),
        Text("Buyer", new("客户（空为公开价）", "Buyer (empty: everybody)"), 28, row => row.Buyer, (row, value) => row.Buyer = value),
        Amount("UnitPrice", new("售价（元）", "Price (yuan)"), row => row.UnitPrice, (row, value) => row.UnitPrice = value),
        Amount("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value),
        Amount("Loss", new("每单位亏损（元）", "Loss per unit (yuan)"), row => row.Loss, (row, value) => row.Loss = value),
        Text("AcceptedBy", new("亏本确认人", "Loss accepted by"), 20, row => row.AcceptedBy, (row, value) => row.AcceptedBy = value),
    ]);

    internal static LossSheetRow Of(LossRow row) => new()
    {
        Product = row.ProductName,
        Sku = row.SkuCode,
        Supplier = row.SupplierName,
        Buyer = row.BuyerName,
        UnitPrice = row.UnitPrice,
        Cost = row.Cost,
        Loss = row.LossPerUnit,
        AcceptedBy = row.State == LossState.Accepted ? row.AcceptedBy ?? "" : "",
    };

    private static DecimalColumn<LossSheetRow> Amount(
        string key, WorkbookText header, Func<LossSheetRow, decimal> get, Action<LossSheetRow, decimal> set) =>
        new(key, header, row => get(row), set) { Width = 18, Decimals = 4 };
}
