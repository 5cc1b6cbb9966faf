using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Common;

internal sealed class CommonConfiguration : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<JobRun>, IEntityTypeConfiguration<VendorCall>
{
    public void Configure(EntityTypeBuilder<AuditEntry> audit)
    {
        audit.KeepsRowLocks();
        audit.Property(a => a.Before).HasMaxLength(4000);
        audit.Property(a => a.After).HasMaxLength(4000);
        audit.HasIndex(a => new { a.OrganizationId, a.At });
        audit.HasIndex(a => new { a.OrganizationId, a.Action });
        audit.HasIndex(a => a.MemberId);
        // The page of a thing tells what was changed of it.
        audit.HasIndex(a => new { a.OrganizationId, a.Subject });
    }

    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.Property(r => r.Error).HasMaxLength(500);
        run.HasIndex(r => new { r.Job, r.StartedAt });
    }

    public void Configure(EntityTypeBuilder<VendorCall> call)
    {
        call.Property(c => c.Vendor).HasMaxLength(50);
        call.Property(c => c.Operation).HasMaxLength(100);
        call.Property(c => c.Key).HasMaxLength(100);
        call.HasIndex(c => new { c.Vendor, c.At });
        call.HasIndex(c => c.At);
        call.HasIndex(c => new { c.CalledFor, c.At });
    }

    public void Configure(EntityTypeBuilder<SchedulePause> pause) => pause.HasIndex(p => p.Job).IsUnique();

    public void Configure(EntityTypeBuilder<StoredSettings> settings)
    {
        settings.Property(s => s.Content).HasMaxLength(StoredSettings.MaxLength);
        settings.HasIndex(s => new { s.OrganizationId, s.Section }).IsUnique();
    }
}
