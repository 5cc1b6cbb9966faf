using KBoss.Domain.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Leads;

internal sealed class LeadConfiguration : IEntityTypeConfiguration<Lead>, IEntityTypeConfiguration<LeadEvent>
{
    public void Configure(EntityTypeBuilder<Lead> lead)
    {
        lead.Property(l => l.LeadNo).HasMaxLength(32);
        lead.Property(l => l.FormKey).HasMaxLength(64);
        lead.Property(l => l.Phone).HasMaxLength(30);
        lead.Property(l => l.Text).HasMaxLength(Lead.MaxText);
        lead.HasAlternateKey(l => l.LeadNo);
        // What is sent twice is kept once.
        lead.HasIndex(l => l.FormKey).IsUnique();
        // The list, how many are new, and how many came in the last hour.
        lead.HasIndex(l => new { l.OrganizationId, l.Status, l.CreatedAt });
        lead.HasIndex(l => new { l.OrganizationId, l.CreatedAt });
        // What a customer has written.
        lead.HasIndex(l => l.BuyerId);
        // What is to be forgotten.
        lead.HasIndex(l => new { l.ForgottenAt, l.ClosedAt });
    }

    public void Configure(EntityTypeBuilder<LeadEvent> happened)
    {
        happened.Property(e => e.Text).HasMaxLength(LeadEvent.MaxText + 200);
        happened.HasOne<Lead>().WithMany().HasForeignKey(e => e.LeadNo).HasPrincipalKey(l => l.LeadNo);
        happened.HasIndex(e => new { e.LeadNo, e.At });
    }
}
