using KBoss.Domain.Approvals;
using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Approvals;

internal sealed class ApprovalConfiguration
    : IEntityTypeConfiguration<ApprovalPolicy>, IEntityTypeConfiguration<ApprovalLevel>, IEntityTypeConfiguration<ApprovalApprover>,
        IEntityTypeConfiguration<ApproverAbsence>, IEntityTypeConfiguration<ApprovalRequest>, IEntityTypeConfiguration<ApprovalStep>,
        IEntityTypeConfiguration<ApprovalEvent>
{
    public void Configure(EntityTypeBuilder<ApprovalPolicy> policy)
    {
        // Two Admins who save at the same moment get two numbers: the second one runs again and finds that there is another version.
        policy.HasIndex(p => new { p.OrganizationId, p.Kind, p.Number }).IsUnique();
        policy.HasOne<Organization>().WithMany().HasForeignKey(p => p.OrganizationId);
        policy.HasMany(p => p.Levels).WithOne().HasForeignKey(l => l.PolicyId);
    }

    public void Configure(EntityTypeBuilder<ApprovalLevel> level)
    {
        level.Property(l => l.DiscountBelow).HasPrecision(18, 4);
        level.Property(l => l.MarginBelow).HasPrecision(18, 4);
        level.HasIndex(l => new { l.PolicyId, l.Number }).IsUnique();
        level.HasIndex(l => l.StandInId);
        level.HasMany(l => l.Approvers).WithOne().HasForeignKey(a => a.LevelId);
    }

    public void Configure(EntityTypeBuilder<ApprovalApprover> approver)
    {
        approver.HasIndex(a => a.LevelId);
        approver.HasIndex(a => a.MemberId);
    }

    public void Configure(EntityTypeBuilder<ApproverAbsence> absence)
    {
        absence.HasIndex(a => a.MemberId).IsUnique();
        absence.HasIndex(a => a.OrganizationId);
        absence.HasOne<Member>().WithMany().HasForeignKey(a => a.MemberId);
    }

    public void Configure(EntityTypeBuilder<ApprovalRequest> request)
    {
        request.HasAlternateKey(r => r.No);
        request.Property(r => r.Discount).HasPrecision(18, 4);
        request.Property(r => r.MarginRate).HasPrecision(18, 4);
        request.Property(r => r.Change).HasMaxLength(ApprovalRequest.MaxContent);
        request.Property(r => r.Evidence).HasMaxLength(ApprovalRequest.MaxContent);
        request.Property(r => r.FailureArgs).HasMaxLength(4000);
        request.HasIndex(r => new { r.OrganizationId, r.Status, r.AskedAt });
        request.HasIndex(r => new { r.Status, r.ExpiresAt });
        request.HasOne<ApprovalPolicy>().WithMany().HasForeignKey(r => r.PolicyId);
        request.HasOne<ApprovalLevel>().WithMany().HasForeignKey(r => r.LevelId);
    }

    public void Configure(EntityTypeBuilder<ApprovalStep> step)
    {
        step.HasIndex(s => new { s.RequestNo, s.Number }).IsUnique();
        step.HasOne<ApprovalRequest>().WithMany().HasForeignKey(s => s.RequestNo).HasPrincipalKey(r => r.No);
        step.HasOne<ApprovalLevel>().WithMany().HasForeignKey(s => s.LevelId);
    }

    public void Configure(EntityTypeBuilder<ApprovalEvent> told)
    {
        told.Property(e => e.Text).HasMaxLength(ApprovalRequest.MaxRemark);
        // Two who write at the same moment get two numbers: the second one runs again.
        told.HasIndex(e => new { e.RequestNo, e.Number }).IsUnique();
        told.HasOne<ApprovalRequest>().WithMany().HasForeignKey(e => e.RequestNo).HasPrincipalKey(r => r.No);
    }
}
