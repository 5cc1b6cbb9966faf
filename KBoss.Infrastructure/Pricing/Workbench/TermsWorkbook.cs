using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>
/// One offer with its terms as a workbook says it; yuan per unit. Each scope has a row of its own that derives from it, because each is a kind of import.
/// </summary>
public record TermsSheetRow
{
    public string Supplier { get; set; } = "";

    public string SkuCode { get; set; } = "";

    /// <summary>Whose terms they are, as <see cref="TermsWorkbook.Of"/> writes it; empty in a file that somebody made by hand.</summary>
    public string TermsOf { get; set; } = "";

    public string Product { get; set; } = "";

    public string Options { get; set; } = "";

    public decimal? ListPrice { get; set; }

    public decimal? Cost { get; set; }

    public decimal? PublicPrice { get; set; }

    /// <summary>The share of the list price, where discounts are set.</summary>
    public decimal? Discount { get; set; }

    /// <summary>Yuan per unit, where prices are set.</summary>
    public decimal? Price { get; set; }

    /// <summary>The first day in Shanghai, as text.</summary>
    public string ValidFrom { get; set; } = "";

    /// <summary>The last day in Shanghai, as text.</summary>
    public string ValidTo { get; set; } = "";

    /// <summary>What is paid by the terms.</summary>
    public decimal? UnitPrice { get; set; }

    /// <summary>The margin as a share of what is paid.</summary>
    public decimal? Margin { get; set; }

    /// <summary>What stood when the row was compared last, as text; not a column.</summary>
    public string Stands { get; set; } = "";
}

/// <summary>The workbook in which the terms of a scope go out, are changed, and come back.</summary>
public static class TermsWorkbook
{
    private const string DayForm = "yyyy-MM-dd";
    private const string InstantForm = "yyyy-MM-dd HH:mm";
    private const string Everybody = "public";

    /// <summary>A file holds as many rows as one change may cover.</summary>
    public static WorkbookLimits Limits { get; } = new() { MaxRows = TermsSelection.MaxOffers };

    /// <summary>The columns of a scope, with or without a validity, for somebody who may or may not see costs.</summary>
    public static WorkbookSchema<TRow> Schema<TRow>(bool validity, bool costs)
        where TRow : TermsSheetRow, new() => validity
            ? costs ? Schemas<TRow>.All : Schemas<TRow>.WithValidity
            : costs ? Schemas<TRow>.WithCosts : Schemas<TRow>.Plain;

    /// <summary>Whose terms a row holds: a word for everybody's, else the key by which addresses name the holder, and its name for people.</summary>
    internal static string Of(string key, string name) => key.Length == 0 ? Everybody : $"{key} {name}".TrimEnd();

    /// <summary>Whether a row belongs to the holder; a row that does not say is taken for what it is uploaded as.</summary>
    internal static bool IsOf(string termsOf, string key) => termsOf.Length == 0
        || string.Equals(termsOf.Split(' ')[0], key.Length == 0 ? Everybody : key, StringComparison.OrdinalIgnoreCase);

    /// <summary>A beginning as a cell says it: the day in Shanghai, with the time unless the day begins then.</summary>
    internal static string FromText(DateTime? from) => from is { } at ? Text(ChinaTime.FromUtc(at)) : "";

    /// <summary>An end as a cell says it: the last day in Shanghai, or the time where it lies within a day.</summary>
    internal static string ToText(DateTime? to) => to is not { } at ? "" : ChinaTime.FromUtc(at) is { TimeOfDay.Ticks: 0 } midnight
        ? ChinaTime.AddDays(DateOnly.FromDateTime(midnight), -1).ToString(DayForm, CultureInfo.InvariantCulture)
        : Text(ChinaTime.FromUtc(at));

    /// <summary>The beginning (UTC) that a cell says; null for an empty one.</summary>
    internal static DateTime? FromOf(string text) => Read(text) is { } local ? ChinaTime.ToUtc(local) : null;

    /// <summary>The end (UTC, exclusive) that a cell says: a day is included; null for an empty one.</summary>
    internal static DateTime? ToOf(string text) => Read(text) is not { } local ? null
        : text.Length == DayForm.Length ? ChinaTime.End(DateOnly.FromDateTime(local))
        : ChinaTime.ToUtc(local);

    private static string Text(DateTime local) =>
        local.ToString(local.TimeOfDay == TimeSpan.Zero ? DayForm : InstantForm, CultureInfo.InvariantCulture);

