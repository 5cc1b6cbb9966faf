using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Delivery;

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<FulfilmentTask>, IEntityTypeConfiguration<Resource>
{
    public void Configure(EntityTypeBuilder<FulfilmentTask> task)
    {
        task.HasSold(t => t.Sold);
        task.HasIndex(t => t.TaskNo).IsUnique();
        // Never two tasks for one line [R-DLV-1].
        task.HasIndex(t => t.OrderLineId).IsUnique().HasFilter("\"Status\" <> 'Cancelled'");
        task.HasIndex(t => new { t.OrganizationId, t.Status, t.CreatedAt });
        task.HasOne<OrderLine>().WithMany().HasForeignKey(t => t.OrderLineId);
    }

    public void Configure(EntityTypeBuilder<Resource> resource)
    {
        resource.HasSold(r => r.Sold);
        resource.Property(r => r.Address).HasMaxLength(500);
        resource.Property(r => r.SecretProtected).HasMaxLength(2000);
        resource.Property(r => r.ConsoleUrl).HasMaxLength(500);
        resource.Property(r => r.Note).HasMaxLength(2000);
        resource.HasIndex(r => r.ResourceNo).IsUnique();
        resource.HasIndex(r => r.OrderLineId).IsUnique();
        resource.HasIndex(r => new { r.BuyerId, r.StartsAt });
    }
}
