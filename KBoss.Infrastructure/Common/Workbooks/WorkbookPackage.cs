using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>One sheet of an uploaded file, cut down to its values and ready for ClosedXML.</summary>
/// <param name="Workbook">A workbook of one sheet that holds values only.</param>
/// <param name="Rows">The numbers of the rows that hold a value, ascending.</param>
/// <param name="LastColumn">The last column that holds a value in any row.</param>
/// <param name="Merges">The references of the merged ranges, such as "A2:A5".</param>
internal sealed record PreparedSheet(MemoryStream Workbook, IReadOnlyList<int> Rows, int LastColumn, IReadOnlyList<string> Merges);

/// <summary>
/// Guards the door: looks at an uploaded file's raw parts before ClosedXML does. ClosedXML loads every sheet, picture,
/// pivot table, comment and style into memory, fails on pictures where there is no GDI+, spreads an array formula over its whole
/// range, and takes East Asian dates for numbers. So one sheet is copied into a new workbook with nothing but its values:
/// a formula becomes a marker, a date keeps its being a date, and what is too large is refused while it is being read.
/// </summary>
internal sealed class WorkbookPackage : IDisposable
{
    private const int MaxRowNumber = 1_048_576;
    private const int MaxColumnNumber = 16_384;
    private const int MaxMerges = 10_000;
    private const int MaxParts = 5_000;
    private const int MaxCellText = 32_768;
    private const long RatioMatters = 8L << 20;

    /// <summary>Title lines above the header and rows of white space, which the row limit does not count.</summary>
    private const int SpareRows = 1_000;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly ZipArchive zip;
    private readonly WorkbookLimits limits;
    private readonly CancellationToken cancellation;
    private long characters;

    private WorkbookPackage(ZipArchive zip, WorkbookLimits limits, CancellationToken cancellation)
    {
        this.zip = zip;
        this.limits = limits;
        this.cancellation = cancellation;
    }

    public void Dispose() => zip.Dispose();

