using System.Globalization;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Reports.Registrations.RegistrationSheetRow>;

namespace KBoss.Infrastructure.Reports.Registrations;

/// <summary>One line of the exported registrations; Shanghai days, first and last included.</summary>
public sealed record RegistrationSheetRow
{
    public string First { get; set; } = "";

    public string Last { get; set; } = "";

    /// <summary>The whole week or month, where the days are a part of one.</summary>
    public string PartOf { get; set; } = "";

    public long Customers { get; set; }

    public long ByCode { get; set; }

    public long Alone { get; set; }

    internal static WorkbookSchema<RegistrationSheetRow> Schema { get; } = new(new("注册统计", "Registrations"),
    [
        Text("First", new("开始日期", "From"), 18, row => row.First, (row, value) => row.First = value),
        Text("Last", new("结束日期", "To"), 18, row => row.Last, (row, value) => row.Last = value),
        Text("PartOf", new("不完整的周或月", "Part of"), 28, row => row.PartOf, (row, value) => row.PartOf = value),
        Count("Customers", new("新客户数", "New customers"), row => row.Customers, (row, value) => row.Customers = value, width: 20),
        Count("ByCode", new("凭邀请码注册", "With an invite code"), row => row.ByCode, (row, value) => row.ByCode = value, width: 20),
        Count("Alone", new("自行注册", "Without an invite code"), row => row.Alone, (row, value) => row.Alone = value, width: 20),
    ]);

    internal static RegistrationSheetRow Of(RegistrationRow row) => new()
    {
        First = Day(row.Span.First),
        Last = Day(row.Span.Last),
        PartOf = row.Span.IsCut ? $"{Day(row.Span.WholeFirst)} – {Day(row.Span.WholeLast)}" : "",
        Customers = row.Count.Customers,
        ByCode = row.Count.ByCode,
        Alone = row.Count.Alone,
    };

    internal static RegistrationSheetRow Total(RegistrationReport report) => new()
    {
        First = Day(report.First),
        Last = Day(report.Last),
        PartOf = "合计 / Total",
        Customers = report.Sum.Customers,
        ByCode = report.Sum.ByCode,
        Alone = report.Sum.Alone,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
