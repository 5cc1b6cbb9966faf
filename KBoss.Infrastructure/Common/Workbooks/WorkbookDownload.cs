namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>A workbook to download.</summary>
public sealed record WorkbookDownload(string Name, byte[] Content)
{
    /// <summary>The content type of an .xlsx file.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
