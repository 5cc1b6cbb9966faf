using System.IO.Compression;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>The parts of the new workbook that are always the same: one sheet, and two styles, of which the second is a date.</summary>
internal static class WorkbookFrame
{
    /// <summary>Writes them; the sheet and the shared strings are still to come.</summary>
    public static void Write(ZipArchive target)
    {
        const string content = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        Part("[Content_Types].xml",
            $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
              <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
              <Override PartName="/xl/workbook.xml" ContentType="{content}sheet.main+xml"/>
              <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}worksheet+xml"/>
              <Override PartName="/xl/sharedStrings.xml" ContentType="{content}sharedStrings+xml"/>
              <Override PartName="/xl/styles.xml" ContentType="{content}styles+xml"/>
            </Types>
            """);
        Part("_rels/.rels", Relationships(("officeDocument", "xl/workbook.xml")));
        Part("xl/workbook.xml",
            $"""
            <workbook xmlns="{SheetXml.Main}" xmlns:r="{SheetXml.Relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>
            """);
        Part("xl/_rels/workbook.xml.rels", Relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")));
        Part("xl/styles.xml",
            $"""
            <styleSheet xmlns="{SheetXml.Main}">
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

        void Part(string path, string text)
        {
            using var writer = new StreamWriter(target.CreateEntry(path, CompressionLevel.NoCompression).Open());
            writer.Write(text);
        }

        static string Relationships(params (string Type, string Target)[] relations) =>
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + string.Concat(relations.Select((relation, i) =>
                $"<Relationship Id=\"r{i + 1}\" Type=\"{SheetXml.Relations}/{relation.Type}\" Target=\"{relation.Target}\"/>"))
            + "</Relationships>";
    }
}
