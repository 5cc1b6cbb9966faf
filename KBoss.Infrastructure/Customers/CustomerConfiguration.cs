using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Customers;

internal sealed class CustomerConfiguration : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.HasIndex(c => c.BuyerId).IsUnique();
        customer.HasIndex(c => new { c.SellerId, c.SalespersonId });
        customer.HasOne<Organization>().WithMany().HasForeignKey(c => c.BuyerId);
    }
}
