namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>A workbook to save, with the name of its file.</summary>
public sealed record WorkbookExport(string Name, byte[] Content)
{
    /// <summary>The content type of an xlsx workbook.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
