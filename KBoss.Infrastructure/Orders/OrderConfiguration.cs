using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Orders;

internal sealed class OrderConfiguration
    : IEntityTypeConfiguration<CartLine>, IEntityTypeConfiguration<Order>, IEntityTypeConfiguration<OrderLine>,
        IEntityTypeConfiguration<OrderStatusChange>, IEntityTypeConfiguration<SupplyLine>
{
    public void Configure(EntityTypeBuilder<CartLine> line)
    {
        line.Property(l => l.SeenUnitPrice).HasPrecision(18, 4);
        line.HasIndex(l => new { l.OrganizationId, l.OfferId }).IsUnique();
        line.HasOne<Offer>().WithMany().HasForeignKey(l => l.OfferId);
    }

    public void Configure(EntityTypeBuilder<Order> order)
    {
        order.Property(o => o.OrderNo).HasMaxLength(32);
        order.HasIndex(o => o.OrderNo).IsUnique();
        order.Property(o => o.ClientKey).HasMaxLength(Order.MaxClientKey);
        order.HasIndex(o => new { o.BuyerId, o.ClientKey }).IsUnique();
        order.HasIndex(o => new { o.BuyerId, o.CreatedAt });
        order.HasIndex(o => new { o.SellerId, o.CreatedAt });
        order.HasIndex(o => new { o.Status, o.CreatedAt });
        order.HasMany(o => o.Lines).WithOne().HasForeignKey(l => l.OrderId);
        order.HasMany(o => o.Changes).WithOne().HasForeignKey(c => c.OrderId);
    }

    public void Configure(EntityTypeBuilder<OrderLine> line)
    {
        line.Property(l => l.ListPrice).HasPrecision(18, 4);
        line.Property(l => l.UnitPrice).HasPrecision(18, 4);
        line.Property(l => l.Options).HasMaxLength(500);
        line.Property(l => l.PriceExplanation).HasMaxLength(4000);
    }

    public void Configure(EntityTypeBuilder<OrderStatusChange> change) => change.Property(c => c.Reason).HasMaxLength(500);

    public void Configure(EntityTypeBuilder<SupplyLine> line)
    {
        line.Property(l => l.UnitCost).HasPrecision(18, 4);
        line.HasIndex(l => new { l.OrderLineId, l.BuyerId }).IsUnique();
        line.HasOne(l => l.OrderLine).WithMany().HasForeignKey(l => l.OrderLineId).IsRequired();
    }
}
