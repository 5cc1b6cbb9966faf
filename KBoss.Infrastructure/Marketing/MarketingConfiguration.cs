using KBoss.Domain.Marketing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Marketing;

internal sealed class MarketingConfiguration : IEntityTypeConfiguration<Campaign>, IEntityTypeConfiguration<CampaignRecipient>
{
    public void Configure(EntityTypeBuilder<Campaign> campaign)
    {
        campaign.Property(c => c.No).HasMaxLength(32);
        campaign.Property(c => c.Name).HasMaxLength(CampaignFacts.MaxName);
        campaign.Property(c => c.SourceFilters).HasMaxLength(500);
        campaign.Property(c => c.Template).HasMaxLength(30);
        campaign.Property(c => c.TemplateValues).HasMaxLength(500);
        campaign.Property(c => c.Title).HasMaxLength(CampaignFacts.MaxTitle);
        campaign.Property(c => c.Text).HasMaxLength(CampaignFacts.MaxText);
        campaign.Property(c => c.SmsPrice).HasPrecision(18, 4);
        campaign.Ignore(c => c.Filters);
        campaign.Ignore(c => c.Values);
        campaign.Ignore(c => c.Facts);
        campaign.HasIndex(c => c.No).IsUnique();
        // The list, and what the schedule looks for.
        campaign.HasIndex(c => new { c.OrganizationId, c.CreatedAt });
        campaign.HasIndex(c => new { c.State, c.SendAt });
    }

    public void Configure(EntityTypeBuilder<CampaignRecipient> recipient)
    {
        recipient.Property(r => r.Phone).HasMaxLength(20);
        recipient.Property(r => r.SmsKey).HasMaxLength(100);
        recipient.HasOne<Campaign>().WithMany().HasForeignKey(r => r.CampaignId);
        // Never twice to one phone, nor to one member.
        recipient.HasIndex(r => new { r.CampaignId, r.Phone }).IsUnique();
        recipient.HasIndex(r => new { r.CampaignId, r.MemberId }).IsUnique();
        // What is still to be handed over.
        recipient.HasIndex(r => new { r.CampaignId, r.State });
        // What goes with a customer.
        recipient.HasIndex(r => new { r.OrganizationId, r.BuyerId });
    }
}