    /// <summary>Opens a file that is a zip of acceptable size; otherwise <see cref="WorkbookRefusedException"/>.</summary>
    public static WorkbookPackage Open(Stream file, WorkbookLimits limits, CancellationToken cancellation)
    {
        if (file.Length > limits.MaxFileBytes)
        {
            throw new WorkbookRefusedException(WorkbookErrors.FileTooLarge, limits.MaxFileBytes >> 20);
        }

        CheckSignature(file);
        ZipArchive zip;
        try
        {
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException)
        {
            throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        }

        var package = new WorkbookPackage(zip, limits, cancellation);
        try
        {
            package.CheckSizes();
            return package;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The sheet with one of the names, else the first visible sheet that holds anything, else a hidden one;
    /// <see cref="WorkbookErrors.Empty"/> if all are blank.
    /// </summary>
    public PreparedSheet Prepare(WorkbookText sheetName)
    {
        var workbookPath = Targets("").FirstOrDefault(target => target.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Path;
        if (workbookPath is null || !workbookPath.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
        {
            throw new WorkbookRefusedException(WorkbookErrors.NotAWorkbook);
        }

        var targets = Targets(workbookPath).ToLookup(target => target.Id);
        var parts = targets.SelectMany(group => group).ToList();
        var dateStyles = ReadDateStyles(PathOf("/styles"));
        var sheets = ReadSheets(workbookPath)
            .Select(sheet => (sheet.Name, sheet.Hidden, Part: targets[sheet.RelationId].FirstOrDefault()))
            .Where(sheet => sheet.Part.Path is not null && sheet.Part.Type.EndsWith("/worksheet", StringComparison.Ordinal))
            .OrderBy(sheet => IsNamed(sheet.Name) ? 0 : sheet.Hidden ? 2 : 1);

        foreach (var sheet in sheets)
        {
            var clean = new MemoryStream();
            SheetCopy copy;
            using (var target = new ZipArchive(clean, ZipArchiveMode.Create, leaveOpen: true))
            {
                WriteFrame(target);
                var strings = CopySharedStrings(PathOf("/sharedStrings"), target);
                copy = new SheetCopy(this, dateStyles, strings);
                using var reader = OpenXml(sheet.Part.Path);
                using var writer = CreateXml(target, "xl/worksheets/sheet1.xml");
                copy.Run(reader, writer);
            }

            if (copy.Rows.Count > 0)
            {
                clean.Position = 0;
                return new(clean, copy.Rows, copy.LastColumn, copy.Merges);
            }
        }

        throw new WorkbookRefusedException(WorkbookErrors.Empty);

        string? PathOf(string type) => parts.FirstOrDefault(part => part.Type.EndsWith(type, StringComparison.Ordinal)).Path;

        bool IsNamed(string name) =>
            CellContent.Fold(name) is var folded
            && (folded == CellContent.Fold(sheetName.Chinese) || folded == CellContent.Fold(sheetName.English));
    }

    private static void CheckSignature(Stream file)
    {
        Span<byte> head = stackalloc byte[8];
        file.Position = 0;
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (head[..length] is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return;
        }

        if (head[..length] is [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        {
            // A password puts the whole workbook into an OLE file, under this stream name.
            var content = new byte[file.Length];
            file.ReadExactly(content);
            var encrypted = content.AsSpan().IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
            throw new WorkbookRefusedException(encrypted ? WorkbookErrors.Encrypted : WorkbookErrors.OldFormat);
        }

        throw new WorkbookRefusedException(WorkbookErrors.NotAWorkbook);
    }

    private void CheckSizes()
    {
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            total += entry.Length;
            if (total > limits.MaxUnpackedBytes
                || (entry.Length > RatioMatters && entry.Length / limits.MaxRatio > entry.CompressedLength)
                || zip.Entries.Count > MaxParts)
            {
                throw new WorkbookRefusedException(WorkbookErrors.ExpandsTooFar, limits.MaxUnpackedBytes >> 20);
            }
        }
    }

    private ZipArchiveEntry? Find(string path) =>
        zip.GetEntry(path) ?? zip.Entries.FirstOrDefault(entry => entry.FullName.Equals(path, StringComparison.OrdinalIgnoreCase));

    private XmlReader OpenXml(string path)
    {
        var entry = Find(path) ?? throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        return XmlReader.Create(entry.Open(), new XmlReaderSettings
        {
            CloseInput = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            // The sizes in a zip's directory may lie.
            MaxCharactersInDocument = limits.MaxUnpackedBytes,
        });
    }

    private static XmlWriter CreateXml(ZipArchive target, string path) => XmlWriter.Create(
        target.CreateEntry(path, CompressionLevel.NoCompression).Open(),
        new XmlWriterSettings { CloseOutput = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });

    /// <summary>The parts that a part points to, as its relationships say; "" stands for the package itself.</summary>
    private IEnumerable<(string Id, string Type, string Path)> Targets(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var path = $"{part[..slash]}_rels/{part[slash..]}.rels";
        if (Find(path) is null)
        {
            yield break;
        }

        using var reader = OpenXml(path);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Relationship"
                && reader.GetAttribute("TargetMode") != "External"
                && reader.GetAttribute("Target") is { } target
                && Uri.TryCreate(new Uri("zip:///" + part), target, out var uri))
            {
                yield return (reader.GetAttribute("Id") ?? "", reader.GetAttribute("Type") ?? "", Uri.UnescapeDataString(uri.AbsolutePath).TrimStart('/'));
            }
        }
    }

    private List<(string Name, bool Hidden, string RelationId)> ReadSheets(string workbookPath)
    {
        var sheets = new List<(string, bool, string)>();
        using var reader = OpenXml(workbookPath);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "sheet")
            {
                var (name, hidden, id) = (reader.GetAttribute("name") ?? "", reader.GetAttribute("state") is "hidden" or "veryHidden", "");
                while (reader.MoveToNextAttribute())
                {
                    id = reader.LocalName == "id" && reader.NamespaceURI.Length > 0 ? reader.Value : id;
                }

                sheets.Add((name, hidden, id));
            }
        }

        return sheets;
    }

    /// <summary>For each cell style, whether it shows a date or a time.</summary>
    private List<bool> ReadDateStyles(string? path)
    {
        var styles = new List<bool>();
        if (path is null)
        {
            return styles;
        }

        var formats = new Dictionary<int, bool>();
        using var reader = OpenXml(path);
        var inCellStyles = false;
        while (reader.Read())
        {
            if (reader.LocalName == "cellXfs")
            {
                inCellStyles = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "numFmt" && Number(reader, "numFmtId") is { } id)
            {
                formats[id] = ShowsDate(reader.GetAttribute("formatCode") ?? "");
            }
            else if (inCellStyles && reader.NodeType == XmlNodeType.Element && reader.LocalName == "xf")
            {
                var format = Number(reader, "numFmtId") ?? 0;
                styles.Add(formats.TryGetValue(format, out var date) ? date : format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58));
            }
        }

        return styles;
    }

