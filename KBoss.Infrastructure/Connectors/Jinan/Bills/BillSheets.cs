using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Connectors.Jinan.Bills;

/// <summary>One line of exported bills or differences; yuan, days in Shanghai.</summary>
public sealed record BillSheetRow
{
    public string Month { get; set; } = "";

    public string Number { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Account { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Item { get; set; } = "";

    public string Usage { get; set; } = "";

    public decimal There { get; set; }

    /// <summary>What it costs by the books here; blank where nobody can say.</summary>
    public string Here { get; set; } = "";

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public string OrderNo { get; set; } = "";

    public string ResourceNo { get; set; } = "";

    public string Looked { get; set; } = "";

    public string Note { get; set; } = "";

    internal static BillSheetRow Of(JinanBillRow row) => new()
    {
        Month = MonthOf(row.Month),
        Number = row.BillNo,
        Account = row.Account,
        Customer = row.CustomerName ?? "",
        Item = row.Item,
        Usage = string.Create(CultureInfo.InvariantCulture, $"{row.Usage:0.####} {row.UsageUnit}").Trim(),
        There = row.Amount,
        From = Day(row.From),
        To = Day(row.To),
        OrderNo = row.OrderNo,
        ResourceNo = row.ResourceNo,
    };

    internal static BillSheetRow Of(BillDifferenceRow row) => new()
    {
        Month = MonthOf(row.Month),
        Number = row.Subject,
        Kind = row.Kind.ToString(),
        Account = row.Account,
        Customer = row.CustomerName ?? "",
        Item = row.Item,
        There = row.There,
        Here = row.Here?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
        OrderNo = row.OrderNo,
        ResourceNo = row.ResourceNo,
        Looked = row.LookedAt is { } at ? $"{row.LookedBy} {Day(at)}" : "",
        Note = row.Note,
    };

    private static string MonthOf(int month) => string.Create(CultureInfo.InvariantCulture, $"{month / 100:D4}-{month % 100:D2}");

    private static string Day(DateTime utc) => ChinaTime.Day(utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The workbooks in which bills and differences go out.</summary>
internal static class BillSheets
{
    private static readonly WorkbookChoice[] Kinds =
    [
        new(nameof(BillDifferenceKind.Amount), new("金额不符", "Another amount")),
        new(nameof(BillDifferenceKind.MissingHere), new("本地没有", "Missing here")),
        new(nameof(BillDifferenceKind.MissingThere), new("账单没有", "Not on the bill")),
    ];

    public static WorkbookSchema<BillSheetRow> Bills { get; } = new(
        new("济南超算账单", "Jinan bills"),
        [
            Month(), Number(), Account(), Customer(), Item(),
            new TextColumn<BillSheetRow>("Usage", new("用量", "Usage"), row => row.Usage, (row, value) => row.Usage = value) { Width = 16 },
            There(),
            new TextColumn<BillSheetRow>("From", new("开始", "From"), row => row.From, (row, value) => row.From = value) { Width = 14 },
            new TextColumn<BillSheetRow>("To", new("结束", "To"), row => row.To, (row, value) => row.To = value) { Width = 14 },
            Order(), Resource(),
        ]);

    public static WorkbookSchema<BillSheetRow> Differences { get; } = new(
        new("济南超算账单差异", "Jinan differences"),
        [
            Month(),
            new ChoiceColumn<BillSheetRow>("Kind", new("差异", "Difference"), Kinds, row => row.Kind, (row, value) => row.Kind = value) { Width = 16 },
            Number(), Account(), Customer(), Item(), There(),
            new TextColumn<BillSheetRow>("Here", new("本地成本（元）", "Cost here (yuan)"), row => row.Here, (row, value) => row.Here = value) { Width = 18 },
            Order(), Resource(),
            new TextColumn<BillSheetRow>("Looked", new("已核对", "Looked at"), row => row.Looked, (row, value) => row.Looked = value) { Width = 24 },
            new TextColumn<BillSheetRow>("Note", new("说明", "Note"), row => row.Note, (row, value) => row.Note = value) { Width = 40 },
        ]);

    private static TextColumn<BillSheetRow> Month() => new("Month", new("月份", "Month"), row => row.Month, (row, value) => row.Month = value) { Width = 12 };

    private static TextColumn<BillSheetRow> Number() => new("Number", new("单号", "Number"), row => row.Number, (row, value) => row.Number = value) { Width = 26 };

    private static TextColumn<BillSheetRow> Account() => new("Account", new("账号", "Account"), row => row.Account, (row, value) => row.Account = value) { Width = 18 };

    private static TextColumn<BillSheetRow> Customer() =>
        new("Customer", new("客户", "Customer"), row => row.Customer, (row, value) => row.Customer = value) { Width = 28 };

    private static TextColumn<BillSheetRow> Item() => new("Item", new("项目", "Item"), row => row.Item, (row, value) => row.Item = value) { Width = 24 };

    private static DecimalColumn<BillSheetRow> There() =>
        new("There", new("账单金额（元）", "Billed (yuan)"), row => row.There, (row, value) => row.There = value) { Width = 18 };

    private static TextColumn<BillSheetRow> Order() => new("OrderNo", new("订单", "Order"), row => row.OrderNo, (row, value) => row.OrderNo = value) { Width = 24 };

    private static TextColumn<BillSheetRow> Resource() =>
        new("ResourceNo", new("资源", "Resource"), row => row.ResourceNo, (row, value) => row.ResourceNo = value) { Width = 24 };
}
