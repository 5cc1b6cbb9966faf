using System.Linq.Expressions;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Promotions;
using KBoss.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Orders;

internal sealed class OrderConfiguration
    : IEntityTypeConfiguration<CartLine>, IEntityTypeConfiguration<Order>, IEntityTypeConfiguration<OrderLine>,
        IEntityTypeConfiguration<OrderStatusChange>, IEntityTypeConfiguration<SupplyLine>, IEntityTypeConfiguration<PurchaseLine>,
        IEntityTypeConfiguration<DeviceUse>, IEntityTypeConfiguration<OrderNote>
{
    public void Configure(EntityTypeBuilder<CartLine> line)
    {
        line.ComplexProperty(l => l.Seen, seen =>
        {
            seen.Property(s => s.Options).HasMaxLength(500);
            seen.Property(s => s.UnitPrice).HasPrecision(18, 4);
        });
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
        // What waits to be paid is asked for by every home of a customer and before every order, however many there are.
        order.HasIndex(o => new { o.BuyerId, o.Status, o.CreatedAt });
        order.HasIndex(o => new { o.SellerId, o.CreatedAt });
        order.HasIndex(o => new { o.Status, o.CreatedAt });
        order.HasOne<Customer>().WithMany().HasForeignKey(o => o.BuyerId).HasPrincipalKey(c => c.BuyerId);
        order.HasMany(o => o.Lines).WithOne().HasForeignKey(l => l.OrderId);
        order.HasMany(o => o.Changes).WithOne().HasForeignKey(c => c.OrderId);
    }

    public void Configure(EntityTypeBuilder<OrderLine> line)
    {
        line.Property(l => l.ListPrice).HasPrecision(18, 4);
        line.Property(l => l.UnitPrice).HasPrecision(18, 4);
        line.HasSold(l => l.Sold);
        line.Property(l => l.PriceExplanation).HasMaxLength(4000);
        line.Property(l => l.PromotionNo).HasMaxLength(Promotion.MaxNo);
        line.HasIndex(l => new { l.SellerId, l.PromotionNo });
        line.Property(l => l.Renews).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<OrderStatusChange> change) => change.Property(c => c.Reason).HasMaxLength(500);

    public void Configure(EntityTypeBuilder<OrderNote> note)
    {
        note.Property(n => n.OrderNo).HasMaxLength(32);
        note.Property(n => n.Text).HasMaxLength(OrderNote.MaxText);
        note.HasIndex(n => new { n.OrderId, n.CreatedAt });
        note.HasOne<Order>().WithMany().HasForeignKey(n => n.OrderId);
    }

    public void Configure(EntityTypeBuilder<SupplyLine> line)
    {
        line.Property(l => l.UnitCost).HasPrecision(18, 4);
        line.HasIndex(l => new { l.OrderLineId, l.BuyerId }).IsUnique();
        line.HasOne(l => l.OrderLine).WithMany().HasForeignKey(l => l.OrderLineId).IsRequired();
    }

    public void Configure(EntityTypeBuilder<DeviceUse> use) => use.HasOne<OrderLine>().WithMany().HasForeignKey(u => u.OrderLineId);

    public void Configure(EntityTypeBuilder<PurchaseLine> line)
    {
        line.Property(l => l.UnitCost).HasPrecision(18, 4);
        line.HasIndex(l => l.OrderLineId).IsUnique();
        line.HasOne(l => l.OrderLine).WithMany().HasForeignKey(l => l.OrderLineId).IsRequired();
    }
}

/// <summary>How what was sold lies in a table: a column for each fact.</summary>
internal static class SoldMapping
{
    /// <summary>Maps what was sold to columns that are named after its facts.</summary>
    public static void HasSold<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, SoldItem?>> sold)
        where T : class => entity.ComplexProperty(sold, columns =>
        {
            columns.Property(s => s.ProductName).HasColumnName(nameof(SoldItem.ProductName));
            columns.Property(s => s.SkuCode).HasColumnName(nameof(SoldItem.SkuCode));
            columns.Property(s => s.Options).HasColumnName(nameof(SoldItem.Options)).HasMaxLength(500);
            columns.Property(s => s.Unit).HasColumnName(nameof(SoldItem.Unit));
            columns.Property(s => s.Quantity).HasColumnName(nameof(SoldItem.Quantity));
            columns.Property(s => s.Periods).HasColumnName(nameof(SoldItem.Periods));
        });
}
