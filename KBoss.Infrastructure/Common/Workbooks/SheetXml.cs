using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>What is the same in all XML parts of a workbook (ECMA-376).</summary>
internal static class SheetXml
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Begins a part of a new workbook.</summary>
    public static XmlWriter Create(ZipArchive target, string path) => XmlWriter.Create(
        target.CreateEntry(path, CompressionLevel.NoCompression).Open(),
        new XmlWriterSettings { CloseOutput = true, Encoding = new UTF8Encoding(false), CheckCharacters = false });

    /// <summary>An attribute that holds a whole number, or null.</summary>
    public static int? Number(this XmlReader reader, string attribute) =>
        int.TryParse(reader.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
