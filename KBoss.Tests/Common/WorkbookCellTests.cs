using System.Globalization;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Tests.Common.WorkbookItems;

namespace KBoss.Tests.Common;

/// <summary>What a cell holds, and what of it a column takes.</summary>
public class WorkbookCellTests
{
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
        { "12 34", WorkbookErrors.NotANumber },
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
}
