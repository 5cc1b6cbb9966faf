using KBoss.Domain.Customers;
using KBoss.Domain.Talk;
using KBoss.Domain.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Tickets;

internal sealed class TicketConfiguration :
    IEntityTypeConfiguration<Ticket>, IEntityTypeConfiguration<TicketMessage>, IEntityTypeConfiguration<TicketFile>, IEntityTypeConfiguration<TicketDesk>,
    IEntityTypeConfiguration<TicketNote>, IEntityTypeConfiguration<TicketCategory>, IEntityTypeConfiguration<QuickReply>
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
        ticket.Property(t => t.Category).HasMaxLength(TicketCategory.MaxName);
        ticket.Property(t => t.RatingText).HasMaxLength(500);
        // Made with the ticket and never without it; whoever does not see it has a ticket without a desk.
        ticket.HasOne(t => t.Desk).WithOne().HasForeignKey<TicketDesk>(d => d.TicketNo).HasPrincipalKey<Ticket>(t => t.TicketNo);
    }

    public void Configure(EntityTypeBuilder<TicketMessage> message)
    {
        message.Property(m => m.Text).HasMaxLength(TalkText.MaxLength);
        // Two who write at the same moment get two numbers: the second one runs again.
        message.HasIndex(m => new { m.TicketNo, m.Number }).IsUnique();
        message.HasOne<Ticket>().WithMany().HasForeignKey(m => m.TicketNo).HasPrincipalKey(t => t.TicketNo);
    }

    public void Configure(EntityTypeBuilder<TicketFile> file)
    {
        file.HasIndex(f => new { f.TicketNo, f.MessageNumber, f.Number }).IsUnique();
        file.HasOne<Ticket>().WithMany().HasForeignKey(f => f.TicketNo).HasPrincipalKey(t => t.TicketNo);
    }

    public void Configure(EntityTypeBuilder<TicketDesk> desk)
    {
        // Whose time runs out, and in which order.
        desk.HasIndex(d => new { d.OrganizationId, d.WaitingSince });
        desk.HasIndex(d => new { d.OrganizationId, d.FirstAnsweredAt });
    }

    public void Configure(EntityTypeBuilder<TicketNote> note)
    {
        note.Property(n => n.Text).HasMaxLength(TicketNote.MaxText);
        note.HasIndex(n => n.TicketNo);
        note.HasOne<Ticket>().WithMany().HasForeignKey(n => n.TicketNo).HasPrincipalKey(t => t.TicketNo);
    }

    public void Configure(EntityTypeBuilder<TicketCategory> category)
    {
        category.Property(c => c.Name).HasMaxLength(TicketCategory.MaxName);
        category.Property(c => c.NameKey).HasMaxLength(TicketCategory.MaxName);
        category.HasIndex(c => new { c.OrganizationId, c.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<QuickReply> reply)
    {
        reply.Property(r => r.Title).HasMaxLength(QuickReply.MaxTitle);
        reply.Property(r => r.TitleKey).HasMaxLength(QuickReply.MaxTitle);
        reply.Property(r => r.Text).HasMaxLength(QuickReply.MaxText);
        reply.HasIndex(r => new { r.OrganizationId, r.TitleKey }).IsUnique();
    }
}
