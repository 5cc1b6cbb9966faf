using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Organizations;

internal sealed class OrganizationConfiguration
    : IEntityTypeConfiguration<Organization>, IEntityTypeConfiguration<OrganizationIdentity>, IEntityTypeConfiguration<Member>,
        IEntityTypeConfiguration<MemberRole>, IEntityTypeConfiguration<Department>, IEntityTypeConfiguration<DepartmentMember>,
        IEntityTypeConfiguration<JoinRequest>, IEntityTypeConfiguration<JoinClaim>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.HasIndex(o => o.Code).IsUnique();
        organization.HasIndex(o => o.SellerId);
        organization.HasOne<Organization>().WithMany().HasForeignKey(o => o.SellerId);
    }

    public void Configure(EntityTypeBuilder<OrganizationIdentity> identity)
    {
        identity.Property(i => i.NumberProtected).HasMaxLength(500);
        identity.HasIndex(i => new { i.NumberHash, i.Status });
        identity.HasIndex(i => i.BuyerId).IsUnique();
        // A seller's list of what waits to be looked at.
        identity.HasIndex(i => new { i.SellerId, i.Status });
        // Many may claim a number; it belongs to one at most.
        identity.HasIndex(i => i.NumberHash).IsUnique().HasFilter("\"Status\" = 'Verified'").HasDatabaseName("IX_OrganizationIdentities_OneVerified");
        identity.HasOne<Organization>().WithMany().HasForeignKey(i => i.SellerId);
        identity.HasOne<Organization>().WithMany().HasForeignKey(i => i.BuyerId);
    }

    public void Configure(EntityTypeBuilder<Member> member)
    {
        member.Property(m => m.PasswordHash).HasMaxLength(500);
        member.HasIndex(m => new { m.OrganizationId, m.UserNameKey }).IsUnique();
        // Two accounts of one phone or user name could not be told apart at sign-in; a deregistered one gives both free, the name to other organizations.
        member.HasIndex(m => m.Phone).IsUnique().HasFilter("\"Status\" <> 'Deregistered'");
        member.HasIndex(m => m.UserNameKey).IsUnique().HasFilter("\"Status\" <> 'Deregistered'");
        member.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId);
        member.HasMany(m => m.Roles).WithOne().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<MemberRole> role) => role.HasIndex(r => new { r.MemberId, r.Role }).IsUnique();

    public void Configure(EntityTypeBuilder<Department> department)
    {
        department.HasIndex(d => new { d.OrganizationId, d.ParentId });
        department.HasOne<Organization>().WithMany().HasForeignKey(d => d.OrganizationId);
        department.HasOne<Department>().WithMany().HasForeignKey(d => d.ParentId);
        department.HasMany(d => d.Members).WithOne(m => m.Department).HasForeignKey(m => m.DepartmentId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<DepartmentMember> seat)
    {
        seat.HasIndex(s => new { s.DepartmentId, s.MemberId }).IsUnique();
        // What R-ORG-5 promises holds in the database too, whoever writes.
        seat.HasIndex(s => s.MemberId).IsUnique().HasFilter("\"Position\" <> 'Staff'").HasDatabaseName("IX_DepartmentMembers_OnePosition");
        seat.HasIndex(s => s.DepartmentId).IsUnique().HasFilter("\"Position\" = 'Manager'").HasDatabaseName("IX_DepartmentMembers_OneManager");
        seat.HasOne(s => s.Member).WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<JoinRequest> request)
    {
        request.Property(r => r.PasswordHash).HasMaxLength(500);
        // One person asks once at a time, however many windows the form is sent from.
        request.HasIndex(r => new { r.OrganizationId, r.Phone }).IsUnique().HasFilter("\"Status\" = 'Waiting'");
        request.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId);
    }

    public void Configure(EntityTypeBuilder<JoinClaim> claim)
    {
        claim.Property(c => c.PasswordHash).HasMaxLength(500);
        claim.Property(c => c.NumberProtected).HasMaxLength(500);
        // A phone asks once at a time: whoever holds it learns of one number at most that it is verified, and staff see who asked.
        claim.HasIndex(c => c.Phone).IsUnique().HasFilter("\"Status\" = 'Waiting'");
        claim.HasIndex(c => new { c.OrganizationId, c.Status });
        claim.HasOne<Organization>().WithMany().HasForeignKey(c => c.OrganizationId);
        claim.HasOne<Organization>().WithMany().HasForeignKey(c => c.BuyerId);
    }
}
