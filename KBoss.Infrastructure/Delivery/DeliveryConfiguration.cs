using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Delivery;

internal sealed class DeliveryConfiguration
    : IEntityTypeConfiguration<FulfilmentTask>, IEntityTypeConfiguration<Resource>, IEntityTypeConfiguration<TaskEvent>,
        IEntityTypeConfiguration<LatePiece>, IEntityTypeConfiguration<LineDelivery>, IEntityTypeConfiguration<UndeliveredPart>,
        IEntityTypeConfiguration<Checklist>, IEntityTypeConfiguration<TaskCheck>, IEntityTypeConfiguration<ResourceLabel>,
        IEntityTypeConfiguration<Renewal>, IEntityTypeConfiguration<AutoRenewal>, IEntityTypeConfiguration<ResourceTask>
{
    public void Configure(EntityTypeBuilder<FulfilmentTask> task)
    {
        task.HasSold(t => t.Sold);
        task.Property(t => t.ErrorArgs).HasMaxLength(500);
        task.HasIndex(t => t.TaskNo).IsUnique();
        // Never two tasks for one line [R-DLV-1].
        task.HasIndex(t => t.OrderLineId).IsUnique().HasFilter("\"Status\" <> 'Cancelled'");
        task.HasIndex(t => new { t.OrganizationId, t.Status, t.CreatedAt });
        // What was done on the last days.
        task.HasIndex(t => new { t.OrganizationId, t.DoneAt });
        // What the schedule looks for that goes on with lost steps.
        task.HasIndex(t => t.NextStepAt).HasFilter("\"NextStepAt\" IS NOT NULL");
        task.HasOne<OrderLine>().WithMany().HasForeignKey(t => t.OrderLineId);
    }

    public void Configure(EntityTypeBuilder<Resource> resource)
    {
        resource.HasSold(r => r.Sold);
        // What was sold has a quantity too.
        resource.Property(r => r.Quantity).HasColumnName("Pieces");
        resource.Property(r => r.Address).HasMaxLength(500);
        resource.Property(r => r.SecretProtected).HasMaxLength(2000);
        resource.Property(r => r.ConsoleUrl).HasMaxLength(500);
        resource.Property(r => r.Note).HasMaxLength(2000);
        resource.HasIndex(r => r.ResourceNo).IsUnique();
        resource.Property(r => r.Reference).HasMaxLength(Resource.MaxReference);
        resource.HasIndex(r => new { r.OrderLineId, r.Number }).IsUnique();
        // An answer of the supplier that comes twice makes one resource [R-DLV-1].
        resource.HasIndex(r => new { r.OrderLineId, r.Reference }).IsUnique().HasFilter("\"Reference\" <> ''");
        resource.HasIndex(r => new { r.BuyerId, r.StartsAt });
        // What the schedule looks for that ends resources.
        resource.HasIndex(r => new { r.Status, r.EndsAt });
    }

    public void Configure(EntityTypeBuilder<TaskEvent> happened)
    {
        happened.Property(e => e.Text).HasMaxLength(TaskEvent.MaxText);
        happened.HasIndex(e => e.TaskNo);
    }

    public void Configure(EntityTypeBuilder<LatePiece> piece)
    {
        piece.Property(p => p.Reference).HasMaxLength(Resource.MaxReference);
        piece.Property(p => p.Address).HasMaxLength(500);
        piece.Property(p => p.SecretProtected).HasMaxLength(2000);
        piece.Property(p => p.ConsoleUrl).HasMaxLength(500);
        piece.HasIndex(p => new { p.TaskNo, p.Reference }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<LineDelivery> line)
    {
        line.HasSold(l => l.Sold);
        line.Property(l => l.Reason).HasMaxLength(UndeliveredPart.MaxReason);
        line.HasIndex(l => l.OrderLineId).IsUnique();
        line.HasIndex(l => l.OrderNo);
        line.HasOne<OrderLine>().WithMany().HasForeignKey(l => l.OrderLineId);
    }

    public void Configure(EntityTypeBuilder<UndeliveredPart> part)
    {
        part.HasSold(p => p.Sold);
        part.Property(p => p.Reason).HasMaxLength(UndeliveredPart.MaxReason);
        part.HasIndex(p => new { p.SellerId, p.MarkedAt });
        // Marked once between two, whoever marks it twice.
        part.HasIndex(p => new { p.OrderLineId, p.BuyerId }).IsUnique();
        part.HasOne<OrderLine>().WithMany().HasForeignKey(p => p.OrderLineId);
    }

    public void Configure(EntityTypeBuilder<Checklist> list)
    {
        list.HasIndex(c => new { c.OrganizationId, c.ProductType, c.Number }).IsUnique();
        list.HasMany(c => c.Items).WithOne().HasForeignKey(i => i.ChecklistId);
    }

    public void Configure(EntityTypeBuilder<TaskCheck> check) => check.HasIndex(c => new { c.TaskNo, c.Position }).IsUnique();

    public void Configure(EntityTypeBuilder<ResourceLabel> label)
    {
        label.Property(l => l.Name).HasMaxLength(ResourceLabel.MaxName);
        label.Property(l => l.Note).HasMaxLength(ResourceLabel.MaxNote);
        label.HasIndex(l => new { l.OrganizationId, l.ResourceNo }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Renewal> renewal)
    {
        // A paid line prolongs once.
        renewal.HasIndex(r => r.OrderLineId).IsUnique();
        renewal.HasIndex(r => new { r.BuyerId, r.ResourceNo });
        renewal.HasIndex(r => r.OrderNo);
        renewal.HasOne<OrderLine>().WithMany().HasForeignKey(r => r.OrderLineId);
    }

    public void Configure(EntityTypeBuilder<AutoRenewal> auto) => auto.HasIndex(a => new { a.OrganizationId, a.ResourceNo }).IsUnique();

    public void Configure(EntityTypeBuilder<ResourceTask> task)
    {
        task.Property(t => t.Options).HasMaxLength(500);
        task.Property(t => t.Note).HasMaxLength(ResourceTask.MaxNote);
        task.Property(t => t.ErrorArgs).HasMaxLength(ResourceTask.MaxNote);
        task.Property(t => t.Reference).HasMaxLength(Resource.MaxReference);
        task.HasIndex(t => t.TaskNo).IsUnique();
        // One work for a paid renewal, and one for the end of a resource.
        task.HasIndex(t => new { t.ResourceNo, t.Kind, t.OrderLineId }).IsUnique();
        task.HasIndex(t => new { t.OrganizationId, t.State, t.Id });
        // What the schedule looks for that goes on with lost attempts.
        task.HasIndex(t => t.NextStepAt).HasFilter("\"NextStepAt\" IS NOT NULL");
        task.HasOne<OrderLine>().WithMany().HasForeignKey(t => t.OrderLineId);
    }
}
