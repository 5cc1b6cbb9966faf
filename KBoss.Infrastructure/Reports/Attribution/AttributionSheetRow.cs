using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Attribution.AttributionSheetRow>;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>One line of the exported attribution; amounts in yuan. The last line is the sum.</summary>
public sealed record AttributionSheetRow
{
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public long SignUps { get; set; }

    public long FirstOrders { get; set; }

    public decimal Revenue { get; set; }

    public decimal Given { get; set; }

    public decimal Margin { get; set; }

    public string Payback { get; set; } = "";

    public long Entered { get; set; }

    public decimal EnteredRevenue { get; set; }

    public decimal EnteredGiven { get; set; }

    internal static WorkbookSchema<AttributionSheetRow> Schema(bool withMargin)
    {
        List<WorkbookColumn<AttributionSheetRow>> columns =
        [
            Text("Key", new("编号", "Key"), 26, row => row.Key, (row, value) => row.Key = value),
            Text("Name", new("名称", "Name"), 30, row => row.Name, (row, value) => row.Name = value),
            Count("SignUps", new("注册客户数", "Sign-ups"), row => row.SignUps, (row, value) => row.SignUps = value),
            Count("FirstOrders", new("首单数", "First orders"), row => row.FirstOrders, (row, value) => row.FirstOrders = value),
            Amount("Revenue", new("销售额（元）", "Revenue (yuan)"), row => row.Revenue, (row, value) => row.Revenue = value),
            Amount("Given", new("优惠金额（元）", "Discount given (yuan)"), row => row.Given, (row, value) => row.Given = value),
        ];
        if (withMargin)
        {
            columns.Add(Amount("Margin", new("毛利（元）", "Margin (yuan)"), row => row.Margin, (row, value) => row.Margin = value));
            columns.Add(Text("Payback", new("回本天数", "Days until paid back"), 20, row => row.Payback, (row, value) => row.Payback = value));
        }

        columns.Add(Count("Entered", new("已有客户输入数", "Existing customers"), row => row.Entered, (row, value) => row.Entered = value));
        columns.Add(Amount(
            "EnteredRevenue", new("已有客户活动价销售额（元）", "Their revenue (yuan)"), row => row.EnteredRevenue, (row, value) => row.EnteredRevenue = value));
        columns.Add(Amount(
            "EnteredGiven", new("已有客户优惠金额（元）", "Their discount (yuan)"), row => row.EnteredGiven, (row, value) => row.EnteredGiven = value));
        return new(new("推广效果", "Attribution"), columns);
    }

    internal static AttributionSheetRow Of(AttributionRow row) => new()
    {
        Key = row.Key.Length > 0 ? row.Key : "合计 / Total",
        Name = row.Name,
        SignUps = row.SignUps,
        FirstOrders = row.FirstOrders,
        Revenue = row.Revenue,
        Given = row.Given,
        Margin = row.Margin ?? 0,
        Payback = row.Payback is { } p ? p.Days?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "未回本 / Not yet" : "",
        Entered = row.Entered,
        EnteredRevenue = row.EnteredRevenue,
        EnteredGiven = row.EnteredGiven,
    };
}
