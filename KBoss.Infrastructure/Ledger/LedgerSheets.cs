using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Ledger;

/// <summary>The words of workbooks about the book.</summary>
internal static class LedgerWords
{
    public static IReadOnlyList<WorkbookChoice> Events { get; } =
    [
        new(LedgerEvents.Recharge, new("充值", "Recharge")),
        new(LedgerEvents.OfflineRecharge, new("线下充值", "Offline recharge")),
        new(JournalEntry.ReversalOf(LedgerEvents.OfflineRecharge), new("撤销线下充值", "Reversal of an offline recharge")),
        new(LedgerEvents.Sale, new("销售", "Sale")),
        new(LedgerEvents.SaleToDistributor, new("分销销售", "Sale to distributor")),
    ];

    public static IReadOnlyList<WorkbookChoice> Kinds { get; } =
    [
        new(nameof(AccountKind.Asset), new("资产", "Asset")),
        new(nameof(AccountKind.Liability), new("负债", "Liability")),
        new(nameof(AccountKind.Equity), new("所有者权益", "Equity")),
        new(nameof(AccountKind.Revenue), new("收入", "Revenue")),
        new(nameof(AccountKind.Expense), new("费用", "Expense")),
    ];

    /// <summary>The name of an account in the reader's language.</summary>
    public static string Account(string chinese, string english) => new WorkbookText(chinese, english).In(CultureInfo.CurrentUICulture);

