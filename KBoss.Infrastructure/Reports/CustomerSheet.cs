using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Organizations.Registration;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.CustomerSheetRow>;

namespace KBoss.Infrastructure.Reports;

/// <summary>One line of the exported list of customers: balance in yuan, times in Shanghai; the phone is whole or masked, as the reader may see it.</summary>
public sealed record CustomerSheetRow
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    public string Salesperson { get; set; } = "";

    public string Contact { get; set; } = "";

    public string Phone { get; set; } = "";

    public decimal Balance { get; set; }

    public string LastOrder { get; set; } = "";

    public long Expiring { get; set; }

    public long Tickets { get; set; }

    public string NextFollowUp { get; set; } = "";

    public string Registered { get; set; } = "";

    public string LastFollowUp { get; set; } = "";

    public long FollowUps { get; set; }

    internal static WorkbookSchema<CustomerSheetRow> Schema { get; } = new(new("客户", "Customers"),
    [
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Name", new("客户", "Customer"), 32, row => row.Name, (row, value) => row.Name = value),
        Text("Salesperson", new("销售人员", "Salesperson"), 18, row => row.Salesperson, (row, value) => row.Salesperson = value),
        Text("Contact", new("联系人", "Contact"), 18, row => row.Contact, (row, value) => row.Contact = value),
        Text("Phone", new("手机号", "Phone"), 18, row => row.Phone, (row, value) => row.Phone = value),
        new DecimalColumn<CustomerSheetRow>("Balance", new("账户余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value)
        {
            Width = 18,
        },
        Text("LastOrder", new("最近下单", "Last order"), 20, row => row.LastOrder, (row, value) => row.LastOrder = value),
        new IntegerColumn<CustomerSheetRow>("Expiring", new("即将到期的资源", "Resources expiring"), row => row.Expiring, (row, value) => row.Expiring = value)
        {
            Width = 20,
        },
        new IntegerColumn<CustomerSheetRow>("Tickets", new("未关闭的工单", "Open tickets"), row => row.Tickets, (row, value) => row.Tickets = value) { Width = 16 },
        Text("NextFollowUp", new("下次回访", "Next follow-up"), 18, row => row.NextFollowUp, (row, value) => row.NextFollowUp = value),
        Text("Registered", new("注册时间", "Registered"), 20, row => row.Registered, (row, value) => row.Registered = value),
        Text("LastFollowUp", new("最近回访", "Last follow-up"), 20, row => row.LastFollowUp, (row, value) => row.LastFollowUp = value),
        new IntegerColumn<CustomerSheetRow>(
            "FollowUps", new("近 90 天回访次数", "Follow-ups in 90 days"), row => row.FollowUps, (row, value) => row.FollowUps = value)
        {
            Width = 22,
        },
    ]);

    internal static string Day(DateTime? utc) => Written(utc, "yyyy-MM-dd");

    internal static string Minute(DateTime? utc) => Written(utc, "yyyy-MM-dd HH:mm");

    private static string Written(DateTime? utc, string format) =>
        utc is { } at ? ChinaTime.FromUtc(at).ToString(format, CultureInfo.InvariantCulture) : "";
}
