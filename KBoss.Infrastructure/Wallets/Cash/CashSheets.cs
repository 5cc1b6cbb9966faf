using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Wallets.Cash.OfflineRechargeSheetRow>;

namespace KBoss.Infrastructure.Wallets.Cash;

/// <summary>The words of workbooks about money.</summary>
internal static class CashWords
{
    public static IReadOnlyList<WorkbookChoice> Kinds { get; } =
    [
        new(nameof(CashKind.Recharge), new("充值", "Recharge")),
        new(nameof(CashKind.OrderPayment), new("订单支付", "Order payment")),
        new(nameof(CashKind.OfflineRecharge), new("线下充值", "Offline recharge")),
        new(nameof(CashKind.RechargeReversal), new("撤销充值", "Reversal of a recharge")),
    ];

    public static IReadOnlyList<WorkbookChoice> Ways { get; } =
    [
        new(nameof(RechargeChannel.Alipay), new("支付宝", "Alipay")),
        new(nameof(RechargeChannel.Bank), new("银行", "Bank")),
        new(nameof(RechargeChannel.Cash), new("现金", "Cash")),
        new(nameof(RechargeChannel.Other), new("其他", "Other")),
    ];

    /// <summary>A moment as people in China read it; empty for none.</summary>
    public static string Minute(DateTime? utc) =>
        utc is { } at ? ChinaTime.FromUtc(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
}

/// <summary>One line of exported cash records; yuan, times in Shanghai.</summary>
public sealed record CashSheetRow
{
    public string At { get; set; } = "";

