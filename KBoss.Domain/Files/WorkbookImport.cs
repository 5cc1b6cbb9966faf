using KBoss.Domain.Common;

namespace KBoss.Domain.Files;

/// <summary>
/// One upload of a workbook to import: of which kind, who, when, which file, and what became of its rows. The file is kept and can be downloaded again.
/// </summary>
public sealed class WorkbookImport : Entity, IOrganizationOwned
{
    private WorkbookImport()
    {
    }

    public WorkbookImport(long organizationId, string kind, long subjectId, By by, string fileKey, string fileName, DateTime now)
    {
        OrganizationId = organizationId;
        Kind = Require.Text(kind, "kind", 30);
        SubjectId = subjectId;
        UploadedBy = by;
        FileKey = fileKey;
        FileName = fileName;
        UploadedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>What is imported: <c>Products</c>, <c>Members</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The row that the file is about, such as the supplier of the products; 0 if it is about the organization itself.</summary>
    public long SubjectId { get; private set; }

    public By UploadedBy { get; private set; } = By.Nobody;

    public string FileKey { get; private set; } = "";

    public string FileName { get; private set; } = "";

    public DateTime UploadedAt { get; private set; }

    public DateTime? CommittedAt { get; private set; }

    public int Added { get; private set; }

    public int Changed { get; private set; }

    public int Unchanged { get; private set; }

    public int Rejected { get; private set; }

    /// <summary>Keeps what the commit did, in rows of the file; an upload is committed once (<c>Common.ImportAlreadyCommitted</c>).</summary>
    public void Commit(int added, int changed, int unchanged, int rejected, DateTime now)
    {
        RefuseSecondCommit();
        (Added, Changed, Unchanged, Rejected) = (added, changed, unchanged, rejected);
        CommittedAt = Require.Utc(now);
    }

    /// <summary>Refuses with <c>Common.ImportAlreadyCommitted</c> once the upload is committed.</summary>
    public void RefuseSecondCommit()
    {
        if (CommittedAt is not null)
        {
            throw new RuleException("Common.ImportAlreadyCommitted");
        }
    }
}