    /// <summary>Whether a format code has a part of a date outside of quotes, escapes and conditions such as [Red] or [$-804].</summary>
    private static bool ShowsDate(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            switch (char.ToLowerInvariant(format[i]))
            {
                case '"':
                    i = format.IndexOf('"', i + 1);
                    break;
                case '[' when i + 1 < format.Length && char.ToLowerInvariant(format[i + 1]) is not ('h' or 'm' or 's') || format.AsSpan(i).StartsWith("[mag", StringComparison.OrdinalIgnoreCase):
                    i = format.IndexOf(']', i + 1);
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'y' or 'm' or 'd' or 'h' or 's':
                    return true;
                default:
                    break;
            }

            if (i < 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Copies the shared strings as plain text, without fonts and phonetic guides; answers how many there are.</summary>
    private int CopySharedStrings(string? path, ZipArchive target)
    {
        using var writer = CreateXml(target, "xl/sharedStrings.xml");
        writer.WriteStartElement("sst", Main);
        var count = 0;
        if (path is not null && Find(path) is not null)
        {
            using var reader = OpenXml(path);
            reader.MoveToContent();
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
                {
                    writer.WriteStartElement("si", Main);
                    WriteText(writer, ReadText(reader));
                    writer.WriteEndElement();
                    if (count++ % 1024 == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }

                    if (count > limits.MaxCells)
                    {
                        throw new WorkbookRefusedException(WorkbookErrors.TooManyCells, limits.MaxCells);
                    }
                }
                else
                {
                    reader.Read();
                }
            }
        }

        writer.WriteEndElement();
        return count;
    }

    /// <summary>The text of a string item or inline string, as far as a cell can hold it; leaves the reader behind it.</summary>
    private string ReadText(XmlReader reader)
    {
        var text = "";
        StringBuilder? runs = null;
        if (!reader.IsEmptyElement)
        {
            var depth = reader.Depth;
            reader.Read();
            while (reader.Depth > depth)
            {
                switch (reader.NodeType == XmlNodeType.Element ? reader.LocalName : "")
                {
                    case "t":
                        var run = reader.ReadElementContentAsString();
                        run = run.Length <= MaxCellText ? run : run[..MaxCellText];
                        if (text.Length == 0)
                        {
                            text = run;
                        }
                        else if ((runs ??= new(text)).Length <= MaxCellText)
                        {
                            runs.Append(run);
                        }

                        break;
                    case "rPh" or "rPr" or "phoneticPr":
                        reader.Skip();
                        break;
                    default:
                        reader.Read();
                        break;
                }
            }
        }

        reader.Read();
        text = runs?.ToString() ?? text;
        characters += text.Length;
        return characters <= limits.MaxUnpackedBytes / 4
            ? text
            : throw new WorkbookRefusedException(WorkbookErrors.ExpandsTooFar, limits.MaxUnpackedBytes >> 20);
    }

    private static void WriteText(XmlWriter writer, string text)
    {
        writer.WriteStartElement("t", Main);
        writer.WriteAttributeString("xml", "space", null, "preserve");
        writer.WriteString(text);
        writer.WriteEndElement();
    }

    private static int? Number(XmlReader reader, string attribute) =>
        int.TryParse(reader.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The parts of the new workbook that are always the same; its second style is a date.</summary>
    private static void WriteFrame(ZipArchive target)
    {
        const string content = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        Write("[Content_Types].xml",
            $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
              <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
              <Override PartName="/xl/workbook.xml" ContentType="{content}sheet.main+xml"/>
              <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}worksheet+xml"/>
              <Override PartName="/xl/sharedStrings.xml" ContentType="{content}sharedStrings+xml"/>
              <Override PartName="/xl/styles.xml" ContentType="{content}styles+xml"/>
            </Types>
            """);
        Write("_rels/.rels", Relationships(("officeDocument", "xl/workbook.xml")));
        Write("xl/workbook.xml",
            $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>
            """);
        Write("xl/_rels/workbook.xml.rels", Relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")));
        Write("xl/styles.xml",
            $"""
            <styleSheet xmlns="{Main}">
              <fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
              <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
              <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
              <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
              <cellXfs count="2">
                <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
                <xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
              </cellXfs>
            </styleSheet>
            """);

        void Write(string path, string text)
        {
            using var writer = new StreamWriter(target.CreateEntry(path, CompressionLevel.NoCompression).Open());
            writer.Write(text);
        }

        static string Relationships(params (string Type, string Target)[] relations) =>
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + string.Concat(relations.Select((relation, i) => $"<Relationship Id=\"r{i + 1}\" Type=\"{Relations}/{relation.Type}\" Target=\"{relation.Target}\"/>"))
            + "</Relationships>";
    }

    /// <summary>One pass over a sheet's XML that copies its values.</summary>
    private sealed class SheetCopy(WorkbookPackage package, List<bool> dateStyles, int sharedStrings)
    {
        private int cells;
        private int lastRow;
        private XmlWriter writer = null!;

        public List<int> Rows { get; } = [];

        public List<string> Merges { get; } = [];

        public int LastColumn { get; private set; }

        public void Run(XmlReader reader, XmlWriter target)
        {
            writer = target;
            writer.WriteStartElement("worksheet", Main);
            writer.WriteStartElement("sheetData", Main);
            reader.MoveToContent();
            reader.Read();
            while (!reader.EOF)
            {
                switch (reader.NodeType == XmlNodeType.Element ? reader.LocalName : "")
                {
                    case "sheetData" or "mergeCells":
                        reader.Read();
                        break;
                    case "row":
                        CopyRow(reader);
                        break;
                    case "mergeCell":
                        AddMerge(reader.GetAttribute("ref") ?? "");
                        reader.Skip();
                        break;
                    case "":
                        reader.Read();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        private void CopyRow(XmlReader reader)
        {
            var row = Number(reader, "r") ?? lastRow + 1;
            if (row <= lastRow || row > MaxRowNumber)
            {
                throw new WorkbookRefusedException(WorkbookErrors.Damaged);
            }

            lastRow = row;
            if (row % 256 == 0)
            {
                package.cancellation.ThrowIfCancellationRequested();
            }

            if (reader.IsEmptyElement)
            {
                reader.Read();
                return;
            }

            var depth = reader.Depth;
            var column = 0;
            reader.Read();
            while (reader.Depth > depth)
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "c")
                {
                    column = CopyCell(reader, row, column);
                }
                else
                {
                    reader.Read();
                }
            }

            reader.Read();
            if (Rows is [.., var last] && last == row)
            {
                writer.WriteEndElement();
            }
        }

        private int CopyCell(XmlReader reader, int row, int previousColumn)
        {
            var column = reader.GetAttribute("r") is { } reference ? ColumnOf(reference) : previousColumn + 1;
            if (column <= previousColumn || column > MaxColumnNumber)
            {
                throw new WorkbookRefusedException(WorkbookErrors.Damaged);
            }

            var type = reader.GetAttribute("t") ?? "n";
            var style = Number(reader, "s") ?? 0;
            string? value = null;
            string? text = null;
            var formula = false;
            if (!reader.IsEmptyElement)
            {
                var depth = reader.Depth;
                reader.Read();
                while (reader.Depth > depth)
                {
                    switch (reader.NodeType == XmlNodeType.Element ? reader.LocalName : "")
                    {
                        case "v":
                            value = reader.ReadElementContentAsString();
                            break;
                        case "is":
                            text = package.ReadText(reader);
                            break;
                        case "f":
                            formula = true;
                            reader.Skip();
                            break;
                        default:
                            reader.Read();
                            break;
                    }
                }
            }

            reader.Read();
            if (formula)
            {
                // Any formula will do: nobody reads it, nor the value that came with it.
                Begin(row, column);
                writer.WriteElementString("f", Main, "0");
                writer.WriteEndElement();
            }
            else if (type == "s")
            {
                CopySharedString(row, column, value);
            }
            else if (type is "inlineStr" or "str" or "e")
            {
                WriteString(row, column, text ?? value);
            }
            else if (type == "b")
            {
                WriteValue(row, column, "b", value);
            }
            else if (type == "d")
            {
                WriteValue(row, column, null, string.IsNullOrEmpty(value) ? null : "1", isDate: true);
            }
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                WriteValue(row, column, null, value, isDate: style < dateStyles.Count && dateStyles[style]);
            }
            else
            {
                WriteString(row, column, value);
            }

            return column;
        }

        private void CopySharedString(int row, int column, string? value)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }

            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= sharedStrings)
            {
                throw new WorkbookRefusedException(WorkbookErrors.Damaged);
            }

            WriteValue(row, column, "s", value);
        }

