using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Resources;
using System.Text;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Tests.Common;

public class WorkbookReaderTests
{
    private sealed record Item
    {
        public string Code { get; set; } = "";

        public string Note { get; set; } = "";

        public decimal? Price { get; set; }

        public long? Count { get; set; }

        public string Color { get; set; } = "";
    }

    private static readonly WorkbookSchema<Item> Schema = new(
        new("货品", "Items"),
        [
            new TextColumn<Item>("Code", new("编码", "Code"), i => i.Code, (i, v) => i.Code = v) { Required = true, IsKey = true, MaxLength = 20 },
            new TextColumn<Item>("Note", new("备注", "Note"), i => i.Note, (i, v) => i.Note = v) { MaxLength = 30, MultiLine = true },
            new DecimalColumn<Item>("Price", new("单价", "Unit price"), i => i.Price, (i, v) => i.Price = v) { Decimals = 4, Above = 0, Maximum = 1_000_000m },
            new IntegerColumn<Item>("Count", new("数量", "Count"), i => i.Count, (i, v) => i.Count = v),
            new ChoiceColumn<Item>("Color", new("颜色", "Color"), [new("Red", new("红", "red")), new("Blue", new("蓝", "blue"))], i => i.Color, (i, v) => i.Color = v),
        ]);

    private static readonly string[] Header = ["编码", "备注", "单价", "数量", "颜色"];

    private static WorkbookResult<Item> Read(byte[] file, WorkbookLimits? limits = null) => WorkbookReader.Read(new MemoryStream(file), Schema, limits);

    private static WorkbookRow<Item> ReadOne(params object?[] cells) => Assert.Single(Read(WorkbookFile.Of([.. Header], cells)).Rows);

    private static string FileError(byte[] file, WorkbookLimits? limits = null)
    {
        var result = Read(file, limits);
        Assert.Empty(result.Rows);
        return Assert.Single(result.FileErrors).Code;
    }

    private static byte[] Good(int rows = 3) =>
        WorkbookFile.Of([[.. Header], .. Enumerable.Range(1, rows).Select(i => new object?[] { $"C-{i}", "note", 1.5m, i, "红" })]);

    // ---- the file ----

    public static TheoryData<string, string, byte[]> NotReadable()
    {
        var good = Good();
        var ole = new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
        return new()
        {
            { "nothing", WorkbookErrors.NotAWorkbook, [] },
            { "text", WorkbookErrors.NotAWorkbook, Encoding.UTF8.GetBytes("编码,单价\nC-1,2\n") },
            { "two letters", WorkbookErrors.NotAWorkbook, "PK"u8.ToArray() },
            { "a picture", WorkbookErrors.NotAWorkbook, [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. new byte[100]] },
            { "a program", WorkbookErrors.NotAWorkbook, [(byte)'M', (byte)'Z', .. new byte[500]] },
            { "an old workbook", WorkbookErrors.OldFormat, [.. ole, .. new byte[504], .. Encoding.Unicode.GetBytes("Workbook")] },
            { "a workbook with a password", WorkbookErrors.Encrypted, [.. ole, .. new byte[504], .. Encoding.Unicode.GetBytes("EncryptedPackage")] },
            { "a truncated workbook", WorkbookErrors.Damaged, good[..(good.Length / 2)] },
            { "a workbook without its end", WorkbookErrors.Damaged, good[..^10] },
            { "another zip", WorkbookErrors.NotAWorkbook, Zip(("readme.txt", "hello"u8.ToArray())) },
            { "a document", WorkbookErrors.Damaged, Zip(("_rels/.rels", Rels("word/document.xml")), ("word/document.xml", "<nonsense"u8.ToArray())) },
            { "a binary workbook", WorkbookErrors.NotAWorkbook, Zip(("_rels/.rels", Rels("xl/workbook.bin")), ("xl/workbook.bin", [1, 2, 3])) },
            { "a missing part", WorkbookErrors.Damaged, Zip(("_rels/.rels", Rels("xl/workbook.xml"))) },
            {
                "a document type definition", WorkbookErrors.Damaged,
                Zip(
                    ("_rels/.rels", Rels("xl/workbook.xml")),
                    ("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><workbook>&b;</workbook>"u8.ToArray()))
            },
            { "XML that is not", WorkbookErrors.Damaged, new WorkbookFile().Sheet("S", "<row r=\"1\"><c r=\"A1\"><v>1</row>").ToBytes() },
            { "a cell beyond the last column", WorkbookErrors.Damaged, new WorkbookFile().Sheet("S", "<row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>").ToBytes() },
            { "a row that comes twice", WorkbookErrors.Damaged, new WorkbookFile().Sheet("S", WorkbookFile.Row(1, [.. Header]) + WorkbookFile.Row(1, ["C-1"])).ToBytes() },
            { "a shared string that is not there", WorkbookErrors.Damaged, WorkbookFile.Of([.. Header], [new RawCell("<v>7</v>", "t=\"s\"")]) },
            { "no sheet", WorkbookErrors.Empty, new WorkbookFile().ToBytes() },
            { "a blank sheet", WorkbookErrors.Empty, new WorkbookFile().Sheet("S", "").ToBytes() },
            { "a formatted but blank sheet", WorkbookErrors.Empty, new WorkbookFile().Sheet("S", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>").ToBytes() },
            { "no header", WorkbookErrors.NoHeader, WorkbookFile.Of(["C-1", "x", 1, 2], ["C-2", "y", 1, 2]) },
            { "other columns", WorkbookErrors.NoHeader, WorkbookFile.Of(["姓名", "电话"], ["张三", "13800138000"]) },
            { "a header alone", WorkbookErrors.NoRows, WorkbookFile.Of([.. Header]) },
        };
    }

    [Theory]
    [MemberData(nameof(NotReadable), DisableDiscoveryEnumeration = true)]
    public void A_file_that_cannot_be_read_is_refused_with_the_reason(string what, string code, byte[] file)
    {
        Assert.NotEmpty(what);
        Assert.Equal(code, FileError(file));
    }

    [Fact]
    public void Every_truncation_of_a_workbook_is_refused_and_never_throws()
    {
        var good = Good();
        for (var length = 0; length < good.Length; length += 37)
        {
            Assert.False(Read(good[..length]).IsReadable);
        }
    }

    [Fact]
    public void A_workbook_with_flipped_bytes_never_throws()
    {
        var good = Good();
        var random = new Random(7);
        for (var i = 0; i < 150; i++)
        {
            var broken = good.ToArray();
            for (var flip = 0; flip < 3; flip++)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            var result = Read(broken);
            Assert.True(result.IsReadable || result.Rows.Count == 0);
        }
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_unpacks()
    {
        var bomb = new WorkbookFile().Sheet("S", WorkbookFile.Rows([.. Header], ["C-1"])).Part("xl/media/zeros.bin", new byte[64 << 20]).ToBytes();

        Assert.True(bomb.Length < 1 << 20);
        Assert.Equal(WorkbookErrors.ExpandsTooFar, FileError(bomb));
    }

    [Fact]
    public void Parts_that_unpack_to_too_much_together_are_refused()
    {
        var file = new WorkbookFile().Sheet("S", WorkbookFile.Rows([.. Header], ["C-1"])).Part("xl/a.bin", new byte[3 << 20]).Part("xl/b.bin", new byte[3 << 20]).ToBytes();

        Assert.Equal(WorkbookErrors.ExpandsTooFar, FileError(file, new() { MaxUnpackedBytes = 5 << 20 }));
        Assert.True(Read(file).IsReadable);
    }

    [Fact]
    public void A_zip_whose_directory_lies_about_sizes_is_refused()
    {
        var file = new WorkbookFile().Sheet("S", WorkbookFile.Row(1, [.. Header]) + new string(' ', 40 << 20)).ToBytes();
        for (var i = 0; i + 4 < file.Length; i++)
        {
            var size = file.AsSpan(i, 4) is [(byte)'P', (byte)'K', 1, 2] ? 24 : file.AsSpan(i, 4) is [(byte)'P', (byte)'K', 3, 4] ? 22 : 0;
            if (size > 0 && BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(i + size)) > 1 << 20)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(i + size), 1000);
            }
        }

        Assert.Equal(WorkbookErrors.Damaged, FileError(file));
    }

