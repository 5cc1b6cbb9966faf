using KBoss.Domain.Common;

namespace KBoss.Domain.Catalog;

/// <summary>One upload of a supplier's workbook: who, when, which file, and what became of its rows. The file is kept and can be downloaded again.</summary>
public sealed class ProductImport : Entity, IOrganizationOwned
{
    private ProductImport()
    {
    }

    public ProductImport(long organizationId, long supplierId, By by, string fileKey, string fileName, DateTime now)
    {
        OrganizationId = organizationId;
        SupplierId = supplierId;
        UploadedBy = by;
        FileKey = fileKey;
        FileName = fileName.Length > 200 ? fileName[^200..] : fileName;
        UploadedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    public By UploadedBy { get; private set; } = By.Nobody;

    public string FileKey { get; private set; } = "";

    public string FileName { get; private set; } = "";

    public DateTime UploadedAt { get; private set; }

    public DateTime? CommittedAt { get; private set; }

    public int Added { get; private set; }

    public int Changed { get; private set; }

    public int Unchanged { get; private set; }

    public int Rejected { get; private set; }

    /// <summary>Keeps what the commit did; an upload is committed once (<c>Catalog.ImportAlreadyCommitted</c>).</summary>
    public void Commit(int added, int changed, int unchanged, int rejected, DateTime now)
    {
        if (CommittedAt is not null)
        {
            throw new RuleException("Catalog.ImportAlreadyCommitted");
        }

        (Added, Changed, Unchanged, Rejected) = (added, changed, unchanged, rejected);
        CommittedAt = Require.Utc(now);
    }
}
