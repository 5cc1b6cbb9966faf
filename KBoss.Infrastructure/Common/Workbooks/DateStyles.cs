using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>Finds out which styles of a workbook show a number as a date.</summary>
internal static class DateStyles
{
    /// <summary>For each cell style, whether it shows a date or a time.</summary>
    public static List<bool> Read(XmlReader reader)
    {
        var styles = new List<bool>();
        var formats = new Dictionary<int, bool>();
        var inCellStyles = false;
        while (reader.Read())
        {
            if (reader.LocalName == "cellXfs")
            {
                inCellStyles = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            }
            else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "numFmt" && reader.Number("numFmtId") is { } id)
            {
                formats[id] = ShowsDate(reader.GetAttribute("formatCode") ?? "");
            }
            else if (inCellStyles && reader.NodeType == XmlNodeType.Element && reader.LocalName == "xf")
            {
                var format = reader.Number("numFmtId") ?? 0;
                styles.Add(formats.TryGetValue(format, out var date)
                    ? date
                    : format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58));
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
                case '[' when i + 1 < format.Length && char.ToLowerInvariant(format[i + 1]) is not ('h' or 'm' or 's')
                    || format.AsSpan(i).StartsWith("[mag", StringComparison.OrdinalIgnoreCase):
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
}
