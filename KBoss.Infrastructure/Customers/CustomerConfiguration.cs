using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Customers;

internal sealed class CustomerConfiguration
    : IEntityTypeConfiguration<Customer>, IEntityTypeConfiguration<CustomerAssignment>, IEntityTypeConfiguration<CustomerNote>,
        IEntityTypeConfiguration<FollowUp>, IEntityTypeConfiguration<CustomerRecord>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.HasAlternateKey(c => c.BuyerId);
        customer.HasIndex(c => new { c.SellerId, c.SalespersonId });
        customer.HasOne<Organization>().WithMany().HasForeignKey(c => c.BuyerId);
    }

    public void Configure(EntityTypeBuilder<CustomerRecord> record)
    {
        // Two who write the first one meet here.
        record.HasIndex(r => r.BuyerId).IsUnique();
        record.HasOne<Customer>().WithMany().HasForeignKey(r => r.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }

    public void Configure(EntityTypeBuilder<CustomerAssignment> assignment) => assignment.HasIndex(a => new { a.OrganizationId, a.BuyerId });

    public void Configure(EntityTypeBuilder<CustomerNote> note)
    {
        note.Property(n => n.Text).HasMaxLength(2000);
        note.HasIndex(n => new { n.OrganizationId, n.BuyerId });
    }

    public void Configure(EntityTypeBuilder<FollowUp> followUp)
    {
        followUp.Property(f => f.Content).HasMaxLength(2000);
        followUp.HasIndex(f => new { f.OrganizationId, f.BuyerId, f.NextAt });
    }
}
