using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Opportunities.OpportunitySheetRow>;

namespace KBoss.Infrastructure.Reports.Opportunities;

/// <summary>One line of an exported list of opportunities: amounts in yuan, times in Shanghai.</summary>
public sealed record OpportunitySheetRow
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    public string Salesperson { get; set; } = "";

    public string ResourceNo { get; set; } = "";

    public string Product { get; set; } = "";

    public string Ends { get; set; } = "";

    public long DaysLeft { get; set; }

    public decimal Balance { get; set; }

    public string LastPaid { get; set; } = "";

    public string Registered { get; set; } = "";

    public decimal Recent { get; set; }

    public decimal Before { get; set; }

    public decimal Percent { get; set; }

    internal static OpportunitySheetRow Of(DueRow row) => new()
    {
        Code = row.CustomerCode,
        Name = row.CustomerName,
        Salesperson = row.Salesperson ?? "",
        ResourceNo = row.ResourceNo,
        Product = row.Product,
        Ends = Minute(row.EndsAt),
        DaysLeft = row.DaysLeft,
    };

    internal static OpportunitySheetRow Of(UnusedRow row) => new()
    {
        Code = row.Code,
        Name = row.Name,
        Salesperson = row.Salesperson ?? "",
        Balance = row.Balance,
        LastPaid = row.LastPaidAt is { } paid ? Minute(paid) : "",
        Registered = Minute(row.RegisteredAt),
    };

    internal static OpportunitySheetRow Of(GrowingRow row) => new()
    {
        Code = row.Code,
        Name = row.Name,
        Salesperson = row.Salesperson ?? "",
        Recent = row.Recent,
        Before = row.Before,
        Percent = row.Change * 100,
    };

    internal static WorkbookSchema<OpportunitySheetRow> Schema(Opportunity opportunity) => opportunity switch
    {
        Opportunity.Due => new(new("待续费", "Due for renewal"),
        [
            Text("ResourceNo", new("资源编号", "Resource"), 26, row => row.ResourceNo, (row, value) => row.ResourceNo = value),
            Text("Product", new("产品", "Product"), 32, row => row.Product, (row, value) => row.Product = value),
            Text("Ends", new("到期时间", "Ends"), 20, row => row.Ends, (row, value) => row.Ends = value),
            new IntegerColumn<OpportunitySheetRow>("DaysLeft", new("剩余天数", "Days left"), row => row.DaysLeft, (row, value) => row.DaysLeft = value) { Width = 14 },
            .. Customer(),
        ]),
        Opportunity.Unused => new(new("未使用", "Unused"),
        [
            .. Customer(),
            Amount("Balance", new("账户余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value, width: 24),
            Text("LastPaid", new("最近付款", "Last paid"), 20, row => row.LastPaid, (row, value) => row.LastPaid = value),
            Text("Registered", new("注册时间", "Registered"), 20, row => row.Registered, (row, value) => row.Registered = value),
        ]),
        _ => new(new("增长中", "Growing"),
        [
            .. Customer(),
            Amount("Recent", new("近90天付款（元）", "Paid in the last 90 days (yuan)"), row => row.Recent, (row, value) => row.Recent = value, width: 24),
            Amount("Before", new("此前90天付款（元）", "Paid in the 90 days before (yuan)"), row => row.Before, (row, value) => row.Before = value, width: 24),
            Amount("Percent", new("变化（%）", "Change (%)"), row => row.Percent, (row, value) => row.Percent = value, width: 24),
        ]),
    };

    private static IEnumerable<WorkbookColumn<OpportunitySheetRow>> Customer() =>
    [
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Name", new("客户", "Customer"), 32, row => row.Name, (row, value) => row.Name = value),
        Text("Salesperson", new("销售人员", "Salesperson"), 18, row => row.Salesperson, (row, value) => row.Salesperson = value),
    ];

    private static string Minute(DateTime utc) => ChinaTime.FromUtc(utc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
