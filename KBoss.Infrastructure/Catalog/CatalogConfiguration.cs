using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Catalog;

internal sealed class CatalogConfiguration
    : IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Sku>, IEntityTypeConfiguration<SupplyPrice>, IEntityTypeConfiguration<ProductWord>
{
    public void Configure(EntityTypeBuilder<Product> product)
    {
        product.KeepsRowLocks();
        product.Property(p => p.Brief).HasMaxLength(500);
        product.Property(p => p.Description).HasMaxLength(LongText.MaxLength);
        product.Property(p => p.Tags).HasConversion<int>();
        product.HasIndex(p => new { p.SupplierId, p.NameKey }).IsUnique().HasFilter("\"DeletedAt\" IS NULL");
        product.HasIndex(p => new { p.OrganizationId, p.DeletedAt, p.Id });
        product.HasOne<Supplier>().WithMany().HasForeignKey(p => p.SupplierId);
    }

    public void Configure(EntityTypeBuilder<Sku> sku)
    {
        sku.KeepsRowLocks();
        sku.Property(s => s.Options).HasMaxLength(500);
        sku.Property(s => s.ListPrice).HasPrecision(18, 4);
        sku.HasIndex(s => new { s.SupplierId, s.CodeKey }).IsUnique();
        sku.HasOne(s => s.Product).WithMany().HasForeignKey(s => s.ProductId).IsRequired();
        sku.HasOne<Supplier>().WithMany().HasForeignKey(s => s.SupplierId);
    }

    public void Configure(EntityTypeBuilder<ProductWord> word)
    {
        word.Property(w => w.Name).HasMaxLength(ProductWord.MaxName);
        word.Property(w => w.NameKey).HasMaxLength(ProductWord.MaxName);
        word.HasIndex(w => new { w.OrganizationId, w.List, w.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SupplyPrice> price)
    {
        price.KeepsRowLocks();
        price.Property(p => p.FloorPrice).HasPrecision(18, 4);
        price.HasIndex(p => new { p.SkuId, p.OrganizationId }).IsUnique();
        price.HasOne(p => p.Sku).WithMany().HasForeignKey(p => p.SkuId).IsRequired();
    }
}
