using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>The workbooks that a sheet is copied into, one after the other; each has the shared strings that its own cells name.</summary>
internal sealed class SheetSlices(List<string> shared) : IDisposable
{
    /// <summary>So many rows stand in each, but for the last.</summary>
    public const int Rows = 2_000;

    private readonly List<MemoryStream> done = [];
    private readonly Dictionary<int, int> named = [];
    private ZipArchive? zip;
    private XmlWriter? writer;

    public int SharedCount => shared.Count;

    /// <summary>Begins another workbook: what is written is the content of its sheet.</summary>
    public XmlWriter Next()
    {
        Close();
        var stream = new MemoryStream();
        done.Add(stream);
        zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        WorkbookFrame.Write(zip);
        writer = SheetXml.Create(zip, "xl/worksheets/sheet1.xml");
        writer.WriteStartElement("worksheet", SheetXml.Main);
        writer.WriteStartElement("sheetData", SheetXml.Main);
        return writer;
    }

    /// <summary>The number that a shared string of the file has in the workbook that is being written.</summary>
    public string Shared(int index)
    {
        if (!named.TryGetValue(index, out var number))
        {
            named.Add(index, number = named.Count);
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>All of them, each at its beginning.</summary>
    public MemoryStream?[] End()
    {
        Close();
        done.ForEach(stream => stream.Position = 0);
        return [.. done];
    }

    public void Dispose()
    {
        writer?.Dispose();
        zip?.Dispose();
    }

    private void Close()
    {
        if (zip is null)
        {
            return;
        }

        writer!.WriteEndElement();
        writer.WriteEndElement();
        writer.Dispose();
        using (var strings = SheetXml.Create(zip, "xl/sharedStrings.xml"))
        {
            strings.WriteStartElement("sst", SheetXml.Main);
            // A dictionary from which nothing is taken keeps the order in which it was filled.
            foreach (var index in named.Keys)
            {
                strings.WriteStartElement("si", SheetXml.Main);
                CellText.Write(strings, shared[index]);
                strings.WriteEndElement();
            }

            strings.WriteEndElement();
        }

        zip.Dispose();
        named.Clear();
        (writer, zip) = (null, null);
    }
}
