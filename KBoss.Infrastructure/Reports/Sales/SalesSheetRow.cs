using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Sales.SalesSheetRow>;

namespace KBoss.Infrastructure.Reports.Sales;

/// <summary>One line of the exported sales; amounts in yuan.</summary>
public sealed record SalesSheetRow
{
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public long Orders { get; set; }

    public long Customers { get; set; }

    public long Quantity { get; set; }

    public decimal Revenue { get; set; }

    public decimal Cost { get; set; }

    public decimal Margin { get; set; }

    internal static WorkbookSchema<SalesSheetRow> Schema(bool withCosts)
    {
        List<WorkbookColumn<SalesSheetRow>> columns =
        [
            new TextColumn<SalesSheetRow>("Key", new("编号", "Key"), row => row.Key, (row, value) => row.Key = value) { Width = 30 },
            new TextColumn<SalesSheetRow>("Name", new("名称", "Name"), row => row.Name, (row, value) => row.Name = value) { Width = 34 },
            Count("Orders", new("订单数", "Orders"), row => row.Orders, (row, value) => row.Orders = value),
            Count("Customers", new("客户数", "Customers"), row => row.Customers, (row, value) => row.Customers = value),
            Count("Quantity", new("数量×时长", "Quantity × periods"), row => row.Quantity, (row, value) => row.Quantity = value),
            Amount("Revenue", new("销售额（元）", "Revenue (yuan)"), row => row.Revenue, (row, value) => row.Revenue = value),
        ];
        if (withCosts)
        {
            columns.Add(Amount("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value));
            columns.Add(Amount("Margin", new("毛利（元）", "Margin (yuan)"), row => row.Margin, (row, value) => row.Margin = value));
        }

        return new(new("销售统计", "Sales"), columns);
    }

    internal static SalesSheetRow Of(SalesRow row) => new()
    {
        Key = row.Key,
        Name = row.Name,
        Orders = row.Orders,
        Customers = row.Customers,
        Quantity = row.Quantity,
        Revenue = row.Revenue,
        Cost = row.Cost ?? 0,
        Margin = row.Margin ?? 0,
    };
}