    /// <summary>A moment (UTC) as people in China read it.</summary>
    public static string Minute(DateTime utc) => ChinaTime.FromUtc(utc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>
/// One line of an exported entry; yuan, times in Shanghai. What the entry is about stands on each of its lines, what it comes to on its first alone, so that a
/// sum over the column counts it once.
/// </summary>
public sealed record JournalSheetRow
{
    public string At { get; set; } = "";

    public string Event { get; set; } = "";

    public string Reference { get; set; } = "";

    public string Party { get; set; } = "";

    public decimal? Amount { get; set; }

    public decimal? Cost { get; set; }

    public decimal? Margin { get; set; }

    public string Code { get; set; } = "";

    public string Account { get; set; } = "";

    public string Counterparty { get; set; } = "";

    public decimal? Debit { get; set; }

    public decimal? Credit { get; set; }

    internal static WorkbookSchema<JournalSheetRow> Schema { get; } = new(new("会计分录", "Journal"),
    [
        new TextColumn<JournalSheetRow>("At", new("时间", "Time"), row => row.At, (row, value) => row.At = value) { Width = 18 },
        new ChoiceColumn<JournalSheetRow>("Event", new("业务", "Event"), LedgerWords.Events, row => row.Event, (row, value) => row.Event = value) { Width = 18 },
        new TextColumn<JournalSheetRow>("Reference", new("业务单号", "Reference"), row => row.Reference, (row, value) => row.Reference = value) { Width = 26 },
        new TextColumn<JournalSheetRow>("Party", new("客户或往来方", "Customer or counterparty"), row => row.Party, (row, value) => row.Party = value) { Width = 32 },
        new DecimalColumn<JournalSheetRow>("Amount", new("金额（元）", "Amount (yuan)"), row => row.Amount, (row, value) => row.Amount = value),
        new DecimalColumn<JournalSheetRow>("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value),
        new DecimalColumn<JournalSheetRow>("Margin", new("毛利（元）", "Margin (yuan)"), row => row.Margin, (row, value) => row.Margin = value),
        new TextColumn<JournalSheetRow>("Code", new("科目代码", "Account code"), row => row.Code, (row, value) => row.Code = value) { Width = 14 },
        new TextColumn<JournalSheetRow>("Account", new("科目", "Account"), row => row.Account, (row, value) => row.Account = value) { Width = 24 },
        new TextColumn<JournalSheetRow>("Counterparty", new("往来方", "Counterparty"), row => row.Counterparty, (row, value) => row.Counterparty = value) { Width = 32 },
        new DecimalColumn<JournalSheetRow>("Debit", new("借方（元）", "Debit (yuan)"), row => row.Debit, (row, value) => row.Debit = value),
        new DecimalColumn<JournalSheetRow>("Credit", new("贷方（元）", "Credit (yuan)"), row => row.Credit, (row, value) => row.Credit = value),
    ]);

    internal static IEnumerable<JournalSheetRow> Of(JournalEntryRow entry) => entry.Lines.Select((line, i) => new JournalSheetRow
    {
        At = LedgerWords.Minute(entry.At),
        Event = entry.EventKind,
        Reference = entry.Reference,
        Party = entry.Party,
        Amount = i == 0 ? entry.Amount : null,
        Cost = i == 0 ? entry.Cost : null,
        Margin = i == 0 ? entry.Margin : null,
        Code = line.AccountCode,
        Account = LedgerWords.Account(line.AccountName, line.AccountEnglishName),
        Counterparty = line.Counterparty,
        Debit = line.Debit == 0 ? null : line.Debit,
        Credit = line.Credit == 0 ? null : line.Credit,
    });
}

/// <summary>One line of an exported ledger of an account; yuan, times in Shanghai.</summary>
public sealed record StatementSheetRow
{
    public string At { get; set; } = "";

    public string Event { get; set; } = "";

    public string Reference { get; set; } = "";

    public string Counterparty { get; set; } = "";

    public decimal? Debit { get; set; }

    public decimal? Credit { get; set; }

    public decimal Balance { get; set; }

    internal static WorkbookSchema<StatementSheetRow> Schema { get; } = new(new("科目明细", "Account"),
    [
        new TextColumn<StatementSheetRow>("At", new("时间", "Time"), row => row.At, (row, value) => row.At = value) { Width = 18 },
        new ChoiceColumn<StatementSheetRow>("Event", new("业务", "Event"), LedgerWords.Events, row => row.Event, (row, value) => row.Event = value) { Width = 18 },
        new TextColumn<StatementSheetRow>("Reference", new("业务单号", "Reference"), row => row.Reference, (row, value) => row.Reference = value) { Width = 26 },
        new TextColumn<StatementSheetRow>("Counterparty", new("往来方", "Counterparty"), row => row.Counterparty, (row, value) => row.Counterparty = value) { Width = 32 },
        new DecimalColumn<StatementSheetRow>("Debit", new("借方（元）", "Debit (yuan)"), row => row.Debit, (row, value) => row.Debit = value),
        new DecimalColumn<StatementSheetRow>("Credit", new("贷方（元）", "Credit (yuan)"), row => row.Credit, (row, value) => row.Credit = value),
        new DecimalColumn<StatementSheetRow>("Balance", new("余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value),
    ]);

    internal static StatementSheetRow Of(StatementRow row) => new()
    {
        At = LedgerWords.Minute(row.At),
        Event = row.EventKind,
        Reference = row.Reference,
        Counterparty = row.Counterparty,
        Debit = row.Debit == 0 ? null : row.Debit,
        Credit = row.Credit == 0 ? null : row.Credit,
        Balance = row.Balance,
    };
}

/// <summary>One account of an exported trial balance; yuan.</summary>
public sealed record BalanceSheetRow
{
    public string Code { get; set; } = "";

    public string Account { get; set; } = "";

    public string Kind { get; set; } = "";

    public decimal Debit { get; set; }

    public decimal Credit { get; set; }

    public decimal? Balance { get; set; }

    internal static WorkbookSchema<BalanceSheetRow> Schema { get; } = new(new("试算平衡表", "Trial balance"),
    [
        new TextColumn<BalanceSheetRow>("Code", new("科目代码", "Account code"), row => row.Code, (row, value) => row.Code = value) { Width = 14 },
        new TextColumn<BalanceSheetRow>("Account", new("科目", "Account"), row => row.Account, (row, value) => row.Account = value) { Width = 24 },
        new ChoiceColumn<BalanceSheetRow>("Kind", new("类别", "Kind"), LedgerWords.Kinds, row => row.Kind, (row, value) => row.Kind = value) { Width = 14 },
        new DecimalColumn<BalanceSheetRow>("Debit", new("借方（元）", "Debit (yuan)"), row => row.Debit, (row, value) => row.Debit = value),
        new DecimalColumn<BalanceSheetRow>("Credit", new("贷方（元）", "Credit (yuan)"), row => row.Credit, (row, value) => row.Credit = value),
        new DecimalColumn<BalanceSheetRow>("Balance", new("余额（元）", "Balance (yuan)"), row => row.Balance, (row, value) => row.Balance = value),
    ]);

    /// <summary>The accounts, and below them what they come to, as on the page.</summary>
    internal static IEnumerable<BalanceSheetRow> Of(TrialBalance book) => book.Rows.Select(row => new BalanceSheetRow
    {
        Code = row.Code,
        Account = LedgerWords.Account(row.Name, row.EnglishName),
        Kind = row.Kind.ToString(),
        Debit = row.Debit,
        Credit = row.Credit,
        Balance = row.Balance,
    }).Append(new BalanceSheetRow { Account = LedgerWords.Account("合计", "Total"), Debit = book.Debit, Credit = book.Credit });
}
