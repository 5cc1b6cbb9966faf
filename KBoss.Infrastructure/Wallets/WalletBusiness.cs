using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Whoever recharged has done business; a recharge that is under way counts, because its money may still come.</summary>
internal sealed class WalletBusiness : ICustomerBusiness
{
    public IQueryable<long> Buyers(KBossDbContext db, long sellerId) => db.CashRecords.Where(r => r.SellerId == sellerId).Select(r => r.BuyerId)
        .Concat(db.Recharges.Where(r => r.SellerId == sellerId && r.Status == RechargeStatus.Pending).Select(r => r.BuyerId));
}
