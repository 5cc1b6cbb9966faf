using System.Globalization;
using ClosedXML.Excel;
using CsCheck;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Tests.Common;

namespace KBoss.Tests.Catalog;

public class ProductWorkbookTests
{
    private static readonly string[] Header = ["规格编码", "产品名称", "产品类型", "区域", "简介", "配置", "计费单位", "目录价", "底价", "库存", "标签"];

    private static object?[] Row(params (string Column, object? Value)[] changes)
    {
        object?[] row = ["SKU-1", "通用节点", "超算", "济南", "简介", "CPU=16核; 内存=64G", "月", 3200, 2400.5, 20, "最新"];
        foreach (var (column, value) in changes)
        {
            row[Array.IndexOf(Header, column)] = value;
        }

        return row;
    }

    private static WorkbookRow<ProductRow> ReadOne(bool floorPriceRequired, params (string Column, object? Value)[] changes) =>
        Assert.Single(ProductWorkbook.Read(new MemoryStream(WorkbookFile.Of([.. Header], Row(changes))), floorPriceRequired).Rows);

    [Fact]
    public void A_full_row_is_read()
    {
        var row = ReadOne(floorPriceRequired: true);

        Assert.Empty(row.Errors);
        AssertSame(
            new()
            {
                SkuCode = "SKU-1",
                ProductName = "通用节点",
                Type = "超算",
                Region = "济南",
                Brief = "简介",
                Options = "CPU=16核; 内存=64G",
                Unit = BillingUnit.Month,
                ListPrice = 3200,
                FloorPrice = 2400.5m,
                Stock = 20,
                Tags = ["New"],
            },
            row.Value);
    }

    [Fact]
    public void What_is_optional_may_be_blank()
    {
        var row = ReadOne(floorPriceRequired: false, ("简介", null), ("底价", null), ("库存", null), ("标签", null));

        Assert.Empty(row.Errors);
        Assert.Equal(("", null, null), (row.Value.Brief, row.Value.FloorPrice, row.Value.Stock));
        Assert.Empty(row.Value.Tags);
    }

    [Theory]
    [InlineData("规格编码", "SkuCode")]
    [InlineData("产品名称", "ProductName")]
    [InlineData("产品类型", "Type")]
    [InlineData("区域", "Region")]
    [InlineData("配置", "Options")]
    [InlineData("计费单位", "Unit")]
    [InlineData("目录价", "ListPrice")]
    [InlineData("底价", "FloorPrice")]
    public void What_is_required_may_not_be_blank(string header, string key)
    {
        var error = Assert.Single(ReadOne(floorPriceRequired: true, (header, null)).Errors);
        Assert.Equal((key, WorkbookErrors.Required), (error.Column, error.Code));
    }

    [Fact]
    public void The_floor_price_column_may_be_missing_only_where_no_floor_price_is_needed()
    {
        var file = WorkbookFile.Of([.. Header[..8]], Row()[..8]);

        Assert.True(Assert.Single(ProductWorkbook.Read(new MemoryStream(file), floorPriceRequired: false).Rows).IsValid);
        var error = Assert.Single(ProductWorkbook.Read(new MemoryStream(file), floorPriceRequired: true).FileErrors);
        Assert.Equal(("FloorPrice", WorkbookErrors.MissingColumn), (error.Column, error.Code));
    }

