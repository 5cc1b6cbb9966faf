using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Tests.Common.WorkbookItems;

namespace KBoss.Tests.Common;

/// <summary>Which files are read at all, and what one that somebody tampered with can do.</summary>
public class WorkbookFileTests
{
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
