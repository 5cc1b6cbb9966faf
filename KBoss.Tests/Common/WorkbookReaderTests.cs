using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Tests.Common.WorkbookItems;

namespace KBoss.Tests.Common;

/// <summary>Which sheet, which header, which rows are read.</summary>
public class WorkbookReaderTests
{
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

    [Theory]
    [InlineData(1_999)]
    [InlineData(2_000)]
    [InlineData(4_001)]
    public void A_list_that_is_read_in_slices_comes_whole_and_in_order(int rows)
    {
        // Exported texts are shared: some by all slices, some by one.
        var items = Enumerable.Range(0, rows).Select(i => new Item { Code = $"C-{i}", Note = i % 3 == 0 ? "often" : $"note {i}", Price = i + 0.5m, Color = "Red" });
        var read = Read(WorkbookWriter.Export(Schema, items));
        Assert.True(read.IsReadable);
        Assert.Equal(items, read.Rows.Select(row => row.Value));
        Assert.Equal(Enumerable.Range(2, rows), read.Rows.Select(row => row.Number));
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
}
