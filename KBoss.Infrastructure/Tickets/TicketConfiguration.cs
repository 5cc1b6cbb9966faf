using KBoss.Domain.Customers;
using KBoss.Domain.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Tickets;

internal sealed class TicketConfiguration : IEntityTypeConfiguration<Ticket>, IEntityTypeConfiguration<TicketMessage>, IEntityTypeConfiguration<TicketFile>
{
    public void Configure(EntityTypeBuilder<Ticket> ticket)
    {
        ticket.HasAlternateKey(t => t.TicketNo);
        ticket.HasOne<Customer>().WithMany().HasForeignKey(t => t.BuyerId).HasPrincipalKey(c => c.BuyerId);
        ticket.HasIndex(t => new { t.SellerId, t.Status, t.LastAt });
        // How those of the last weeks were answered.
        ticket.HasIndex(t => new { t.SellerId, t.OpenedAt });
        // Lists of customers ask for each one whether it has open tickets: without reading the tickets of the seller again and again.
        ticket.HasIndex(t => new { t.BuyerId, t.SellerId, t.Status });
    }

    public void Configure(EntityTypeBuilder<TicketMessage> message)
    {
        message.Property(m => m.Text).HasMaxLength(TicketMessage.MaxLength);
        // Two who write at the same moment get two numbers: the second one runs again.
        message.HasIndex(m => new { m.TicketNo, m.Number }).IsUnique();
        message.HasOne<Ticket>().WithMany().HasForeignKey(m => m.TicketNo).HasPrincipalKey(t => t.TicketNo);
    }

    public void Configure(EntityTypeBuilder<TicketFile> file)
    {
        file.HasIndex(f => new { f.TicketNo, f.MessageNumber, f.Number }).IsUnique();
        file.HasOne<Ticket>().WithMany().HasForeignKey(f => f.TicketNo).HasPrincipalKey(t => t.TicketNo);
    }
}
