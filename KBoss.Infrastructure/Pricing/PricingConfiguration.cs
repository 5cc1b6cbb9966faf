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
        terms.HasOne<Offer>().WithMany().HasForeignKey(t => t.OfferId);
    }
}
