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

    /// <summary>The number of the last reading of the file: whoever reads anew takes it on, and an older reading keeps no more rows.</summary>
    public int Reading { get; private set; }

    /// <summary>When the last reading began.</summary>
    public DateTime? ReadAt { get; private set; }

    /// <summary>When all that was read was kept in the database, row by row; null while it is not, or no more.</summary>
    public DateTime? StagedAt { get; private set; }

    /// <summary>The columns that the file had to fill in when it was read.</summary>
    public string Demands { get; private set; } = "";

    /// <summary>What the rows were compared with, as a text that is another one as soon as any of it changes; empty if the commit compares anew.</summary>
    public string Basis { get; private set; } = "";

    /// <summary>What is wrong with the file as a whole, and the remarks on it, as JSON.</summary>
    public string Remarks { get; private set; } = "";

    /// <summary>Begins to read the file; whoever reads it already is outdated. Returns the number of the reading.</summary>
    public int BeginReading(DateTime now)
    {
        RefuseSecondCommit();
        (ReadAt, StagedAt, Demands, Basis, Remarks) = (Require.Utc(now), null, "", "", "");
        return ++Reading;
    }

    /// <summary>Goes on only for the last reading that was begun (<c>Common.ImportReadElsewhere</c>).</summary>
    public void Continue(int reading)
    {
        RefuseSecondCommit();
        if (reading != Reading)
        {
            throw new RuleException("Common.ImportReadElsewhere");
        }
    }

    /// <summary>All rows of a reading are kept.</summary>
    public void EndReading(int reading, string demands, string basis, string remarks, DateTime now)
    {
        Continue(reading);
        (Demands, Basis, Remarks) = (demands, basis, remarks);
        StagedAt = Require.Utc(now);
    }

    /// <summary>Its rows are kept no longer; the file is, and may be read anew.</summary>
    public void ForgetRows()
    {
        Reading++;
        StagedAt = null;
    }

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
