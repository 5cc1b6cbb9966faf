using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Promotions;

internal sealed class InviteCodeConfiguration : IEntityTypeConfiguration<InviteCode>, IEntityTypeConfiguration<InviteUse>
{
    public void Configure(EntityTypeBuilder<InviteCode> invite)
    {
        invite.Property(i => i.Code).HasMaxLength(20);
        invite.HasIndex(i => i.Code).IsUnique();
        invite.HasIndex(i => new { i.OrganizationId, i.MemberId });
        invite.HasIndex(i => i.PromotionId);
        invite.HasOne<Member>().WithMany().HasForeignKey(i => i.MemberId);
        invite.HasOne<Promotion>().WithMany().HasForeignKey(i => i.PromotionId);
    }

    public void Configure(EntityTypeBuilder<InviteUse> use)
    {
        use.HasIndex(u => new { u.InviteCodeId, u.BuyerId }).IsUnique();
        use.HasIndex(u => u.BuyerId);
        use.HasIndex(u => new { u.OrganizationId, u.At });
        use.HasOne<InviteCode>().WithMany().HasForeignKey(u => u.InviteCodeId);
        use.HasOne<Promotion>().WithMany().HasForeignKey(u => u.PromotionId);
        use.HasOne<Customer>().WithMany().HasForeignKey(u => u.BuyerId).HasPrincipalKey(c => c.BuyerId);
    }
}
