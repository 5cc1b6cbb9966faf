using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>One Sku as a supplier's workbook describes it. Prices are in yuan per unit, to four decimals.</summary>
public sealed record ProductRow
{
    public string SkuCode { get; set; } = "";

    public string ProductName { get; set; } = "";

    public string Type { get; set; } = "";

    public string Region { get; set; } = "";

    public string Brief { get; set; } = "";

    /// <summary>In the normal form of <see cref="ProductOptions"/>.</summary>
    public string Options { get; set; } = "";

    public BillingUnit Unit { get; set; }

    public decimal ListPrice { get; set; }

    public decimal? FloorPrice { get; set; }

    /// <summary>How many can be sold; null means without limit.</summary>
    public int? Stock { get; set; }

    /// <summary>How many orders held when the stock was counted, as the export wrote it; null in a list that was not exported.</summary>
    public int? SoldThen { get; set; }

    /// <summary>Of New, Star and Recommended, each once, in this order.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];
}

/// <summary>The workbook in which a supplier sends its products, one row per Sku: its template, its reading, its export.</summary>
public static class ProductWorkbook
{
    private const decimal MaxPrice = 99_999_999.9999m;

    private static readonly char[] BetweenTags = [',', '，', '、', ';', '；', '\n'];

    private static readonly WorkbookChoice[] Units =
    [
        new(nameof(BillingUnit.Hour), new("小时", "Hour")), new(nameof(BillingUnit.Month), new("月", "Month")),
        new(nameof(BillingUnit.Year), new("年", "Year")), new(nameof(BillingUnit.Piece), new("个", "Piece")),
    ];

    private static readonly WorkbookChoice[] TagChoices =
    [
        new("New", new("最新", "New")), new("Star", new("明星", "Star")), new("Recommended", new("推荐", "Recommended")),
    ];

    private static readonly Dictionary<string, string> TagCodes = ChoiceColumn<ProductRow>.Index(TagChoices);

    private static readonly ProductRow[] Examples =
    [
        new()
        {
            SkuCode = "EXAMPLE-HPC-16C64G", ProductName = "通用超算节点", Type = "超算", Region = "济南", Brief = "适合仿真与科学计算的通用节点",
            Options = "CPU=16核; 内存=64G", Unit = BillingUnit.Month, ListPrice = 3200m, FloorPrice = 2400m, Stock = 20, Tags = ["New", "Recommended"],
        },
        new()
        {
            SkuCode = "EXAMPLE-AI-8GPU", ProductName = "智算训练节点", Type = "智算", Region = "北京", Brief = "8 卡训练节点",
            Options = "GPU=8卡; 显存=80G", Unit = BillingUnit.Hour, ListPrice = 168.5m, FloorPrice = 126.375m,
        },
    ];

    private static readonly WorkbookSchema<ProductRow> FloorPriceOptional = CreateSchema(false, ProductTypes.Usual, ProductTypes.UsualRegions);

    private static readonly WorkbookSchema<ProductRow> FloorPriceNeeded = CreateSchema(true, ProductTypes.Usual, ProductTypes.UsualRegions);

    /// <summary>The schema; a supplier whose sales mode is floor price must give the floor price of every Sku.</summary>
    public static WorkbookSchema<ProductRow> Schema(bool floorPriceRequired) => floorPriceRequired ? FloorPriceNeeded : FloorPriceOptional;

    /// <summary>The schema for a distributor, which offers its types and regions.</summary>
    public static WorkbookSchema<ProductRow> Schema(bool floorPriceRequired, IReadOnlyList<string> types, IReadOnlyList<string> regions) =>
        CreateSchema(floorPriceRequired, types, regions);

    /// <summary>The file for suppliers to fill in, in the language of the current UI culture.</summary>
    public static byte[] Template(bool floorPriceRequired = false) => WorkbookWriter.Template(Schema(floorPriceRequired));