    [Fact]
    public void A_file_larger_than_allowed_is_refused()
    {
        Assert.Equal(WorkbookErrors.FileTooLarge, FileError(Good(), new() { MaxFileBytes = 500 }));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Good());
        }

        packed.Position = 0;
        using var stream = new GZipStream(packed, CompressionMode.Decompress);
        Assert.Equal(3, WorkbookReader.Read(stream, Schema).Rows.Count);
        using var unpacked = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        Assert.Equal(WorkbookErrors.FileTooLarge, Assert.Single(WorkbookReader.Read(unpacked, Schema, new() { MaxFileBytes = 100 }).FileErrors).Code);
    }

    [Fact]
    public void Pictures_tables_links_and_other_sheets_do_not_disturb()
    {
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var file = new WorkbookFile()
            .Sheet(
                "货品", WorkbookFile.Rows([.. Header], ["C-1", null, 2]),
                "<hyperlinks><hyperlink ref=\"A1:XFD1048576\" r:id=\"r9\"/></hyperlinks><drawing r:id=\"r1\"/><tableParts><tablePart r:id=\"r2\"/></tableParts>")
            .Part("xl/worksheets/_rels/sheet1.xml.rels", Encoding.UTF8.GetBytes(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + $"<Relationship Id=\"r1\" Type=\"{relations}/drawing\" Target=\"../drawings/drawing1.xml\"/>"
                + $"<Relationship Id=\"r2\" Type=\"{relations}/table\" Target=\"../tables/none.xml\"/>"
                + $"<Relationship Id=\"r9\" Type=\"{relations}/hyperlink\" Target=\"mailto:a b@@c\" TargetMode=\"External\"/></Relationships>"))
            .Part("xl/drawings/drawing1.xml", "<nonsense"u8.ToArray())
            .ToBytes();

        Assert.Equal(2m, Assert.Single(Read(file).Rows).Value.Price);
    }

    // ---- which sheet, which header ----

    [Fact]
    public void The_sheet_with_the_known_name_is_read_wherever_it_stands()
    {
        var file = new WorkbookFile()
            .Sheet("封面", WorkbookFile.Rows(["供应商资料"]))
            .Sheet("items", WorkbookFile.Rows([.. Header], ["C-1"]), attributes: "state=\"hidden\"")
            .ToBytes();

        Assert.Equal("C-1", Assert.Single(Read(file).Rows).Value.Code);
    }

    [Fact]
    public void Without_the_known_name_the_first_visible_sheet_with_content_is_read()
    {
        var file = new WorkbookFile()
            .Sheet("a", WorkbookFile.Rows([.. Header], ["hidden"]), attributes: "state=\"veryHidden\"")
            .Sheet("b", "")
            .Sheet("c", WorkbookFile.Rows([.. Header], ["visible"]))
            .ToBytes();

        Assert.Equal("visible", Assert.Single(Read(file).Rows).Value.Code);
    }

    [Fact]
    public void A_cover_before_the_list_is_passed_over_whatever_the_sheets_are_called()
    {
        var file = new WorkbookFile()
            .Sheet("Export Summary", WorkbookFile.Rows(["This document was exported."], ["Sheet", "Table"]))
            .Sheet("Sheet 1", WorkbookFile.Rows([.. Header], ["C-1", null, 2]))
            .Sheet("notes", WorkbookFile.Rows([.. Header], ["C-2", null, 2]))
            .ToBytes();

        Assert.Equal("C-1", Assert.Single(Read(file).Rows).Value.Code);
    }

    [Fact]
    public void Where_no_sheet_has_the_header_the_message_says_which_were_looked_at_and_how_the_right_one_is_named()
    {
        var file = new WorkbookFile()
            .Sheet("封面", WorkbookFile.Rows(["供应商资料"]))
            .Sheet("blank", "")
            .Sheet("价格", WorkbookFile.Rows(["报价单"]))
            .Sheet("old", WorkbookFile.Rows([.. Header], ["C-1"]), attributes: "state=\"hidden\"")
            .ToBytes();

        var error = Assert.Single(Read(file).FileErrors);
        Assert.Equal(WorkbookErrors.NoHeader, error.Code);
        Assert.Equal("“封面”、“价格”", ((WorkbookText)error.Args[1]!).Chinese);
        Assert.Equal("Items", ((WorkbookText)error.Args[2]!).English);
    }

    [Theory]
    [InlineData('/')]
    [InlineData('\\')]
    public void Parts_are_found_under_names_with_slashes_of_either_kind(char slash)
    {
        var file = new WorkbookFile { Slash = slash }.Sheet("S", WorkbookFile.Rows([.. Header], ["C-1", null, WorkbookFile.Styled(45_000)])).ToBytes();

        Assert.Equal(WorkbookErrors.DateValue, Assert.Single(Assert.Single(Read(file).Rows).Errors).Code);
    }

    [Fact]
    public void A_file_whose_styles_are_missing_is_read_without_knowing_dates()
    {
        var file = new WorkbookFile { WithoutStyles = true }.Sheet("S", WorkbookFile.Rows([.. Header], ["C-1", null, WorkbookFile.Styled(12.5)])).ToBytes();

        Assert.Equal(12.5m, Assert.Single(Read(file).Rows).Value.Price);
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_either_language_below_a_merged_title()
    {
        var rows = WorkbookFile.Row(2, ["2026 年货品表"]) + WorkbookFile.Row(4, [" ＵＮＩＴ　price ", "颜 色*", "code："]) + WorkbookFile.Row(5, [12.5, "BLUE", "C-1"]);
        var result = Read(new WorkbookFile().Sheet("S", rows, "<mergeCells><mergeCell ref=\"A2:E2\"/></mergeCells>").ToBytes());

        var row = Assert.Single(result.Rows);
        Assert.Equal(5, row.Number);
        Assert.Equal(new Item { Code = "C-1", Price = 12.5m, Color = "Blue" }, row.Value);
        Assert.Equal(["Note", "Count"], result.Warnings.Select(warning => warning.Column));
        Assert.All(result.Warnings, warning => Assert.Equal(WorkbookErrors.OptionalColumnMissing, warning.Code));
    }

    [Fact]
    public void Unknown_columns_are_named_and_ignored()
    {
        var result = Read(WorkbookFile.Of(["编码", "单价", "厂家"], ["C-1", 2, "=x"]));

        Assert.Equal([(WorkbookErrors.UnknownColumn, "厂家", "C")], result.Warnings.Where(w => w.Column.Length == 0).Select(w => (w.Code, (string)w.Args[0]!, (string)w.Args[1]!)));
        Assert.True(Assert.Single(result.Rows).IsValid);
    }

    [Fact]
    public void A_missing_required_column_refuses_the_file()
    {
        var result = Read(WorkbookFile.Of(["单价", "备注"], [2, "x"]));

        Assert.Equal(("Code", WorkbookErrors.MissingColumn), (Assert.Single(result.FileErrors).Column, result.FileErrors[0].Code));
        Assert.Empty(result.Rows);
    }

    [Fact]
    public void A_column_that_stands_twice_refuses_the_file()
    {
        Assert.Equal(WorkbookErrors.DuplicateColumn, FileError(WorkbookFile.Of(["编码", "单价", "Unit Price"], ["C-1", 1, 2])));
    }

    [Theory]
    [InlineData("B3:B4", true)]
    [InlineData("A1:B1", true)]
    [InlineData("A2:E4", true)]
    [InlineData("H2:J9", false)]
    [InlineData("A9:E9", false)]
    public void Merged_cells_among_the_rows_are_refused_by_their_range(string range, bool refused)
    {
        var file = new WorkbookFile()
            .Sheet("S", WorkbookFile.Rows([.. Header], ["C-1"], ["C-2"], ["C-3"]), $"<mergeCells count=\"1\"><mergeCell ref=\"{range}\"/></mergeCells>").ToBytes();

        var errors = Read(file).FileErrors.Select(error => (error.Code, (string)error.Args[0]!));
        Assert.Equal(refused ? [(WorkbookErrors.MergedCells, range)] : [], errors);
    }

    // ---- rows ----

    [Fact]
    public void Hidden_rows_are_read_and_blank_formatted_rows_are_skipped()
    {
        var rows = WorkbookFile.Row(1, [.. Header])
            + WorkbookFile.Row(2, ["C-1"], "hidden=\"1\"")
            + "<row r=\"3\" s=\"1\" customFormat=\"1\"><c r=\"A3\" s=\"1\"/><c r=\"B3\" s=\"1\"/></row>"
            + WorkbookFile.Row(4, ["  ", "　", "\u200B"])
            + WorkbookFile.Row(900_000, ["C-2"]);

        Assert.Equal([(2, "C-1"), (900_000, "C-2")], Read(new WorkbookFile().Sheet("S", rows).ToBytes()).Rows.Select(row => (row.Number, row.Value.Code)));
    }

    [Fact]
    public void Rows_and_cells_without_references_count_on_from_the_ones_before()
    {
        var text = (string value) => $"<c t=\"inlineStr\"><is><t>{value}</t></is></c>";
        var rows = $"<row>{text("编码")}{text("备注")}</row><row>{text("C-1")}<c/></row><row>{text("C-2")}{text("x")}</row>";

        Assert.Equal([(2, "C-1", ""), (3, "C-2", "x")], Read(new WorkbookFile().Sheet("S", rows).ToBytes()).Rows.Select(row => (row.Number, row.Value.Code, row.Value.Note)));
    }

    [Fact]
    public void A_row_element_for_every_cell_is_read_as_one_row()
    {
        var cell = (string reference, string value) => $"<row r=\"{reference[1..]}\"><c r=\"{reference}\" t=\"inlineStr\"><is><t>{value}</t></is></c></row>";
        var rows = cell("A1", "编码") + cell("B1", "备注") + cell("A2", "C-1") + "<row r=\"2\"/>" + cell("B2", "x") + cell("A3", "C-2") + cell("B3", "y");

        var read = Read(new WorkbookFile().Sheet("S", rows).ToBytes()).Rows;
        Assert.Equal([(2, "C-1", "x"), (3, "C-2", "y")], read.Select(row => (row.Number, row.Value.Code, row.Value.Note)));
        Assert.Equal(WorkbookErrors.Damaged, FileError(new WorkbookFile().Sheet("S", rows + cell("B3", "z")).ToBytes()));
        Assert.Equal(WorkbookErrors.Damaged, FileError(new WorkbookFile().Sheet("S", rows + cell("C2", "z")).ToBytes()));
    }

    [Fact]
    public void Exactly_the_allowed_rows_are_accepted_and_one_more_is_refused()
    {
        static byte[] Of(int rows) => WorkbookFile.Of([["编码", "数量"], .. Enumerable.Range(1, rows).Select(i => new object?[] { $"C-{i}", i })]);

        Assert.Equal(50_000, Read(Of(50_000)).Rows.Count);
        var tooMany = Read(Of(50_001));
        Assert.Equal((WorkbookErrors.TooManyRows, 50_000), (Assert.Single(tooMany.FileErrors).Code, (int)tooMany.FileErrors[0].Args[0]!));
        Assert.Empty(tooMany.Rows);
    }

    [Fact]
    public void Far_too_many_rows_and_cells_are_refused_without_loading_them()
    {
        var rows = WorkbookFile.Of([["编码", "数量"], .. Enumerable.Range(1, 60_000).Select(i => new object?[] { i, i })]);
        Assert.Equal(WorkbookErrors.TooManyRows, FileError(rows));
        Assert.Equal(WorkbookErrors.TooManyCells, FileError(Good(100), new() { MaxCells = 200 }));
    }

    [Fact]
    public void A_text_of_endless_runs_is_cut_to_what_a_cell_holds_and_then_refused()
    {
        var runs = string.Concat(Enumerable.Repeat("<r><t>ab</t></r>", 200_000));
        var row = ReadOne("C-1", new RawCell($"<is>{runs}</is>", "t=\"inlineStr\""));

        Assert.Equal(WorkbookErrors.TextTooLong, Assert.Single(row.Errors).Code);
        Assert.Equal(WorkbookErrors.ExpandsTooFar, FileError(
            WorkbookFile.Of([.. Header], ["C-1", new string('x', 20_000)], ["C-2", new string('y', 20_000)]), new() { MaxUnpackedBytes = 120_000 }));
    }

    [Fact]
    public void A_code_that_stands_in_several_rows_is_an_error_in_each_and_names_the_other()
    {
        var result = Read(WorkbookFile.Of([.. Header], ["C-1"], ["X"], [" c-1 "], ["C-1"]));

        Assert.Equal(
            [(2, 4), (4, 2), (5, 2)],
            result.Rows.SelectMany(row => row.Errors).Select(error => (error.Row, (int)error.Args[1]!)));
        Assert.All(result.Rows.SelectMany(row => row.Errors), error => Assert.Equal((WorkbookErrors.DuplicateKey, "Code"), (error.Code, error.Column)));
        Assert.True(result.Rows[1].IsValid);
    }

    [Fact]
    public void Every_error_of_a_row_is_told()
    {
        var row = ReadOne(null, WorkbookFile.Formula("A1", "x"), "abc", 1.5, "green");

        Assert.Equal(
            [
                ("Code", WorkbookErrors.Required), ("Note", WorkbookErrors.Formula), ("Price", WorkbookErrors.NotANumber),
                ("Count", WorkbookErrors.NotWhole), ("Color", WorkbookErrors.NotAChoice),
            ],
            row.Errors.Select(error => (error.Column, error.Code)));
        Assert.All(row.Errors, error => Assert.Equal(2, error.Row));
    }

    [Fact]
    public void Reading_reports_its_progress_and_can_be_cancelled()
    {
        var progress = new Collected();
        WorkbookReader.Read(new MemoryStream(Good(1200)), Schema, progress: progress);
        Assert.Equal([500, 1000, 1200], progress.Values);

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => WorkbookReader.Read(new MemoryStream(Good(1200)), Schema, cancellation: cancelled.Token));
    }

    private sealed class Collected : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }

    // ---- cells ----

    public static TheoryData<object?, string> Texts() => new()
    {
        { "  C-1　", "C-1" },
        { "00123", "00123" },
        { "=1+1", "=1+1" },
        { "+8613800138000", "+8613800138000" },
        { "-x", "-x" },
        { "@home", "@home" },
        { "'quoted", "'quoted" },
        { 123, "123" },
        { -5, "-5" },
        { 13800138000L, "13800138000" },
        { 999_999_999_999_999L, "999999999999999" },
        { WorkbookFile.Number("1.5E+3"), "1500" },
        { new RawCell("<is><r><rPr><b/></rPr><t>C-</t></r><r><t>7</t></r><rPh sb=\"0\" eb=\"1\"><t>シー</t></rPh></is>", "t=\"inlineStr\""), "C-7" },
        { new RawCell("<v>C-8</v>", "t=\"str\""), "C-8" },
        { "C_x002D_9", "C-9" },
        { "C-_x00e9_", "C-é" },
        { "_x005F_x002D_", "_x002D_" },
        { "C_x002D9", "C_x002D9" },
        { "C-10_x000D_", "C-10" },
        { new RawCell("<v>C_x002D_11</v>", "t=\"str\""), "C-11" },
        { "#ref!", "#ref!" },
        { "#N/A", "#N/A" },
        { "节点　一 二", "节点 一 二" },
        { "节点（Ａ） 二", "节点（A） 二" },
        { new string('c', 20), new string('c', 20) },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Text_is_read_as_it_stands(object? cell, string text)
    {
        var row = ReadOne(cell);
        Assert.Empty(row.Errors);
        Assert.Equal(text, row.Value.Code);
    }

    public static TheoryData<object?, string> RefusedTexts() => new()
    {
        { 1e15, WorkbookErrors.NumberInText },
        { WorkbookFile.Number("3.30102199001011E+17"), WorkbookErrors.NumberInText },
        { WorkbookFile.Number("330102199001011234"), WorkbookErrors.NumberInText },
        { 1.5, WorkbookErrors.NumberInText },
        { true, WorkbookErrors.BooleanValue },
        { WorkbookFile.Styled(45_000), WorkbookErrors.DateValue },
        { WorkbookFile.Styled(0.5), WorkbookErrors.DateValue },
        { new RawCell("<v>2026-01-02T00:00:00</v>", "t=\"d\""), WorkbookErrors.DateValue },
        { WorkbookFile.Formula("\"C\"&1", "C1"), WorkbookErrors.Formula },
        { new RawCell("<f t=\"shared\" si=\"0\"/><v>C1</v>", "t=\"str\""), WorkbookErrors.Formula },
        { new RawCell("<f t=\"array\" ref=\"A1:XFD1048576\">ROW()</f><v>1</v>"), WorkbookErrors.Formula },
        { new RawCell("<v>#N/A</v>", "t=\"e\""), WorkbookErrors.ErrorValue },
        { new RawCell("<v>#BUSY!</v>", "t=\"e\""), WorkbookErrors.ErrorValue },
        { new RawCell("<v>nobody knows</v>", "t=\"e\""), WorkbookErrors.ErrorValue },
        { new RawCell("", "t=\"e\""), WorkbookErrors.ErrorValue },
        { "a_x0001_b", WorkbookErrors.InvisibleCharacter },
        { "a_x000D_b", WorkbookErrors.InvisibleCharacter },
        { "a\u00ADb", WorkbookErrors.InvisibleCharacter },
        { "a\u00A0b", WorkbookErrors.InvisibleCharacter },
        { "a\u061Cb", WorkbookErrors.InvisibleCharacter },
        { "a\u200Eb", WorkbookErrors.InvisibleCharacter },
        { "a\u3164b", WorkbookErrors.InvisibleCharacter },
        { "a\uFE0Fb", WorkbookErrors.InvisibleCharacter },
        { "a\U000E0041b", WorkbookErrors.InvisibleCharacter },
        { new string('c', 21), WorkbookErrors.TextTooLong },
        { "a\tb", WorkbookErrors.InvisibleCharacter },
        { "a\nb", WorkbookErrors.InvisibleCharacter },
        { "a\u0085b", WorkbookErrors.InvisibleCharacter },
        { "a\u200Bb", WorkbookErrors.InvisibleCharacter },
        { "a\u202Eb", WorkbookErrors.InvisibleCharacter },
        { null, WorkbookErrors.Required },
        { " ", WorkbookErrors.Required },
    };

    [Theory]
    [MemberData(nameof(RefusedTexts), DisableDiscoveryEnumeration = true)]
    public void Text_that_is_not_what_was_typed_is_refused(object? cell, string code)
    {
        var error = Assert.Single(ReadOne(cell, "note").Errors);
        Assert.Equal((2, "Code", code), (error.Row, error.Column, error.Code));
    }

    [Fact]
    public void Line_breaks_are_kept_where_they_are_allowed()
    {
        Assert.Equal("a\nb", ReadOne("C-1", "a\r\nb").Value.Note);
        Assert.Equal("a\nb", ReadOne("C-1", "a_x000D_\nb").Value.Note);
        Assert.Equal("a\n\u00A0b ❤\uFE0F", ReadOne("C-1", "a_x000D__x000A_\u00A0b ❤\uFE0F").Value.Note);
    }

    public static TheoryData<object?, string> Numbers() => new()
    {
        { 12.5, "12.5" },
        { 0.0001, "0.0001" },
        { 1_000_000, "1000000" },
        { WorkbookFile.Number("0.30000000000000004"), "0.3" },
        { WorkbookFile.Number("1.2E-2"), "0.012" },
        { "1,234.50", "1234.50" },
        { "１２３，４５６．７８", "123456.78" },
        { "¥1,234.5", "1234.5" },
        { "￥ 12", "12" },
        { "12元", "12" },
        { "+3", "3" },
        { "12。5", "12.5" },
        { " 7.2500 ", "7.2500" },
        { new RawCell("<v>12.5</v>", "t=\"str\""), "12.5" },
    };

    [Theory]
    [MemberData(nameof(Numbers), DisableDiscoveryEnumeration = true)]
    public void Numbers_are_read_from_numbers_and_from_text(object? cell, string value)
    {
        var row = ReadOne("C-1", null, cell);
        Assert.Empty(row.Errors);
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), row.Value.Price);
    }

    public static TheoryData<object?, string> RefusedNumbers() => new()
    {
        { "abc", WorkbookErrors.NotANumber },
        { "1,23", WorkbookErrors.NotANumber },
        { "1,2345", WorkbookErrors.NotANumber },
        { "1,234,56", WorkbookErrors.NotANumber },
        { ",123", WorkbookErrors.NotANumber },
        { "1.2.3", WorkbookErrors.NotANumber },
        { "1.", WorkbookErrors.NotANumber },
        { ".5", WorkbookErrors.NotANumber },
        { "¥", WorkbookErrors.NotANumber },
        { "--1", WorkbookErrors.NotANumber },
        { "1e5", WorkbookErrors.NotANumber },
        { "0x10", WorkbookErrors.NotANumber },
        { "50%", WorkbookErrors.NotANumber },
        { "100²", WorkbookErrors.NotANumber },
        { "½", WorkbookErrors.NotANumber },
        { "1 234", WorkbookErrors.NotANumber },
        { "NaN", WorkbookErrors.NotANumber },
        { "∞", WorkbookErrors.NotANumber },
        { "١٢", WorkbookErrors.NotANumber },
        { new string('9', 40), WorkbookErrors.NotANumber },
        { new string('1', 500), WorkbookErrors.NotANumber },
        { WorkbookFile.Number("NaN"), WorkbookErrors.NotANumber },
        { WorkbookFile.Number("Infinity"), WorkbookErrors.NotANumber },
        { WorkbookFile.Number("-INF"), WorkbookErrors.NotANumber },
        { WorkbookFile.Number("1E+999"), WorkbookErrors.NotANumber },
        { WorkbookFile.Number("1E+300"), WorkbookErrors.AboveMaximum },
        { 1_000_000.0001, WorkbookErrors.AboveMaximum },
        { "1,000,000.01", WorkbookErrors.AboveMaximum },
        { 0, WorkbookErrors.NotAbove },
        { "0.00", WorkbookErrors.NotAbove },
        { -1, WorkbookErrors.NotAbove },
        { "-¥1", WorkbookErrors.NotAbove },
        { WorkbookFile.Number("-1E+300"), WorkbookErrors.NotAbove },
        { 0.00001, WorkbookErrors.TooManyDecimals },
        { "1.23456", WorkbookErrors.TooManyDecimals },
        { WorkbookFile.Formula("1+1", "2"), WorkbookErrors.Formula },
        { WorkbookFile.Styled(45_000), WorkbookErrors.DateValue },
        { true, WorkbookErrors.BooleanValue },
        { new RawCell("<v>#DIV/0!</v>", "t=\"e\""), WorkbookErrors.ErrorValue },
        { new RawCell("<v>#FIELD!</v>", "t=\"e\""), WorkbookErrors.ErrorValue },
        { "#FIELD!", WorkbookErrors.NotANumber },
    };

    [Theory]
    [MemberData(nameof(RefusedNumbers), DisableDiscoveryEnumeration = true)]
    public void What_is_no_number_or_out_of_range_is_refused(object? cell, string code)
    {
        var error = Assert.Single(ReadOne("C-1", null, cell).Errors);
        Assert.Equal(("Price", code), (error.Column, error.Code));
    }

    [Fact]
    public void Half_a_character_is_no_number()
    {
        Assert.Equal(WorkbookErrors.NotANumber, CellContent.Of("1\uD800").AsDecimal(out _)?.Code);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(7, null)]
    [InlineData(-1, WorkbookErrors.BelowMinimum)]
    [InlineData(1.5, WorkbookErrors.NotWhole)]
    [InlineData(2147483648.0, WorkbookErrors.AboveMaximum)]
    public void Whole_numbers_have_bounds(double number, string? code)
    {
        var row = ReadOne("C-1", null, null, number);
        Assert.Equal(code, row.Errors.SingleOrDefault()?.Code);
        Assert.Equal(code is null ? (long)number : null, row.Value.Count);
    }

    [Theory]
    [InlineData("红", "Red")]
    [InlineData(" RED ", "Red")]
    [InlineData("ｂｌｕｅ", "Blue")]
    public void Choices_are_read_in_both_languages(string text, string code)
    {
        Assert.Equal(code, ReadOne("C-1", null, null, null, text).Value.Color);
    }

    [Theory]
    [InlineData("numFmtId=\"31\"", "", true)]
    [InlineData("numFmtId=\"57\"", "", true)]
    [InlineData("numFmtId=\"22\"", "", true)]
    [InlineData("numFmtId=\"170\"", "yyyy&quot;年&quot;m&quot;月&quot;", true)]
    [InlineData("numFmtId=\"170\"", "[$-804]aaaa d", true)]
    [InlineData("numFmtId=\"170\"", "[$-804]aaaa", true)]
    [InlineData("numFmtId=\"170\"", "aaa", true)]
    [InlineData("numFmtId=\"170\"", "dddd", true)]
    [InlineData("numFmtId=\"170\"", "bbbb", true)]
    [InlineData("numFmtId=\"170\"", "[$-411]ge", true)]
    [InlineData("numFmtId=\"170\"", "General", false)]
    [InlineData("numFmtId=\"170\"", "G/通用格式", false)]
    [InlineData("numFmtId=\"170\"", "[h]:mm", true)]
    [InlineData("numFmtId=\"170\"", "[Red]0;[Magenta]-0", false)]
    [InlineData("numFmtId=\"49\"", "", false)]
    [InlineData("numFmtId=\"44\"", "", false)]
    public void A_number_that_shows_as_a_date_is_a_date(string style, string custom, bool isDate)
    {
        var file = new WorkbookFile { NumberFormat = style, CustomFormats = custom.Length == 0 ? "" : $"<numFmt numFmtId=\"170\" formatCode=\"{custom}\"/>" };
        var row = Assert.Single(Read(file.Sheet("S", WorkbookFile.Rows([.. Header], [WorkbookFile.Styled(45_000)])).ToBytes()).Rows);

        Assert.Equal(isDate ? WorkbookErrors.DateValue : null, row.Errors.SingleOrDefault()?.Code);
        Assert.Equal(isDate ? "" : "45000", row.Value.Code);
    }

    [Theory]
    [InlineData("00000", 17, "00017", null)]
    [InlineData("&quot;HPC-&quot;000", 17, "HPC-017", null)]
    [InlineData("&quot;HPC-&quot;000", 1700, "HPC-1700", null)]
    [InlineData("000\\-0000", 1234567, "123-4567", null)]
    [InlineData("0&quot;号&quot;", 17, "17号", null)]
    [InlineData("0_ ", 17, "17", null)]
    [InlineData("#,##0", 12345, "12345", null)]
    [InlineData("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* &quot;-&quot;??_ ;_ @_ ", 17, "17", null)]
    [InlineData("@", 17, "17", null)]
    [InlineData("&quot;HPC-&quot;000", 17.4, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("&quot;HPC-&quot;General", 17, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("0%", 17, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("0,", 17000, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("[DBNum1][$-804]General", 17, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("[>10]&quot;many&quot;;0", 17, "", WorkbookErrors.ShownOtherwise)]
    [InlineData(";;;", 17, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("0;-0;;@", 0, "", WorkbookErrors.ShownOtherwise)]
    [InlineData("&quot;open", 17, "", WorkbookErrors.ShownOtherwise)]
    public void A_code_that_its_format_spells_is_taken_as_it_is_shown_or_refused(string format, double number, string code, string? error)
    {
        var row = ReadShown(format, [WorkbookFile.Styled(number)]);

        Assert.Equal((error, code), (row.Errors.SingleOrDefault()?.Code, row.Value.Code));
    }

    [Theory]
    [InlineData("0.00", 12.5, true)]
    [InlineData("#,##0.00##", 1234.5678, true)]
    [InlineData("¥#,##0.00", 1234.5, true)]
    [InlineData("[$¥-804]#,##0.00", 1234.5, true)]
    [InlineData("_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* &quot;-&quot;??_ ;_ @_ ", 1234.5, true)]
    [InlineData("0.00&quot;元&quot;", 1.2, true)]
    [InlineData("00000", 17, true)]
    [InlineData("0.00_);[Red]\\(0.00\\)", 12.5, true)]
    [InlineData("0.0&quot;万元&quot;", 1.2, false)]
    [InlineData("0.00", 12.345, false)]
    [InlineData("0", 12.5, false)]
    [InlineData("0%", 0.5, false)]
    [InlineData("0.0,", 1200, false)]
    [InlineData("0.00E+00", 1234, false)]
    [InlineData("# ?/?", 0.5, false)]
    [InlineData("$#,##0.00", 12.5, false)]
    [InlineData("[DBNum2][$-804]General", 12, false)]
    [InlineData("&quot;面议&quot;", 12, false)]
    public void A_price_that_its_format_shows_as_another_is_refused(string format, double number, bool taken)
    {
        var row = ReadShown(format, ["C-1", null, WorkbookFile.Styled(number)]);

        Assert.Equal(taken ? null : WorkbookErrors.ShownOtherwise, row.Errors.SingleOrDefault()?.Code);
        Assert.Equal(taken ? (decimal)number : null, row.Value.Price);
    }

    [Theory]
    [InlineData("&quot;HPC-&quot;@", WorkbookErrors.ShownOtherwise)]
    [InlineData("0;-0;0;", WorkbookErrors.ShownOtherwise)]
    [InlineData("0;-0;0;@&quot;核&quot;", WorkbookErrors.ShownOtherwise)]
    [InlineData("_ @_ ", null)]
    [InlineData("0;-0;0;@", null)]
    [InlineData("&quot;mail@&quot;0", null)]
    public void A_text_that_its_format_adds_to_is_refused(string format, string? error)
    {
        var row = ReadShown(format, [new RawCell("<is><t>017</t></is>", "s=\"1\" t=\"inlineStr\"")]);

        Assert.Equal((error, error is null ? "017" : ""), (row.Errors.SingleOrDefault()?.Code, row.Value.Code));
    }

    [Theory]
    [InlineData(4, 1234.5, true)]
    [InlineData(44, 1234.5, true)]
    [InlineData(1, 12.5, false)]
    [InlineData(9, 0.5, false)]
    [InlineData(11, 1234, false)]
    [InlineData(13, 0.5, false)]
    public void Formats_that_every_program_knows_by_number_count_as_much(int format, double number, bool taken)
    {
        var file = new WorkbookFile { NumberFormat = $"numFmtId=\"{format}\"" }
            .Sheet("S", WorkbookFile.Rows([.. Header], ["C-1", null, WorkbookFile.Styled(number)])).ToBytes();

        Assert.Equal(taken ? null : WorkbookErrors.ShownOtherwise, Assert.Single(Read(file).Rows).Errors.SingleOrDefault()?.Code);
    }

    private static WorkbookRow<Item> ReadShown(string format, object?[] cells)
    {
        var file = new WorkbookFile { NumberFormat = "numFmtId=\"170\"", CustomFormats = $"<numFmt numFmtId=\"170\" formatCode=\"{format}\"/>" };
        return Assert.Single(Read(file.Sheet("S", WorkbookFile.Rows([.. Header], cells)).ToBytes()).Rows);
    }

    // ---- writing ----

    [Theory]
    [InlineData("C-1")]
    [InlineData("'quoted")]
    [InlineData("=1+1")]
    [InlineData("+86")]
    [InlineData("-x")]
    [InlineData("@home")]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("_x0041_")]
    [InlineData("_X0041_")]
    [InlineData("00123")]
    [InlineData("1e5")]
    [InlineData("TRUE")]
    [InlineData("2026-01-02")]
    [InlineData("<x:a> & </x:a>")]
    [InlineData("节点（一） é\U0001F680")]
    public void What_may_be_typed_by_hand_is_the_same_after_export_and_import(string text)
    {
        Assert.Equal(text, Require.Text(text, "code"));

        var item = new Item { Code = text, Note = $"{text}\n|", Price = 1234.5678m, Count = 0, Color = "Red" };
        var row = Assert.Single(Read(WorkbookWriter.Export(Schema, [item])).Rows);

        Assert.Empty(row.Errors);
        Assert.Equal(item, row.Value);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4_000)]
    public void Workbooks_are_written_without_prefixes_so_that_exceljs_reads_them_too(int rows)
    {
        var items = Enumerable.Range(0, rows).Select(i => new Item { Code = $"C-{i}", Note = $"<x:{i}>", Price = i + 1 });
        foreach (var file in (byte[][])[WorkbookWriter.Template(Schema), WorkbookWriter.Export(Schema, items)])
        {
            using var zip = new ZipArchive(new MemoryStream(file));
            foreach (var part in zip.Entries.Where(entry => entry.FullName is not "xl/theme/theme1.xml"))
            {
                using var text = new StreamReader(part.Open());
                var xml = text.ReadToEnd();
                Assert.NotEqual("", System.Xml.Linq.XDocument.Parse(xml).Root!.Name.NamespaceName);
                Assert.DoesNotMatch("</?(x|ap):", xml);
            }
        }

        Assert.Equal(items.Select(i => i.Note), Read(WorkbookWriter.Export(Schema, items)).Rows.Select(row => row.Value.Note));
    }

    // ---- messages ----

    [Fact]
    public void Every_error_has_a_message_in_both_languages_with_the_same_placeholders()
    {
        var messages = new ResourceManager("KBoss.Web.Common.WorkbookErrors", Assembly.Load("KBoss.Web"));
        var codes = typeof(WorkbookErrors).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        foreach (var culture in new[] { CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("zh-Hans") })
        {
            var set = messages.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!;
            Assert.Equal(codes.Order(), set.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order());
        }

        foreach (var code in codes)
        {
            var (english, chinese) = (messages.GetString(code, CultureInfo.InvariantCulture)!, messages.GetString(code, CultureInfo.GetCultureInfo("zh-Hans"))!);
            Assert.NotEqual(english, chinese);
            Assert.Equal(Placeholders(english), Placeholders(chinese));
        }

        static IEnumerable<bool> Placeholders(string message) => Enumerable.Range(0, 4).Select(i => message.Contains($"{{{i}", StringComparison.Ordinal));
    }

    private static byte[] Rels(string target) => Encoding.UTF8.GetBytes(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"{target}\"/></Relationships>");

    private static byte[] Zip(params (string Path, byte[] Bytes)[] parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in parts)
            {
                using var part = zip.CreateEntry(path).Open();
                part.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