        private void WriteString(int row, int column, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                Begin(row, column, "inlineStr");
                writer.WriteStartElement("is", Main);
                WriteText(writer, text);
                writer.WriteEndElement();
                writer.WriteEndElement();
            }
        }

        private void WriteValue(int row, int column, string? type, string? value, bool isDate = false)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                Begin(row, column, type, isDate);
                writer.WriteElementString("v", Main, value);
                writer.WriteEndElement();
            }
        }

        private void Begin(int row, int column, string? type = null, bool isDate = false)
        {
            if (Rows is not [.., var last] || last != row)
            {
                if (Rows.Count > package.limits.MaxRows + SpareRows)
                {
                    throw new WorkbookRefusedException(WorkbookErrors.TooManyRows, package.limits.MaxRows);
                }

                Rows.Add(row);
                writer.WriteStartElement("row", Main);
                writer.WriteAttributeString("r", row.ToString(CultureInfo.InvariantCulture));
            }

            if (++cells > package.limits.MaxCells)
            {
                throw new WorkbookRefusedException(WorkbookErrors.TooManyCells, package.limits.MaxCells);
            }

            LastColumn = Math.Max(LastColumn, column);
            writer.WriteStartElement("c", Main);
            writer.WriteAttributeString("r", CellReference.Name(column) + row.ToString(CultureInfo.InvariantCulture));
            if (isDate)
            {
                writer.WriteAttributeString("s", "1");
            }

            if (type is not null)
            {
                writer.WriteAttributeString("t", type);
            }
        }

        private void AddMerge(string reference)
        {
            if (Merges.Count == MaxMerges)
            {
                throw new WorkbookRefusedException(WorkbookErrors.MergedCells, reference);
            }

            Merges.Add(reference);
        }

        private static int ColumnOf(string reference) =>
            CellReference.TryParse(reference, out _, out var column) ? column : throw new WorkbookRefusedException(WorkbookErrors.Damaged);
    }
}

/// <summary>References such as "AB12".</summary>
internal static class CellReference
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 703).Select(Spell)];

    /// <summary>The letters of a column, from 1.</summary>
    public static string Name(int column) => column < Names.Length ? Names[column] : Spell(column);

    /// <summary>Row and column, from 1, of a reference without dollar signs.</summary>
    public static bool TryParse(ReadOnlySpan<char> reference, out int row, out int column)
    {
        column = 0;
        var letters = 0;
        while (letters < reference.Length && char.IsAsciiLetter(reference[letters]) && letters < 4)
        {
            column = (column * 26) + (reference[letters++] & 0x1F);
        }

        return int.TryParse(reference[letters..], NumberStyles.None, CultureInfo.InvariantCulture, out row) && letters > 0 && row > 0;
    }

    private static string Spell(int column)
    {
        var name = "";
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
        {
            name = (char)('A' + ((rest - 1) % 26)) + name;
        }

        return name;
    }
}
