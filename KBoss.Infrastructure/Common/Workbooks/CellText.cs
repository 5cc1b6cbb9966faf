using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>Reads and writes the texts of a workbook's cells, and refuses when they are too much in all.</summary>
internal sealed partial class CellText(WorkbookLimits limits, CancellationToken cancellation)
{
    private const int MaxCellText = 32_768;

    private long characters;

    /// <summary>The shared strings as plain text, without fonts and phonetic guides.</summary>
    public List<string> ReadShared(XmlReader reader)
    {
        var shared = new List<string>();
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
            {
                shared.Add(Read(reader));
                if (shared.Count % 1024 == 1)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                if (shared.Count > limits.MaxCells)
                {
                    throw new WorkbookRefusedException(WorkbookErrors.TooManyCells, limits.MaxCells);
                }
            }
            else
            {
                reader.Read();
            }
        }

        return shared;
    }

    /// <summary>The text of a string item or inline string, as far as a cell can hold it; leaves the reader behind it.</summary>
    public string Read(XmlReader reader)
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

    /// <summary>A text with its escapes resolved (<c>_x000D_</c> is a carriage return); the same text if it has none.</summary>
    public static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? Escape().Replace(text, escape => ((char)int.Parse(escape.ValueSpan[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())
        : text;

    /// <summary>Writes a text as it is, with its spaces.</summary>
    public static void Write(XmlWriter writer, string text)
    {
        writer.WriteStartElement("t", SheetXml.Main);
        writer.WriteAttributeString("xml", "space", null, "preserve");
        writer.WriteString(text);
        writer.WriteEndElement();
    }

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_")]
    private static partial Regex Escape();
}
