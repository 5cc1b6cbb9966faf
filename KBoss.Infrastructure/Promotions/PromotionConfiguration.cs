using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Promotions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Promotions;

internal sealed class PromotionConfiguration
    : IEntityTypeConfiguration<Promotion>, IEntityTypeConfiguration<PromotionProduct>, IEntityTypeConfiguration<PromotionMember>
{
    public void Configure(EntityTypeBuilder<Promotion> promotion)
    {
        promotion.Property(p => p.No).HasMaxLength(Promotion.MaxNo);
        promotion.HasIndex(p => p.No).IsUnique();
        promotion.Property(p => p.Name).HasMaxLength(100);
        promotion.Property(p => p.Note).HasMaxLength(1000);
        promotion.HasIndex(p => new { p.OrganizationId, p.To });
    }

    public void Configure(EntityTypeBuilder<PromotionProduct> product)
    {
        product.Property(p => p.Discount).HasPrecision(18, 4);
        product.HasIndex(p => new { p.PromotionId, p.OfferId }).IsUnique();
        product.HasIndex(p => p.OfferId);
        product.HasOne<Promotion>().WithMany().HasForeignKey(p => p.PromotionId);
        product.HasOne<Offer>().WithMany().HasForeignKey(p => p.OfferId);
    }

    public void Configure(EntityTypeBuilder<PromotionMember> member)
    {
        member.Property(m => m.InviteCode).HasMaxLength(20);
        member.HasIndex(m => new { m.PromotionId, m.BuyerId }).IsUnique();
        member.HasIndex(m => m.BuyerId);
        member.HasOne<Promotion>().WithMany().HasForeignKey(m => m.PromotionId);
        member.HasOne<Customer>().WithMany().HasForeignKey(m => m.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }
}