    private static DateTime? Read(string text) =>
        DateTime.TryParseExact(text, [DayForm, InstantForm], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : null;

    private static CellRefusal? ReadDay(string text, out string value)
    {
        value = text.Trim().Replace('/', '-');
        return Read(value) is null ? new CellRefusal("Pricing.DayUnreadable", text) : null;
    }

    private static class Schemas<TRow>
        where TRow : TermsSheetRow, new()
    {
        public static readonly WorkbookSchema<TRow> Plain = Create(validity: false, costs: false);

        public static readonly WorkbookSchema<TRow> WithCosts = Create(validity: false, costs: true);

        public static readonly WorkbookSchema<TRow> WithValidity = Create(validity: true, costs: false);

        public static readonly WorkbookSchema<TRow> All = Create(validity: true, costs: true);

        private static WorkbookSchema<TRow> Create(bool validity, bool costs)
        {
            List<WorkbookColumn<TRow>> columns =
            [
                new TextColumn<TRow>("Supplier", new("供应商", "Supplier"), row => row.Supplier, (row, value) => row.Supplier = value)
                {
                    Required = true, Width = 24, Note = new("与规格编码一起确定是哪一行", "Says together with the Sku code which row it is"),
                },
                new TextColumn<TRow>("SkuCode", new("规格编码", "Sku code"), row => row.SkuCode, (row, value) => row.SkuCode = value)
                {
                    Required = true, Width = 24, Normal = NormalText.Code, Note = new("不要修改", "Leave as it is"),
                },
                new TextColumn<TRow>("TermsOf", new("条款归属", "Terms of"), row => row.TermsOf, (row, value) => row.TermsOf = value)
                {
                    Width = 24, MaxLength = 300, Note = new("不要修改：防止上传到其他对象", "Leave as it is: it keeps the file from being taken for somebody else's"),
                },
                Known("Product", new("产品", "Product"), row => row.Product, (row, value) => row.Product = value),
                new TextColumn<TRow>("Options", new("配置", "Options"), row => row.Options, (row, value) => row.Options = value)
                {
                    ExportOnly = true, Width = 30, MaxLength = 2_000, MultiLine = true,
                },
                Amount("ListPrice", new("目录价（元）", "List price (yuan)"), row => row.ListPrice, (row, value) => row.ListPrice = value),
            ];
            if (costs)
            {
                columns.Add(Amount("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value));
            }

            columns.Add(Amount("PublicPrice", new("公共售价（元）", "Public price (yuan)"), row => row.PublicPrice, (row, value) => row.PublicPrice = value));
            columns.Add(new DiscountColumn<TRow>("Discount", new("折扣", "Discount"), row => row.Discount, (row, value) => row.Discount = value)
            {
                Width = 12,
                Note = new("如 0.88、88% 或 8.8折；留空表示取消", "Such as 0.88 or 88%; empty takes the discount off"),
            });
            columns.Add(new DecimalColumn<TRow>("Price", new("价格（元）", "Price (yuan)"), row => row.Price, (row, value) => row.Price = value)
            {
                Width = 14,
                Decimals = 4,
                Above = 0,
                Note = new("底价方式的产品填写；留空表示取消", "For products sold by floor price; empty takes the price off"),
            });
            if (validity)
            {
                columns.Add(Day("ValidFrom", new("生效日期", "First day"), row => row.ValidFrom, (row, value) => row.ValidFrom = value));
                columns.Add(Day("ValidTo", new("截止日期", "Last day"), row => row.ValidTo, (row, value) => row.ValidTo = value));
            }

            columns.Add(Amount("UnitPrice", new("实付单价（元）", "Price paid (yuan)"), row => row.UnitPrice, (row, value) => row.UnitPrice = value));
            if (costs)
            {
                columns.Add(Amount("Margin", new("毛利率", "Margin rate"), row => row.Margin, (row, value) => row.Margin = value));
            }

            return new WorkbookSchema<TRow>(new("价格条款", "Terms"), columns);
        }

        private static TextColumn<TRow> Known(string key, WorkbookText header, Func<TRow, string> get, Action<TRow, string> set) =>
            new(key, header, get, set) { ExportOnly = true, Width = 30 };

        private static DecimalColumn<TRow> Amount(string key, WorkbookText header, Func<TRow, decimal?> get, Action<TRow, decimal> set) =>
            new(key, header, get, set) { ExportOnly = true, Width = 16, Decimals = 4 };

        private static ParsedColumn<TRow, string> Day(string key, WorkbookText header, Func<TRow, string> get, Action<TRow, string> set) =>
            new(key, header, get, set, ReadDay, day => day)
            {
                MaxLength = 20,
                Width = 14,
                Note = new("如 2027-06-30；生效日期留空为立即，截止日期留空为长期", "Such as 2027-06-30; an empty first day is now, an empty last day is without an end"),
            };
    }
}
