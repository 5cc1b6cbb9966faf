using KBoss.Domain.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Files.Import;

internal sealed class ImportConfiguration : IEntityTypeConfiguration<WorkbookImport>
{
    public void Configure(EntityTypeBuilder<WorkbookImport> import)
    {
        import.Property(i => i.Kind).HasMaxLength(30);
        // The history of one subject, the newest first.
        import.HasIndex(i => new { i.OrganizationId, i.Kind, i.SubjectId, i.UploadedAt });
    }
}
