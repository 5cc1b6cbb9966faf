using System.IO.Compression;
using System.Text;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>One sheet of an uploaded file, cut down to its values and ready for ClosedXML.</summary>
/// <param name="Slices">Workbooks of one sheet that hold values only, each of <see cref="SheetSlices.Rows"/> of the rows.</param>
/// <param name="Rows">The numbers of the rows that hold a value, ascending.</param>
/// <param name="LastColumn">The last column that holds a value in any row.</param>
/// <param name="Merges">The references of the merged ranges, such as "A2:A5".</param>
/// <param name="Others">The cells, by row and column, that ClosedXML would not read as what they are.</param>
internal sealed record PreparedSheet(
    MemoryStream?[] Slices,
    IReadOnlyList<int> Rows,
    int LastColumn,
    IReadOnlyList<string> Merges,
    IReadOnlyDictionary<(int Row, int Column), CellContent> Others);

/// <summary>A sheet of an uploaded file that may hold the list.</summary>
internal sealed record SheetPart(string Name, bool Named, bool Hidden, string Path);

/// <summary>
/// Guards the door: looks at an uploaded file's raw parts before ClosedXML does. ClosedXML loads every sheet, picture,
/// pivot table, comment and style into memory, fails on pictures where there is no GDI+, spreads an array formula over its whole
/// range, and takes East Asian dates for numbers. So one sheet is copied into new workbooks with nothing but its values:
/// a formula becomes a marker, a date keeps its being a date, and what is too large is refused while it is being read. Each of them holds
/// some of the rows only: a cell takes ClosedXML ten times the memory that its text does.
/// </summary>
internal sealed class WorkbookPackage : IDisposable
{
    private const int MaxParts = 5_000;
    private const long RatioMatters = 8L << 20;

    private readonly ZipArchive zip;
    private readonly WorkbookLimits limits;
    private readonly CancellationToken cancellation;

    /// <summary>The parts by their names, as the standard writes them: some programs write backslashes, others another letter case.</summary>
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.OrdinalIgnoreCase);

    private List<CellFormat> styles = [];
    private string? sharedStrings;

    private WorkbookPackage(ZipArchive zip, WorkbookLimits limits, CancellationToken cancellation)
    {
        this.zip = zip;
        this.limits = limits;
        this.cancellation = cancellation;
        foreach (var entry in zip.Entries)
        {
            entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }
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

    /// <summary>The sheets in the order in which the list is looked for: those with one of the names, then those that can be seen, then hidden ones.</summary>
    public IReadOnlyList<SheetPart> Sheets(WorkbookText sheetName)
    {
        var workbookPath = Targets("").FirstOrDefault(target => target.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Path;
        if (workbookPath is null || !workbookPath.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
        {
            throw new WorkbookRefusedException(WorkbookErrors.NotAWorkbook);
        }

        var targets = Targets(workbookPath).ToLookup(target => target.Id);
        var parts = targets.SelectMany(group => group).ToList();
        styles = ReadStyles(PathOf("/styles"));
        sharedStrings = PathOf("/sharedStrings");
        return
        [
            .. ReadSheets(workbookPath)
                .Select(sheet => (sheet.Name, sheet.Hidden, Part: targets[sheet.RelationId].FirstOrDefault()))
                .Where(sheet => sheet.Part.Path is not null && sheet.Part.Type.EndsWith("/worksheet", StringComparison.Ordinal))
                .Select(sheet => new SheetPart(sheet.Name, IsNamed(sheet.Name), sheet.Hidden, sheet.Part.Path))
                .OrderBy(sheet => sheet.Named ? 0 : sheet.Hidden ? 2 : 1),
        ];

        // A part that is pointed to but was left out says nothing.
        string? PathOf(string type) =>
            parts.FirstOrDefault(part => part.Type.EndsWith(type, StringComparison.Ordinal)).Path is { } path && Find(path) is not null ? path : null;

        bool IsNamed(string name) =>
            CellContent.Fold(name) is var folded
            && (folded == CellContent.Fold(sheetName.Chinese) || folded == CellContent.Fold(sheetName.English));
    }

    /// <summary>One sheet, cut down to its values; null if it is blank.</summary>
    public PreparedSheet? Prepare(SheetPart sheet)
    {
        var texts = new CellText(limits, cancellation);
        using var slices = new SheetSlices(SharedTexts(texts));
        var copy = new SheetCopy(texts, styles, slices, limits, cancellation);
        using (var reader = OpenXml(sheet.Path))
        {
            copy.Run(reader);
        }

        return copy.Rows.Count > 0 ? new(slices.End(), copy.Rows, copy.LastColumn, copy.Merges, copy.Others) : null;
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

    private ZipArchiveEntry? Find(string path) => entries.GetValueOrDefault(path);

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
                && Uri.TryCreate(new Uri("zip:///" + part), target.Replace('\\', '/'), out var uri))
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

    private List<CellFormat> ReadStyles(string? path)
    {
        if (path is null)
        {
            return [];
        }

        using var reader = OpenXml(path);
        return CellStyles.Read(reader);
    }

    private List<string> SharedTexts(CellText texts)
    {
        if (sharedStrings is null)
        {
            return [];
        }

        using var reader = OpenXml(sharedStrings);
        return texts.ReadShared(reader);
    }
}
