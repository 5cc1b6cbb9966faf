using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Connectors;

internal sealed class ConnectorsConfiguration
    : IEntityTypeConfiguration<DeliveryPlan>, IEntityTypeConfiguration<SupplierRenewal>, IEntityTypeConfiguration<TencentProfile>,
        IEntityTypeConfiguration<ZhongjinAccess>, IEntityTypeConfiguration<JinanPoolAccount>, IEntityTypeConfiguration<JinanBinding>,
        IEntityTypeConfiguration<JinanBillLine>, IEntityTypeConfiguration<BillDifference>
{
    public void Configure(EntityTypeBuilder<DeliveryPlan> plan)
    {
        plan.Property(p => p.Parameters).HasMaxLength(DeliveryPlan.MaxLength);
        plan.Ignore(p => p.Values);
        plan.HasIndex(p => new { p.SupplierId, p.SkuCodeKey }).IsUnique();
        plan.HasOne<Supplier>().WithMany().HasForeignKey(p => p.SupplierId);
    }

    public void Configure(EntityTypeBuilder<SupplierRenewal> renewal)
    {
        renewal.HasIndex(r => new { r.OrganizationId, r.Key }).IsUnique();
        renewal.HasIndex(r => new { r.OrganizationId, r.Reference });
    }

    public void Configure(EntityTypeBuilder<TencentProfile> profile)
    {
        profile.Property(p => p.Uin).HasMaxLength(20);
        profile.Property(p => p.Name).HasMaxLength(100);
        profile.Property(p => p.Contact).HasMaxLength(100);
        profile.Property(p => p.Reason).HasMaxLength(100);
        profile.Property(p => p.VendorName).HasMaxLength(100);
        profile.HasIndex(p => p.BuyerId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ZhongjinAccess> access)
    {
        access.Property(a => a.Reason).HasMaxLength(500);
        access.Property(a => a.Failure).HasMaxLength(100);
        access.HasIndex(a => a.BuyerId).IsUnique();
        // The schedule asks for those that wait, whoever they belong to.
        access.HasIndex(a => new { a.State, a.CheckedAt });
    }

    public void Configure(EntityTypeBuilder<JinanPoolAccount> account)
    {
        account.Property(a => a.Account).HasMaxLength(50);
        account.Property(a => a.AccountKey).HasMaxLength(100);
        account.Property(a => a.SecretProtected).HasMaxLength(2000);
        account.Property(a => a.Note).HasMaxLength(500);
        account.HasIndex(a => a.AccountKey).IsUnique();
        account.HasIndex(a => a.OrganizationId);
    }

    public void Configure(EntityTypeBuilder<JinanBinding> binding)
    {
        binding.Property(b => b.Account).HasMaxLength(50);
        binding.Property(b => b.BoundReason).HasMaxLength(500);
        binding.Property(b => b.UnboundReason).HasMaxLength(500);
        binding.Property(b => b.Failure).HasMaxLength(100);
        // One account is bound to one customer at most, and one customer to one account [R-JN-1]; what was taken back has null.
        binding.HasIndex(b => b.HeldAccountId).IsUnique();
        binding.HasIndex(b => b.HolderId).IsUnique();
        binding.HasIndex(b => b.AccountId);
        binding.HasIndex(b => b.BuyerId);
        binding.HasOne<JinanPoolAccount>().WithMany().HasForeignKey(b => b.AccountId);
    }

    public void Configure(EntityTypeBuilder<JinanBillLine> bill)
    {
        bill.Property(b => b.BillNo).HasMaxLength(JinanBillLine.MaxNumber);
        bill.Property(b => b.BillNoKey).HasMaxLength(2 * JinanBillLine.MaxNumber);
        bill.Property(b => b.Account).HasMaxLength(50);
        bill.Property(b => b.Reference).HasMaxLength(100);
        bill.Property(b => b.Item).HasMaxLength(200);
        bill.Property(b => b.UsageUnit).HasMaxLength(30);
        bill.Property(b => b.Usage).HasPrecision(18, 4);
        bill.Property(b => b.Amount).HasPrecision(18, 2);
        bill.Property(b => b.ResourceNo).HasMaxLength(32);
        bill.Property(b => b.OrderNo).HasMaxLength(32);
        // Each bill is stored once, however often it is synced [R-JN-2].
        bill.HasIndex(b => b.BillNoKey).IsUnique();
        bill.HasIndex(b => new { b.OrganizationId, b.Month });
    }

    public void Configure(EntityTypeBuilder<BillDifference> difference)
    {
        difference.Property(d => d.Subject).HasMaxLength(110);
        difference.Property(d => d.Account).HasMaxLength(50);
        difference.Property(d => d.Item).HasMaxLength(200);
        difference.Property(d => d.Note).HasMaxLength(500);
        difference.Property(d => d.There).HasPrecision(18, 2);
        difference.Property(d => d.Here).HasPrecision(18, 2);
        difference.Property(d => d.ResourceNo).HasMaxLength(32);
        difference.Property(d => d.OrderNo).HasMaxLength(32);
        difference.HasIndex(d => new { d.OrganizationId, d.Month, d.Subject }).IsUnique();
    }
}