    public static TheoryData<string, object?, string> Refused() => new()
    {
        { "规格编码", new string('A', 65), WorkbookErrors.TextTooLong },
        { "规格编码", WorkbookFile.Number("3.30102199001011E+17"), WorkbookErrors.NumberInText },
        { "产品名称", new string('名', 201), WorkbookErrors.TextTooLong },
        { "产品名称", "a\u0085b", WorkbookErrors.InvisibleCharacter },
        { "产品类型", new string('类', 51), WorkbookErrors.TextTooLong },
        { "区域", WorkbookFile.Styled(45_000), WorkbookErrors.DateValue },
        { "简介", new string('介', 501), WorkbookErrors.TextTooLong },
        { "配置", "16核", WorkbookErrors.PairInvalid },
        { "配置", "CPU=", WorkbookErrors.PairInvalid },
        { "配置", "=16核", WorkbookErrors.PairInvalid },
        { "配置", "CPU=16=32", WorkbookErrors.PairInvalid },
        { "配置", "CPU=16核, 内存=64G", WorkbookErrors.PairInvalid },
        { "配置", ";;", WorkbookErrors.PairInvalid },
        { "配置", "CPU=16核; cpu=32核", WorkbookErrors.PairRepeated },
        { "配置", string.Join(';', Enumerable.Range(0, 80).Select(i => $"a{i:D2}=1")), WorkbookErrors.TextTooLong },
        { "计费单位", "周", WorkbookErrors.NotAChoice },
        { "目录价", 0, WorkbookErrors.NotAbove },
        { "目录价", -1.5, WorkbookErrors.NotAbove },
        { "目录价", 1.00001, WorkbookErrors.TooManyDecimals },
        { "目录价", 100_000_000, WorkbookErrors.AboveMaximum },
        { "目录价", "面议", WorkbookErrors.NotANumber },
        { "目录价", "1234567890123456789", WorkbookErrors.AboveMaximum },
        { "目录价", WorkbookFile.Number("NaN"), WorkbookErrors.NotANumber },
        { "目录价", WorkbookFile.Formula("H1*2", "6400"), WorkbookErrors.Formula },
        { "底价", 0, WorkbookErrors.NotAbove },
        { "库存", -1, WorkbookErrors.BelowMinimum },
        { "库存", 1.5, WorkbookErrors.NotWhole },
        { "库存", 3e9, WorkbookErrors.AboveMaximum },
        { "标签", "最新、热卖", WorkbookErrors.NotAChoice },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Bad_cells_are_refused_where_they_stand(string header, object? value, string code)
    {
        var schema = ProductWorkbook.Schema(floorPriceRequired: true);
        var error = Assert.Single(ReadOne(floorPriceRequired: true, (header, value)).Errors);

        Assert.Equal((2, header, code), (error.Row, schema.HeaderOf(error.Column, CultureInfo.GetCultureInfo("zh-Hans")), error.Code));
    }

    [Theory]
    [InlineData("CPU=16核; 内存=64G", "CPU=16核; 内存=64G")]
    [InlineData("CPU＝16核；内存 = 64G；", "CPU=16核; 内存=64G")]
    [InlineData("CPU=16核\r\n内存=64G", "CPU=16核; 内存=64G")]
    [InlineData("带宽=100M", "带宽=100M")]
    public void Options_are_brought_into_their_normal_form(string text, string normal)
    {
        var row = ReadOne(floorPriceRequired: true, ("配置", text));
        Assert.Empty(row.Errors);
        Assert.Equal(normal, row.Value.Options);
        Assert.True(ProductOptions.TryParse(row.Value.Options, out var pairs));
        Assert.Equal(normal, ProductOptions.Format(pairs));
    }

    [Theory]
    [InlineData("小时", BillingUnit.Hour)]
    [InlineData("month", BillingUnit.Month)]
    [InlineData("年", BillingUnit.Year)]
    [InlineData("Piece", BillingUnit.Piece)]
    public void Units_are_accepted_in_both_languages(string text, BillingUnit unit)
    {
        Assert.Equal(unit, ReadOne(floorPriceRequired: true, ("计费单位", text)).Value.Unit);
    }

    [Theory]
    [InlineData("推荐，最新", "New Recommended")]
    [InlineData("star、明星, STAR", "Star")]
    [InlineData("New;Star；推荐", "New Star Recommended")]
    public void Tags_are_read_in_both_languages_each_once(string text, string tags)
    {
        Assert.Equal(tags.Split(' '), ReadOne(floorPriceRequired: true, ("标签", text)).Value.Tags);
    }

    [Theory]
    [InlineData("zh-Hans", "产品", "填写说明", "\"小时,月,年,个\"")]
    [InlineData("en", "Products", "Instructions", "\"Hour,Month,Year,Piece\"")]
    public void The_template_filled_in_reads_back_without_its_examples(string culture, string sheetName, string instructions, string units)
    {
        using var _ = new UICulture(culture);
        var template = ProductWorkbook.Template(floorPriceRequired: true);

        var untouched = ProductWorkbook.Read(new MemoryStream(template), floorPriceRequired: true);
        Assert.Equal(WorkbookErrors.NoRows, Assert.Single(untouched.FileErrors).Code);
        Assert.Equal([2, 3], untouched.Warnings.Select(warning => warning.Row));
        Assert.All(untouched.Warnings, warning => Assert.Equal(WorkbookErrors.ExampleSkipped, warning.Code));

        using var workbook = new XLWorkbook(new MemoryStream(template));
        var sheet = workbook.Worksheet(sheetName);
        Assert.Equal(1, sheet.SheetView.SplitRow);
        Assert.Contains(sheet.DataValidations, validation => validation.Value == units);
        Assert.All(Enumerable.Range(1, Header.Length), column => Assert.NotEqual("", workbook.Worksheet(instructions).Cell(column + 1, 7).GetString()));

        foreach (var (cell, value) in new[] { ("A4", "00123"), ("B4", "=节点"), ("C4", "智算"), ("D4", "北京"), ("F4", "GPU=8"), ("G4", "Hour") })
        {
            sheet.Cell(cell).SetValue(value);
        }

        sheet.Cell("H4").SetValue(12.3456);
        sheet.Cell("I4").SetValue(11);
        using var filled = new MemoryStream();
        workbook.SaveAs(filled);

        var row = Assert.Single(ProductWorkbook.Read(filled, floorPriceRequired: true).Rows);
        Assert.Empty(row.Errors);
        AssertSame(
            new() { SkuCode = "00123", ProductName = "=节点", Type = "智算", Region = "北京", Options = "GPU=8", Unit = BillingUnit.Hour, ListPrice = 12.3456m, FloorPrice = 11 },
            row.Value);
    }

    [Theory]
    [InlineData("_x0041_")]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("'quoted")]
    [InlineData("@SUM(A1)")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("2026-01-02")]
    [InlineData("true")]
    [InlineData("1E5")]
    [InlineData("<b>&amp;</b>")]
    [InlineData("😀 中文")]
    public void Exported_text_stays_what_it_is(string text)
    {
        var row = new ProductRow
        {
            SkuCode = text,
            ProductName = text,
            Type = text,
            Region = text,
            Brief = text,
            Unit = BillingUnit.Year,
            ListPrice = 1,
            Options = $"a={text.Replace('=', '-').Replace(';', ',')}",
        };
        var read = Assert.Single(ProductWorkbook.Read(new MemoryStream(ProductWorkbook.Export([row])), floorPriceRequired: false).Rows);

        Assert.Empty(read.Errors);
        AssertSame(row, read.Value);
    }

