using KBoss.Domain.Catalog;
using KBoss.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Stock;

internal sealed class StockConfiguration
    : IEntityTypeConfiguration<Place>, IEntityTypeConfiguration<DeviceKind>, IEntityTypeConfiguration<DeviceAttribute>, IEntityTypeConfiguration<Device>,
        IEntityTypeConfiguration<DeviceValue>, IEntityTypeConfiguration<DeviceEvent>, IEntityTypeConfiguration<DeviceUse>,
        IEntityTypeConfiguration<DevicePhoto>, IEntityTypeConfiguration<DeviceProduct>, IEntityTypeConfiguration<DeviceProductValue>,
        IEntityTypeConfiguration<Stocktake>, IEntityTypeConfiguration<StocktakeLine>
{
    public void Configure(EntityTypeBuilder<Place> place)
    {
        place.Property(p => p.Note).HasMaxLength(1000);
        // Of those that were removed too: a code never names another place.
        place.HasIndex(p => new { p.OrganizationId, p.CodeKey }).IsUnique();
        place.HasOne<Place>().WithMany().HasForeignKey(p => p.ParentId);
    }

    public void Configure(EntityTypeBuilder<DeviceKind> kind)
    {
        kind.HasIndex(k => new { k.OrganizationId, k.NameKey }).IsUnique();
        kind.HasMany(k => k.Attributes).WithOne().HasForeignKey(a => a.KindId).IsRequired();
        kind.Navigation(k => k.Attributes).HasField("attributes").UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<DeviceAttribute> attribute)
    {
        attribute.Property(a => a.ChoiceLines).HasMaxLength(2000);
        attribute.HasIndex(a => new { a.KindId, a.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Device> device)
    {
        device.Property(d => d.DeviceNo).HasMaxLength(32);
        device.Property(d => d.Remark).HasMaxLength(1000);
        device.HasIndex(d => d.DeviceNo).IsUnique();
        device.HasIndex(d => new { d.OrganizationId, d.SerialKey }).IsUnique();
        // What a product has in stock is counted with every page of it.
        device.HasIndex(d => new { d.ProductId, d.State });
        device.HasIndex(d => new { d.OrganizationId, d.State });
        device.HasIndex(d => d.PlaceId);
        device.HasOne<DeviceKind>().WithMany().HasForeignKey(d => d.KindId);
        device.HasOne<Place>().WithMany().HasForeignKey(d => d.PlaceId);
        device.HasOne<Product>().WithMany().HasForeignKey(d => d.ProductId);
        device.HasMany(d => d.Events).WithOne().HasForeignKey(e => e.DeviceId).IsRequired();
    }

    public void Configure(EntityTypeBuilder<DeviceValue> value)
    {
        value.HasIndex(v => new { v.DeviceId, v.AttributeId }).IsUnique();
        value.HasIndex(v => v.AttributeId);
        value.HasOne<Device>().WithMany().HasForeignKey(v => v.DeviceId);
        value.HasOne<DeviceAttribute>().WithMany().HasForeignKey(v => v.AttributeId);
    }

    public void Configure(EntityTypeBuilder<DeviceEvent> happened)
    {
        happened.Property(e => e.Reason).HasMaxLength(500);
        happened.Property(e => e.OrderNo).HasMaxLength(32);
        happened.HasIndex(e => new { e.DeviceId, e.Id });
    }

    public void Configure(EntityTypeBuilder<DeviceUse> use)
    {
        use.Property(u => u.OrderNo).HasMaxLength(32);
        use.Property(u => u.ResourceNo).HasMaxLength(32);
        use.HasIndex(u => new { u.OrderLineId, u.Piece }).IsUnique();
        // What comes back with a resource.
        use.HasIndex(u => u.ResourceNo).HasFilter("\"ResourceNo\" <> ''");
        // A device is held for one piece at a time.
        use.HasIndex(u => u.DeviceId).IsUnique().HasFilter("\"Until\" IS NULL AND \"DeviceId\" IS NOT NULL");
        use.HasIndex(u => new { u.DeviceId, u.Id });
        use.HasIndex(u => new { u.ProductId, u.State });
        use.HasOne<Device>().WithMany().HasForeignKey(u => u.DeviceId);
        use.HasOne<Product>().WithMany().HasForeignKey(u => u.ProductId);
    }

    public void Configure(EntityTypeBuilder<DevicePhoto> photo)
    {
        photo.HasIndex(p => p.DeviceId);
        photo.HasOne<Device>().WithMany().HasForeignKey(p => p.DeviceId);
    }

    public void Configure(EntityTypeBuilder<DeviceProduct> product)
    {
        product.HasIndex(p => p.ProductId).IsUnique();
        product.HasOne<Product>().WithMany().HasForeignKey(p => p.ProductId);
        product.HasOne<DeviceKind>().WithMany().HasForeignKey(p => p.KindId);
    }

    public void Configure(EntityTypeBuilder<DeviceProductValue> value)
    {
        value.HasIndex(v => new { v.ProductId, v.AttributeId }).IsUnique();
        value.HasOne<Product>().WithMany().HasForeignKey(v => v.ProductId);
        value.HasOne<DeviceAttribute>().WithMany().HasForeignKey(v => v.AttributeId);
    }

    public void Configure(EntityTypeBuilder<Stocktake> stocktake)
    {
        stocktake.Property(s => s.StocktakeNo).HasMaxLength(32);
        stocktake.HasIndex(s => s.StocktakeNo).IsUnique();
        // One count of a place at a time.
        stocktake.HasIndex(s => s.PlaceId).IsUnique().HasFilter("\"ClosedAt\" IS NULL");
        stocktake.HasIndex(s => new { s.OrganizationId, s.OpenedAt });
        stocktake.HasOne<Place>().WithMany().HasForeignKey(s => s.PlaceId);
        stocktake.HasMany(s => s.Lines).WithOne().HasForeignKey(l => l.StocktakeId).IsRequired();
    }

    public void Configure(EntityTypeBuilder<StocktakeLine> line)
    {
        line.HasIndex(l => new { l.StocktakeId, l.SerialKey }).IsUnique();
        line.HasOne<Device>().WithMany().HasForeignKey(l => l.DeviceId);
    }
}
