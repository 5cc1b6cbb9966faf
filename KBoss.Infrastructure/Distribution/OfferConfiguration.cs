using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Distribution;

internal sealed class OfferConfiguration : IEntityTypeConfiguration<Offer>, IEntityTypeConfiguration<LossConsent>
{
    public void Configure(EntityTypeBuilder<Offer> offer)
    {
        offer.KeepsRowLocks();
        offer.HasTerms(o => o.PublicTerms);
        offer.HasTerms(o => o.CostTerms, "Cost");
        offer.HasIndex(o => new { o.OrganizationId, o.SkuId }).IsUnique();
        offer.HasOne(o => o.Sku).WithMany().HasForeignKey(o => o.SkuId).IsRequired();
        offer.HasOne<Offer>().WithMany().HasForeignKey(o => o.UpstreamOfferId);
    }

    public void Configure(EntityTypeBuilder<LossConsent> consent)
    {
        consent.Property(c => c.UnitPrice).HasPrecision(18, 4);
        consent.Property(c => c.Cost).HasPrecision(18, 4);
        consent.HasIndex(c => new { c.OfferId, c.BuyerId });
        consent.HasOne<Offer>().WithMany().HasForeignKey(c => c.OfferId);
    }
}
