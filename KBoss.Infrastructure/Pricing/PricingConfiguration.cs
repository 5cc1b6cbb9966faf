using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Pricing;

internal sealed class PricingConfiguration : IEntityTypeConfiguration<CustomerTerms>
{
    public void Configure(EntityTypeBuilder<CustomerTerms> terms)
    {
        terms.Property(t => t.Discount).HasPrecision(18, 4);
        terms.Property(t => t.Price).HasPrecision(18, 4);
        terms.HasIndex(t => new { t.BuyerId, t.OfferId });
        terms.HasOne<Offer>().WithMany().HasForeignKey(t => t.OfferId);
    }
}
