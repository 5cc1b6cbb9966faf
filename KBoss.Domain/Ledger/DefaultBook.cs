namespace KBoss.Domain.Ledger;

/// <summary>The kinds of events and amounts that KBoss itself posts; an organization may add its own as data.</summary>
public static class LedgerEvents
{
    public const string Recharge = "Recharge";
    public const string OfflineRecharge = "OfflineRecharge";
    public const string Sale = "Sale";
    public const string SaleToDistributor = "SaleToDistributor";

    /// <summary>What the buyer pays.</summary>
    public const string Gross = "Gross";

    /// <summary>What came by bank transfer.</summary>
    public const string Bank = "Bank";

    /// <summary>What came as cash.</summary>
    public const string Cash = "Cash";

    /// <summary>What came offline in any other way.</summary>
    public const string Other = "Other";

    /// <summary>What a supplier outside the system charges.</summary>
    public const string SupplierCost = "SupplierCost";

    /// <summary>What the upstream distributor charges.</summary>
    public const string UpstreamCost = "UpstreamCost";
}

/// <summary>
/// The chart of accounts and posting rules that every distributor starts with (codes after the Chinese Accounting Standards for Business Enterprises).
/// </summary>
public static class DefaultBook
{
    /// <summary>The account of the customers' prepaid money, one balance for each customer; it equals their wallets [R-LED-3].</summary>
    public const string Prepaid = "2203";

    public const string Cash = "1001";
    public const string Bank = "1002";
    public const string Alipay = "1012";
    public const string OtherMoney = "101202";
    public const string Receivable = "1122";
    public const string PayableToSuppliers = "220201";
    public const string PayableToUpstream = "220202";
    public const string Revenue = "6001";
    public const string CostOfSales = "6401";

    /// <summary>The default chart for a book.</summary>
    public static IEnumerable<Account> Accounts(long organizationId) =>
    [
        new(organizationId, Cash, "库存现金", "Cash on hand", AccountKind.Asset),
        new(organizationId, Bank, "银行存款", "Bank deposits", AccountKind.Asset),
        new(organizationId, Alipay, "其他货币资金—支付宝", "Alipay balance", AccountKind.Asset),
        new(organizationId, OtherMoney, "其他货币资金—其他", "Other monetary funds", AccountKind.Asset),
        new(organizationId, Receivable, "应收账款—分销商", "Receivable from distributors", AccountKind.Asset, CounterpartyKind.Distributor),
        new(organizationId, PayableToSuppliers, "应付账款—供应商", "Payable to suppliers", AccountKind.Liability, CounterpartyKind.Supplier),
        new(organizationId, PayableToUpstream, "应付账款—上级分销商", "Payable to upstream distributor", AccountKind.Liability, CounterpartyKind.Distributor),
        new(organizationId, Prepaid, "客户预存款", "Customer prepayments", AccountKind.Liability, CounterpartyKind.Customer),
        new(organizationId, "4103", "本年利润", "Profit for the year", AccountKind.Equity),
        new(organizationId, Revenue, "主营业务收入", "Revenue", AccountKind.Revenue),
        new(organizationId, CostOfSales, "主营业务成本", "Cost of sales", AccountKind.Expense),
    ];

    /// <summary>The default posting rules for a book.</summary>
    public static IEnumerable<PostingRule> Rules(long organizationId) =>
    [
        new(organizationId, LedgerEvents.Recharge,
        [
            (Side.Debit, Alipay, LedgerEvents.Gross),
            (Side.Credit, Prepaid, LedgerEvents.Gross),
        ]),
        new(organizationId, LedgerEvents.OfflineRecharge,
        [
            (Side.Debit, Bank, LedgerEvents.Bank),
            (Side.Debit, Cash, LedgerEvents.Cash),
            (Side.Debit, OtherMoney, LedgerEvents.Other),
            (Side.Credit, Prepaid, LedgerEvents.Gross),
        ]),
        new(organizationId, LedgerEvents.Sale, [(Side.Debit, Prepaid, LedgerEvents.Gross), .. Proceeds]),
        new(organizationId, LedgerEvents.SaleToDistributor, [(Side.Debit, Receivable, LedgerEvents.Gross), .. Proceeds]),
    ];

    private static readonly (Side, string, string)[] Proceeds =
    [
        (Side.Credit, Revenue, LedgerEvents.Gross),
        (Side.Debit, CostOfSales, LedgerEvents.SupplierCost),
        (Side.Credit, PayableToSuppliers, LedgerEvents.SupplierCost),
        (Side.Debit, CostOfSales, LedgerEvents.UpstreamCost),
        (Side.Credit, PayableToUpstream, LedgerEvents.UpstreamCost),
    ];
}
