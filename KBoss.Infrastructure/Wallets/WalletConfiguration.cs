using KBoss.Domain.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Wallets;

internal sealed class WalletConfiguration : IEntityTypeConfiguration<Wallet>, IEntityTypeConfiguration<CashRecord>, IEntityTypeConfiguration<Recharge>,
    IEntityTypeConfiguration<OfflineRecharge>
{
    public void Configure(EntityTypeBuilder<Wallet> wallet) => wallet.HasIndex(w => new { w.BuyerId, w.SellerId }).IsUnique();

    public void Configure(EntityTypeBuilder<CashRecord> record)
    {
        record.HasIndex(r => new { r.Kind, r.Reference }).IsUnique();
        record.HasIndex(r => new { r.BuyerId, r.At });
        record.HasIndex(r => new { r.SellerId, r.At });
    }

    public void Configure(EntityTypeBuilder<Recharge> recharge)
    {
        recharge.Property(r => r.RechargeNo).HasMaxLength(64);
        recharge.Property(r => r.TradeNo).HasMaxLength(64);
        recharge.HasIndex(r => r.RechargeNo).IsUnique();
        recharge.HasIndex(r => new { r.Channel, r.TradeNo }).IsUnique();
        recharge.HasIndex(r => new { r.Status, r.CreatedAt });
        recharge.HasIndex(r => new { r.BuyerId, r.CreatedAt });
        recharge.Property(r => r.Reference).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<OfflineRecharge> recharge)
    {
        recharge.Property(r => r.RechargeNo).HasMaxLength(64);
        recharge.Property(r => r.FormKey).HasMaxLength(64);
        recharge.Property(r => r.Reference).HasMaxLength(64);
        recharge.Property(r => r.ReferenceKey).HasMaxLength(64);
        recharge.Property(r => r.SlipKey).HasMaxLength(32);
        recharge.Property(r => r.RequestNo).HasMaxLength(50);
        recharge.Property(r => r.Note).HasMaxLength(OfflineRecharge.MaxNote);
        recharge.HasIndex(r => r.RechargeNo).IsUnique();
        recharge.HasIndex(r => new { r.OrganizationId, r.FormKey }).IsUnique();
        recharge.HasIndex(r => new { r.OrganizationId, r.Way, r.ReferenceKey, r.Occurrence }).IsUnique();
        recharge.HasIndex(r => new { r.OrganizationId, r.CreatedAt });
        recharge.HasIndex(r => new { r.BuyerId, r.CreatedAt });
    }
}
