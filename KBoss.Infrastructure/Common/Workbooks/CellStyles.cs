using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>Reads how the cell styles of a workbook show what a cell holds.</summary>
internal static class CellStyles
{
    private static readonly Dictionary<int, string> BuiltIn = new()
    {
        [1] = "0", [2] = "0.00", [3] = "#,##0", [4] = "#,##0.00", [9] = "0%", [10] = "0.00%", [11] = "0.00E+00", [12] = "# ?/?", [13] = "# ??/??",
        // Currency and accounting: which sign they show hangs on the computer.
        [5] = "#,##0", [6] = "#,##0", [7] = "#,##0.00", [8] = "#,##0.00", [37] = "#,##0", [38] = "#,##0", [39] = "#,##0.00", [40] = "#,##0.00",
        [41] = "#,##0", [42] = "#,##0", [43] = "#,##0.00", [44] = "#,##0.00", [48] = "##0.0E+0", [49] = "@",
    };

    /// <summary>For each cell style the number format it shows with.</summary>
    public static List<CellFormat> Read(XmlReader reader)
    {
        var styles = new List<CellFormat>();
        var codes = new Dictionary<int, string>(BuiltIn);
        var formats = new Dictionary<int, CellFormat>();
        var inCellStyles = false;
        while (reader.Read())
        {
            if (reader.LocalName == "cellXfs")
            {
                inCellStyles = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "numFmt" && reader.Number("numFmtId") is { } id)
            {
                codes[id] = reader.GetAttribute("formatCode") ?? "";
            }
            else if (inCellStyles && reader.NodeType == XmlNodeType.Element && reader.LocalName == "xf")
            {
                var number = reader.Number("numFmtId") ?? 0;
                if (!formats.TryGetValue(number, out var format))
                {
                    format = codes.TryGetValue(number, out var code) ? CellFormat.Of(code) : IsDate(number) ? CellFormat.Date : CellFormat.General;
                    formats.Add(number, format);
                }

                styles.Add(format);
            }
        }

        return styles;
    }

    private static bool IsDate(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);
}
