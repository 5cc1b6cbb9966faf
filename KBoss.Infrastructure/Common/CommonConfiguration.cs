using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Common;

internal sealed class CommonConfiguration : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<AuditEntry> audit)
    {
        audit.KeepsRowLocks();
        audit.Property(a => a.Before).HasMaxLength(4000);
        audit.Property(a => a.After).HasMaxLength(4000);
        audit.HasIndex(a => new { a.OrganizationId, a.At });
        audit.HasIndex(a => new { a.OrganizationId, a.Action });
        audit.HasIndex(a => a.MemberId);
    }

    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.Property(r => r.Error).HasMaxLength(500);
        run.HasIndex(r => new { r.Job, r.StartedAt });
    }
}
