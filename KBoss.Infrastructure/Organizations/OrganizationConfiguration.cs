using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Organizations;

internal sealed class OrganizationConfiguration
    : IEntityTypeConfiguration<Organization>, IEntityTypeConfiguration<OrganizationIdentity>, IEntityTypeConfiguration<Member>,
        IEntityTypeConfiguration<MemberRole>, IEntityTypeConfiguration<StoredFile>
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
        identity.HasIndex(i => i.NumberHash).IsUnique();
        identity.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId);
    }

    public void Configure(EntityTypeBuilder<Member> member)
    {
        member.Property(m => m.PasswordHash).HasMaxLength(500);
        member.HasIndex(m => new { m.OrganizationId, m.UserName }).IsUnique();
        // Two accounts of one phone could not be told apart at sign-in; a deregistered one gives its phone free.
        member.HasIndex(m => m.Phone).IsUnique().HasFilter("\"Status\" <> 'Deregistered'");
        member.HasIndex(m => m.UserName);
        member.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId);
        member.HasMany(m => m.Roles).WithOne().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.ClientCascade);
    }

    public void Configure(EntityTypeBuilder<MemberRole> role) => role.HasIndex(r => new { r.MemberId, r.Role }).IsUnique();

    public void Configure(EntityTypeBuilder<StoredFile> file) => file.HasIndex(f => f.Key).IsUnique();
}
