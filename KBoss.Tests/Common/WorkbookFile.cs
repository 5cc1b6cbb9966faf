using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace KBoss.Tests.Common;

/// <summary>A cell written as raw XML, for what no library would write.</summary>
public sealed record RawCell(string Inner, string Attributes = "");

/// <summary>Makes .xlsx files part by part, sound ones and hostile ones.</summary>
public sealed class WorkbookFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Content = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private readonly List<(string Name, string Attributes, string Xml)> sheets = [];
    private readonly Dictionary<string, byte[]> parts = [];

    /// <summary>Style 1 has the format that is given here.</summary>
    public string NumberFormat { get; init; } = "numFmtId=\"14\"";

    public string CustomFormats { get; init; } = "";

    /// <summary>The styles are pointed to, but not there.</summary>
    public bool WithoutStyles { get; init; }

    /// <summary>What stands between the folders in the names of the parts.</summary>
    public char Slash { get; init; } = '/';

    public static RawCell Formula(string formula, string cached) => new($"<f>{SecurityElement.Escape(formula)}</f><v>{cached}</v>");

    public static RawCell Styled(double number) => new($"<v>{number.ToString(CultureInfo.InvariantCulture)}</v>", "s=\"1\"");

    public static RawCell Number(string raw) => new($"<v>{raw}</v>");

    /// <summary>One visible sheet with these rows.</summary>
    public static byte[] Of(params object?[][] rows) => new WorkbookFile().Sheet("Sheet1", Rows(rows)).ToBytes();

    public static string Rows(params object?[][] rows) => string.Concat(rows.Select((row, r) => Row(r + 1, row)));

    public static string Row(int number, object?[] cells, string attributes = "")
    {
        var xml = new StringBuilder($"<row r=\"{number}\" {attributes}>");
        for (var c = 0; c < cells.Length; c++)
        {
            var reference = $"{(char)('A' + c)}{number}";
            xml.Append(cells[c] switch
            {
                null => "",
                RawCell raw => $"<c r=\"{reference}\" {raw.Attributes}>{raw.Inner}</c>",
                string text => $"<c r=\"{reference}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>",
                bool flag => $"<c r=\"{reference}\" t=\"b\"><v>{(flag ? 1 : 0)}</v></c>",
                IFormattable number1 => $"<c r=\"{reference}\"><v>{number1.ToString(null, CultureInfo.InvariantCulture)}</v></c>",
                var other => throw new ArgumentException($"{other}"),
            });
        }

        return xml.Append("</row>").ToString();
    }

    public WorkbookFile Sheet(string name, string rows, string afterData = "", string attributes = "")
    {
        sheets.Add((name, attributes, $"<worksheet xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheetData>{rows}</sheetData>{afterData}</worksheet>"));
        return this;
    }

    public WorkbookFile Part(string path, byte[] bytes)
    {
        parts[path] = bytes;
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var numbers = Enumerable.Range(1, sheets.Count).ToList();
            Add(zip, "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + $"<Default Extension=\"xml\" ContentType=\"{Content}worksheet+xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Content}sheet.main+xml\"/>"
                + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Content}styles+xml\"/></Types>");
            Add(zip, "_rels/.rels", Rels($"<Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/>"));
            Add(zip, "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
                + string.Concat(numbers.Select(n => $"<sheet name=\"{sheets[n - 1].Name}\" sheetId=\"{n}\" r:id=\"r{n}\" {sheets[n - 1].Attributes}/>")) + "</sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", Rels(
                string.Concat(numbers.Select(n => $"<Relationship Id=\"r{n}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
                + $"<Relationship Id=\"r0\" Type=\"{Relations}/styles\" Target=\"/xl/styles.xml\"/>"));
            if (!WithoutStyles)
            {
                Add(zip, "xl/styles.xml",
                    $"<styleSheet xmlns=\"{Main}\"><numFmts>{CustomFormats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                    + $"<cellXfs><xf numFmtId=\"0\"/><xf {NumberFormat}/></cellXfs></styleSheet>");
            }

            foreach (var n in numbers)
            {
                Add(zip, $"xl/worksheets/sheet{n}.xml", sheets[n - 1].Xml);
            }

            foreach (var (path, bytes) in parts)
            {
                using var part = zip.CreateEntry(path, CompressionLevel.SmallestSize).Open();
                part.Write(bytes);
            }
        }

        return stream.ToArray();

        static string Rels(string inner) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>";
    }

    private void Add(ZipArchive zip, string path, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(path.Replace('/', Slash), CompressionLevel.Fastest).Open());
        writer.Write(xml);
    }
}
