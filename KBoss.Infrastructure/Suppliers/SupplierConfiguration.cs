using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Suppliers;

internal sealed class SupplierConfiguration : IEntityTypeConfiguration<Supplier>, IEntityTypeConfiguration<SupplyAgreement>
{
    public void Configure(EntityTypeBuilder<Supplier> supplier)
    {
        supplier.Property(s => s.Note).HasMaxLength(1000);
        supplier.HasIndex(s => new { s.OrganizationId, s.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SupplyAgreement> agreement)
    {
        agreement.Property(a => a.Text).HasMaxLength(LongText.MaxLength);
        agreement.Property(a => a.Rate).HasPrecision(18, 4);
        agreement.HasIndex(a => new { a.SupplierId, a.Number }).IsUnique();
        agreement.HasOne<Supplier>().WithMany().HasForeignKey(a => a.SupplierId);
    }
}