    [Fact]
    public void A_control_character_that_Excel_escapes_is_found()
    {
        var row = new ProductRow { SkuCode = "A", ProductName = "a\u0001b", Type = "t", Region = "r", Options = "a=b", Unit = BillingUnit.Year, ListPrice = 1 };
        var read = Assert.Single(ProductWorkbook.Read(new MemoryStream(ProductWorkbook.Export([row])), floorPriceRequired: false).Rows);

        var error = Assert.Single(read.Errors);
        Assert.Equal(("ProductName", WorkbookErrors.InvisibleCharacter, "U+0001"), (error.Column, error.Code, error.Args[0]));
    }

    [Theory]
    [InlineData("zh-Hans")]
    [InlineData("en")]
    public void Every_row_that_is_written_is_read_back_equal(string culture)
    {
        using var _ = new UICulture(culture);
        Rows.Sample(
            rows =>
            {
                using var sampled = new UICulture(culture);
                var result = ProductWorkbook.Read(new MemoryStream(ProductWorkbook.Export(rows)), floorPriceRequired: false);
                Assert.Empty(result.FileErrors);
                Assert.Empty(result.Warnings);
                Assert.Equal(rows.Length, result.Rows.Count);
                for (var i = 0; i < rows.Length; i++)
                {
                    Assert.Empty(result.Rows[i].Errors);
                    AssertSame(rows[i], result.Rows[i].Value);
                }
            },
            iter: 60,
            threads: 1);
    }

    private const string Letters = "abcXYZ0123456789 .,:-_+@='\"<>&%$#!?/\\()[]{}|~^*；、，。中文超算智能内存é€½ßЖ";

    private static Gen<string> Text(int max) =>
        Gen.Char[Letters].Array[1, max].Select(letters => new string(letters).Trim()).Where(text => text.Length > 0 && !text.StartsWith('#'));

    private static Gen<decimal> Price => Gen.Long[1, 999_999_999_999].Select(units => units / 10_000m);

    private static readonly Gen<string> OptionWord = Gen.Char["abcXYZ09核内存G. -/"].Array[1, 12]
        .Select(letters => NormalText.Name(new string(letters))).Where(text => text.Length > 0);

    private static readonly Gen<string> Options = Gen.Select(OptionWord, OptionWord).Array[1, 6].Select(pairs =>
        ProductOptions.Format(pairs.DistinctBy(pair => NormalText.Key(pair.Item1)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))));

    private static readonly Gen<IReadOnlyList<string>> Tags = Gen.Bool.Array[3].Select(on =>
        (IReadOnlyList<string>)[.. new[] { "New", "Star", "Recommended" }.Where((_, i) => on[i])]);

    private static readonly Gen<ProductRow> AnyRow = Gen.Select(
        Gen.Select(Text(60), Text(200), Text(50), Text(50)),
        Gen.Select(Gen.OneOf(Gen.Const(""), Text(500)), Options, Gen.Enum<BillingUnit>(), Tags),
        Gen.Select(Price, Gen.Bool, Price, Gen.Bool, Gen.Int[0, int.MaxValue]),
        (names, texts, numbers) => new ProductRow
        {
            SkuCode = NormalText.Code(names.Item1),
            ProductName = NormalText.Name(names.Item2),
            Type = NormalText.Name(names.Item3),
            Region = NormalText.Name(names.Item4),
            Brief = texts.Item1,
            Options = texts.Item2,
            Unit = texts.Item3,
            Tags = texts.Item4,
            ListPrice = numbers.Item1,
            FloorPrice = numbers.Item2 ? numbers.Item3 : null,
            Stock = numbers.Item4 ? numbers.Item5 : null,
        });

    private static readonly Gen<ProductRow[]> Rows = AnyRow.Array[1, 12].Select(rows => rows.DistinctBy(row => NormalText.Key(row.SkuCode)).ToArray());

    private static void AssertSame(ProductRow expected, ProductRow actual)
    {
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected with { Tags = [] }, actual with { Tags = [] });
    }

    /// <summary>Sets the UI culture for a test.</summary>
    private sealed class UICulture : IDisposable
    {
        private readonly CultureInfo before = CultureInfo.CurrentUICulture;

        public UICulture(string name) => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);

        public void Dispose() => CultureInfo.CurrentUICulture = before;
    }
}
