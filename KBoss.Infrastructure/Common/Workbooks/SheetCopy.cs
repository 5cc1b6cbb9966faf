using System.Globalization;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>One pass over a sheet's XML that copies its values: a formula becomes a marker, a date keeps its being a date.</summary>
internal sealed class SheetCopy(CellText texts, List<CellFormat> styles, SheetSlices slices, WorkbookLimits limits, CancellationToken cancellation)
{
    private const int MaxRowNumber = 1_048_576;
    private const int MaxColumnNumber = 16_384;
    private const int MaxMerges = 10_000;

    /// <summary>Title lines above the header and rows of white space, which the row limit does not count.</summary>
    private const int SpareRows = 1_000;

    private int cells;
    private int lastRow;
    private int lastColumn;
    private XmlWriter writer = null!;

    /// <summary>The numbers of the rows that hold a value, ascending.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>The references of the merged ranges.</summary>
    public List<string> Merges { get; } = [];

    /// <summary>The last column that holds a value in any row.</summary>
    public int LastColumn { get; private set; }

    /// <summary>The cells, by row and column, that ClosedXML would not read as what they are: errors, escaped texts, what is shown otherwise.</summary>
    public Dictionary<(int Row, int Column), CellContent> Others { get; } = [];

    /// <summary>Copies the sheet that the reader is at the beginning of.</summary>
    public void Run(XmlReader reader)
    {
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

        if (Rows.Count > 0)
        {
            writer.WriteEndElement();
        }
    }

    /// <summary>Copies a row, or goes on with the one before: some programs write a row element for every cell.</summary>
    private void CopyRow(XmlReader reader)
    {
        var row = reader.Number("r") ?? lastRow + 1;
        if (row < lastRow || row > MaxRowNumber || row == 0)
        {
            throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        }

        lastColumn = row == lastRow ? lastColumn : 0;
        lastRow = row;
        if (row % 256 == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "c")
            {
                lastColumn = CopyCell(reader, row, lastColumn);
            }
            else
            {
                reader.Read();
            }
        }

        reader.Read();
    }

    private int CopyCell(XmlReader reader, int row, int previousColumn)
    {
        var column = reader.GetAttribute("r") is { } reference ? ColumnOf(reference) : previousColumn + 1;
        if (column <= previousColumn || column > MaxColumnNumber)
        {
            throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        }

        var type = reader.GetAttribute("t") ?? "n";
        var format = reader.Number("s") is { } style && style < styles.Count ? styles[style] : CellFormat.General;
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
                        text = texts.Read(reader);
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
            writer.WriteElementString("f", SheetXml.Main, "0");
            writer.WriteEndElement();
        }
        else if (type == "e")
        {
            WriteOther(row, column, CellContent.Error(value ?? ""));
        }
        else if (type is "s" or "inlineStr" or "str")
        {
            CopyText(row, column, type, text ?? value, format);
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
            if (format.Other(number) is { } other)
            {
                WriteOther(row, column, other);
            }
            else
            {
                WriteValue(row, column, null, value, format.IsDate);
            }
        }
        else
        {
            WriteString(row, column, value);
        }

        return column;
    }

    private void CopyText(int row, int column, string type, string? text, CellFormat format)
    {
        if (format.ChangesText && !string.IsNullOrWhiteSpace(text))
        {
            WriteOther(row, column, format.OtherText());
        }
        else if (type == "s")
        {
            CopySharedString(row, column, text);
        }
        else
        {
            WriteString(row, column, text);
        }
    }

    private void CopySharedString(int row, int column, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= slices.SharedCount)
        {
            throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        }

        // Which number it has there is known once the slice that the row stands in has begun.
        Begin(row, column, "s");
        writer.WriteElementString("v", SheetXml.Main, slices.Shared(index));
        writer.WriteEndElement();
    }

    private void WriteString(int row, int column, string? text)
    {
        // ClosedXML leaves the escapes of inline texts as they are.
        if (text is not null && CellText.Unescape(text) is var plain && !ReferenceEquals(plain, text))
        {
            if (CellContent.Of(plain) is { Kind: not CellKind.Blank } content)
            {
                WriteOther(row, column, content);
            }
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            Begin(row, column, "inlineStr");
            writer.WriteStartElement("is", SheetXml.Main);
            CellText.Write(writer, text);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
    }

    private void WriteOther(int row, int column, CellContent content)
    {
        WriteValue(row, column, null, "0");
        Others[(row, column)] = content;
    }

    private void WriteValue(int row, int column, string? type, string? value, bool isDate = false)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            Begin(row, column, type, isDate);
            writer.WriteElementString("v", SheetXml.Main, value);
            writer.WriteEndElement();
        }
    }

    private void Begin(int row, int column, string? type = null, bool isDate = false)
    {
        if (Rows is not [.., var last] || last != row)
        {
            if (Rows.Count > limits.MaxRows + SpareRows)
            {
                throw new WorkbookRefusedException(WorkbookErrors.TooManyRows, limits.MaxRows);
            }

            if (Rows.Count > 0)
            {
                writer.WriteEndElement();
            }

            if (Rows.Count % SheetSlices.Rows == 0)
            {
                writer = slices.Next();
            }

            Rows.Add(row);
            writer.WriteStartElement("row", SheetXml.Main);
            writer.WriteAttributeString("r", row.ToString(CultureInfo.InvariantCulture));
        }

        if (++cells > limits.MaxCells)
        {
            throw new WorkbookRefusedException(WorkbookErrors.TooManyCells, limits.MaxCells);
        }

        LastColumn = Math.Max(LastColumn, column);
        writer.WriteStartElement("c", SheetXml.Main);
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
