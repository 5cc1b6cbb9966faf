using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>Reads how the cell styles of a workbook show what a cell holds.</summary>
internal static class CellStyles
{
    /// <summary>For each cell style the number format it shows with.</summary>
    public static List<CellFormat> Read(XmlReader reader)
    {
        var styles = new List<CellFormat>();
        var codes = new Dictionary<int, string>();
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
                    format = IsDate(number) && !codes.ContainsKey(number) ? CellFormat.Date : CellFormat.Of(codes.GetValueOrDefault(number) ?? BuiltIn(number));
                    formats.Add(number, format);
                }

                styles.Add(format);
            }
        }

        return styles;
    }

    private static bool IsDate(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    // Currency and accounting are among them: which sign they show hangs on the computer.
    private static string BuiltIn(int format) => format switch
    {
        1 => "0",
        2 => "0.00",
        3 or 5 or 6 or 37 or 38 or 41 or 42 => "#,##0",
        4 or 7 or 8 or 39 or 40 or 43 or 44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    };
}