    public string Code { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Reference { get; set; } = "";

    public decimal Amount { get; set; }

    public decimal BalanceAfter { get; set; }

    internal static WorkbookSchema<CashSheetRow> Schema { get; } = new(new("现金记录", "Cash records"),
    [
        new TextColumn<CashSheetRow>("At", new("时间", "Time"), row => row.At, (row, value) => row.At = value) { Width = 18 },
        new TextColumn<CashSheetRow>("Code", new("机构代码", "Organization code"), row => row.Code, (row, value) => row.Code = value) { Width = 18 },
        new TextColumn<CashSheetRow>("Customer", new("客户", "Customer"), row => row.Customer, (row, value) => row.Customer = value) { Width = 32 },
        new ChoiceColumn<CashSheetRow>("Kind", new("类型", "Kind"), CashWords.Kinds, row => row.Kind, (row, value) => row.Kind = value) { Width = 18 },
        new TextColumn<CashSheetRow>("Reference", new("业务单号", "Reference"), row => row.Reference, (row, value) => row.Reference = value) { Width = 26 },
        new DecimalColumn<CashSheetRow>("Amount", new("金额（元）", "Amount (yuan)"), row => row.Amount, (row, value) => row.Amount = value) { Width = 18 },
        new DecimalColumn<CashSheetRow>(
            "BalanceAfter", new("变动后余额（元）", "Balance after (yuan)"), row => row.BalanceAfter, (row, value) => row.BalanceAfter = value) { Width = 20 },
    ]);

    internal static CashSheetRow Of(CashOfCustomerRow row) => new()
    {
        At = CashWords.Minute(row.At),
        Code = row.Code,
        Customer = row.Customer,
        Kind = row.Kind.ToString(),
        Reference = row.Reference,
        Amount = row.Amount,
        BalanceAfter = row.BalanceAfter,
    };

    /// <summary>The name of a file that was made at a moment (UTC).</summary>
    internal static string NameOf(string what, DateTime now) =>
        $"{what}-{ChinaTime.FromUtc(now).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx";
}

/// <summary>One line of exported wallets; yuan, times in Shanghai.</summary>
public sealed record WalletSheetRow
{
    public string Code { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Salesperson { get; set; } = "";

    public decimal Balance { get; set; }

    public decimal Credit { get; set; }

    public decimal Available { get; set; }

    public string LastMoved { get; set; } = "";

    internal static WorkbookSchema<WalletSheetRow> Schema { get; } = new(new("账户余额", "Wallets"),
    [
        new TextColumn<WalletSheetRow>("Code", new("机构代码", "Organization code"), row => row.Code, (row, value) => row.Code = value) { Width = 18 },
        new TextColumn<WalletSheetRow>("Customer", new("客户", "Customer"), row => row.Customer, (row, value) => row.Customer = value) { Width = 32 },
        new TextColumn<WalletSheetRow>("Salesperson", new("销售人员", "Salesperson"), row => row.Salesperson, (row, value) => row.Salesperson = value) { Width = 18 },
        new DecimalColumn<WalletSheetRow>("Balance", new("账户余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value) { Width = 18 },
        new DecimalColumn<WalletSheetRow>("Credit", new("信用额度（元）", "Credit limit (yuan)"), row => row.Credit, (row, value) => row.Credit = value) { Width = 18 },
        new DecimalColumn<WalletSheetRow>("Available", new("可用余额（元）", "Available (yuan)"), row => row.Available, (row, value) => row.Available = value)
        {
            Width = 18,
        },
        new TextColumn<WalletSheetRow>("LastMoved", new("最近变动", "Last movement"), row => row.LastMoved, (row, value) => row.LastMoved = value) { Width = 18 },
    ]);

    internal static WalletSheetRow Of(WalletRow row) => new()
    {
        Code = row.Code,
        Customer = row.Customer,
        Salesperson = row.Salesperson ?? "",
        Balance = row.Balance,
        Credit = row.CreditLimit,
        Available = row.Available,
        LastMoved = CashWords.Minute(row.LastMovedAt),
    };
}

/// <summary>One line of an exported statement; yuan, times in Shanghai. The first and the last line hold the balance at the month's ends.</summary>
public sealed record StatementSheetRow
{
    public string At { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Reference { get; set; } = "";

    public decimal? In { get; set; }

    public decimal? Out { get; set; }

    public decimal Balance { get; set; }

    internal static WorkbookSchema<StatementSheetRow> Schema { get; } = new(new("对账单", "Statement"),
    [
        new TextColumn<StatementSheetRow>("At", new("时间", "Time"), row => row.At, (row, value) => row.At = value) { Width = 18 },
        new ChoiceColumn<StatementSheetRow>(
            "Kind", new("类型", "Kind"),
            [
                .. CashWords.Kinds, new(nameof(Statement.Opening), new("期初余额", "Opening balance")),
                new(nameof(Statement.Closing), new("本月合计与期末余额", "Totals and closing balance")),
            ],
            row => row.Kind, (row, value) => row.Kind = value) { Width = 20 },
        new TextColumn<StatementSheetRow>("Reference", new("业务单号", "Reference"), row => row.Reference, (row, value) => row.Reference = value) { Width = 26 },
        new DecimalColumn<StatementSheetRow>("In", new("转入（元）", "In (yuan)"), row => row.In, (row, value) => row.In = value) { Width = 18 },
        new DecimalColumn<StatementSheetRow>("Out", new("转出（元）", "Out (yuan)"), row => row.Out, (row, value) => row.Out = value) { Width = 18 },
        new DecimalColumn<StatementSheetRow>("Balance", new("余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value) { Width = 18 },
    ]);
}

/// <summary>One line of exported offline recharges; yuan, times and days in Shanghai.</summary>
public sealed record OfflineRechargeSheetRow
{
    public string No { get; set; } = "";

    public string Code { get; set; } = "";

    public string Customer { get; set; } = "";

    public decimal Amount { get; set; }

    public string Way { get; set; } = "";

    public string Reference { get; set; } = "";

    public string ValueDay { get; set; } = "";

    public string Status { get; set; } = "";

    public string EnteredBy { get; set; } = "";

    public string Entered { get; set; } = "";

    public string Posted { get; set; } = "";

    public string Reversed { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Note { get; set; } = "";

    internal static WorkbookSchema<OfflineRechargeSheetRow> Schema { get; } = new(new("线下充值", "Offline recharges"),
    [
        Text("No", new("充值单号", "Number"), 26, row => row.No, (row, value) => row.No = value),
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Customer", new("客户", "Customer"), 32, row => row.Customer, (row, value) => row.Customer = value),
        new DecimalColumn<OfflineRechargeSheetRow>("Amount", new("金额（元）", "Amount (yuan)"), row => row.Amount, (row, value) => row.Amount = value) { Width = 18 },
        new ChoiceColumn<OfflineRechargeSheetRow>("Way", new("方式", "Way"), CashWords.Ways, row => row.Way, (row, value) => row.Way = value) { Width = 12 },
        Text("Reference", new("回单号", "Slip number"), 26, row => row.Reference, (row, value) => row.Reference = value),
        Text("ValueDay", new("到账日期", "Date of value"), 14, row => row.ValueDay, (row, value) => row.ValueDay = value),
        new ChoiceColumn<OfflineRechargeSheetRow>(
            "Status", new("状态", "Status"),
            [
                new("Pending", new("审批中", "Waiting for approval")), new("Posted", new("已入账", "Credited")), new("Reversed", new("已撤销", "Reversed")),
                new("Refused", new("未通过", "Not approved")), new("Withdrawn", new("已撤回", "Withdrawn")), new("Expired", new("已过期", "Expired")),
                new("Failed", new("入账失败", "Could not be credited")),
            ],
            row => row.Status, (row, value) => row.Status = value) { Width = 18 },
        Text("EnteredBy", new("录入人", "Entered by"), 16, row => row.EnteredBy, (row, value) => row.EnteredBy = value),
        Text("Entered", new("录入时间", "Entered"), 18, row => row.Entered, (row, value) => row.Entered = value),
        Text("Posted", new("入账时间", "Credited at"), 18, row => row.Posted, (row, value) => row.Posted = value),
        Text("Reversed", new("撤销时间", "Reversed at"), 18, row => row.Reversed, (row, value) => row.Reversed = value),
        Text("Reason", new("撤销原因", "Reason of the reversal"), 30, row => row.Reason, (row, value) => row.Reason = value),
        Text("Note", new("备注", "Note"), 30, row => row.Note, (row, value) => row.Note = value),
    ]);
}