    /// <summary>Reads what a supplier sent; see <see cref="WorkbookReader"/>.</summary>
    public static WorkbookResult<ProductRow> Read(
        Stream file, bool floorPriceRequired, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        WorkbookReader.Read(file, Schema(floorPriceRequired), limits: null, progress, cancellation);

    /// <summary>The products as a workbook that can be read back.</summary>
    public static byte[] Export(IEnumerable<ProductRow> rows) => WorkbookWriter.Export(FloorPriceOptional, rows);

    private static WorkbookSchema<ProductRow> CreateSchema(bool floorPriceRequired, IReadOnlyList<string> types, IReadOnlyList<string> regions) => new(
        new("产品", "Products"),
        [
            new TextColumn<ProductRow>("SkuCode", new("规格编码", "SKU code"), row => row.SkuCode, (row, value) => row.SkuCode = value)
            {
                Required = true, IsKey = true, MaxLength = 64, Width = 24, Normal = NormalText.Code,
                Note = new("同一供应商内唯一；已有编码的行会更新该规格，新编码会新增规格", "Unique for the supplier; a known code updates its SKU, a new one adds a SKU"),
            },
            new TextColumn<ProductRow>("ProductName", new("产品名称", "Product name"), row => row.ProductName, (row, value) => row.ProductName = value)
            {
                Required = true, MaxLength = 200, Width = 28,
                Note = new("名称相同的行是同一产品的不同规格", "Rows with the same name are configurations of one product"),
            },
            new TextColumn<ProductRow>("Type", new("产品类型", "Type"), row => row.Type, (row, value) => row.Type = value)
            {
                Required = true, MaxLength = 50, Width = 14,
                Suggestions = [.. types.Select(type => new WorkbookText(type, type))],
                Note = new(
                    $"从列表中选择：{Some(types)}；没有的类型请先由运营在“类型与区域”中添加",
                    $"One of the list: {Some(types)}; Operations adds what is missing under Types and regions first"),
            },
            new TextColumn<ProductRow>("Region", new("区域", "Region"), row => row.Region, (row, value) => row.Region = value)
            {
                Required = true, MaxLength = 50, Width = 14,
                Suggestions = [.. regions.Select(region => new WorkbookText(region, region))],
                Note = new(
                    $"资源所在地区，从列表中选择：{Some(regions)}；没有的区域请先由运营在“类型与区域”中添加",
                    $"Where the resource is, one of the list: {Some(regions)}; Operations adds what is missing under Types and regions first"),
            },
            new TextColumn<ProductRow>("Brief", new("简介", "Brief"), row => row.Brief, (row, value) => row.Brief = value)
            {
                MaxLength = 500, MultiLine = true, Width = 40, Note = new("客户在产品列表中看到的简短介绍", "What customers read in the product list"),
            },
            new ParsedColumn<ProductRow, string>(
                "Options", new("配置", "Options"), row => row.Options, (row, value) => row.Options = value, ProductOptions.Normalize, options => options)
            {
                Required = true, MaxLength = 500, Width = 36,
                Note = new("写成“名称=值”，多项用分号分隔，如 CPU=16核; 内存=64G", "Written as name=value, separated by semicolons, such as CPU=16核; 内存=64G"),
            },
            new ChoiceColumn<ProductRow>(
                "Unit", new("计费单位", "Unit"), Units, row => row.Unit.ToString(), (row, value) => row.Unit = Enum.Parse<BillingUnit>(value))
            {
                Required = true, Width = 12, Note = new("目录价和底价按此单位计", "List price and floor price are per this unit"),
            },
            new DecimalColumn<ProductRow>("ListPrice", new("目录价", "List price"), row => row.ListPrice, (row, value) => row.ListPrice = value)
            {
                Required = true, Decimals = 4, Above = 0, Maximum = MaxPrice, Width = 16, Note = new("单位：元，大于 0", "In yuan, above 0"),
            },
            new DecimalColumn<ProductRow>("FloorPrice", new("底价", "Floor price"), row => row.FloorPrice, (row, value) => row.FloorPrice = value)
            {
                Required = floorPriceRequired, Decimals = 4, Above = 0, Maximum = MaxPrice, Width = 16,
                Note = floorPriceRequired
                    ? new("单位：元，大于 0；该供应商按底价结算，必须填写", "In yuan, above 0; needed, because this supplier settles by floor price")
                    : new("单位：元，大于 0；仅底价模式的供应商需要填写", "In yuan, above 0; only suppliers that settle by floor price need it"),
            },
            new IntegerColumn<ProductRow>("Stock", new("库存", "Stock"), row => row.Stock, (row, value) => row.Stock = (int)value)
            {
                Width = 10, Note = new("可售数量；留空表示不限", "How many can be sold; blank means without limit"),
            },
            new ParsedColumn<ProductRow, IReadOnlyList<string>>(
                "Tags", new("标签", "Tags"), row => row.Tags, (row, value) => row.Tags = value, ReadTags, WriteTags)
            {
                MaxLength = 100, Width = 18,
                Note = new("可填 最新、明星、推荐，多个用顿号或逗号分隔", "Any of New, Star, Recommended, separated by commas"),
            },
            new IntegerColumn<ProductRow>("SoldThen", new("导出时已售", "Sold when exported"), row => row.SoldThen, (row, value) => row.SoldThen = (int)value)
            {
                ExportOnly = true, Width = 18,
            },
        ],
        [
            Examples[0] with { Type = Shown(types, Examples[0].Type), Region = Shown(regions, Examples[0].Region) },
            Examples[1] with { Type = Shown(types, Examples[1].Type), Region = Shown(regions, Examples[1].Region) },
        ])
    {
        ShowsWrongCells = true,
    };

    /// <summary>The beginning of a list, as a note has room for it.</summary>
    private static string Some(IReadOnlyList<string> words) => string.Join('、', words.Take(12)) + (words.Count > 12 ? "…" : "");

    /// <summary>The word of an example, where the list has it; otherwise its first one.</summary>
    private static string Shown(IReadOnlyList<string> words, string word) => words.Contains(word) || words.Count == 0 ? word : words[0];

    private static CellRefusal? ReadTags(string text, out IReadOnlyList<string> tags)
    {
        var found = new HashSet<string>();
        tags = [];
        foreach (var part in text.Split(BetweenTags, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TagCodes.TryGetValue(CellContent.Fold(part), out var code))
            {
                return new(WorkbookErrors.NotAChoice, CellContent.Shorten(part), WorkbookText.Join(TagChoices.Select(choice => choice.Name)));
            }

            found.Add(code);
        }

        tags = [.. TagChoices.Select(choice => choice.Code).Where(found.Contains)];
        return null;
    }

    private static string WriteTags(IReadOnlyList<string> tags) =>
        WorkbookText.Join(TagChoices.Where(choice => tags.Contains(choice.Code)).Select(choice => choice.Name)).ToString();
}
