using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Pricing;

internal sealed class PricingConfiguration : IEntityTypeConfiguration<CustomerTerms>
{
    public void Configure(EntityTypeBuilder<CustomerTerms> terms)
    {
        terms.HasTerms(t => t.Terms);
        terms.HasIndex(t => new { t.BuyerId, t.OfferId });
        terms.Property(t => t.RequestNo).HasMaxLength(40);
        // For the warnings.
        terms.HasIndex(t => t.ValidTo);
        terms.HasOne(t => t.ReplacedBy).WithMany().HasForeignKey(t => t.ReplacedById);
        terms.HasOne(t => t.RestOf).WithMany().HasForeignKey(t => t.RestOfId);
        terms.HasOne<Offer>().WithMany().HasForeignKey(t => t.OfferId);
    }
}
