using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>What the promotions keep of a customer goes with it when it is deleted.</summary>
internal sealed class CustomerPromotions : ICustomerRemovalStep
{
    public async Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct)
    {
        db.RemoveRange(await db.PromotionMembers.Where(m => m.BuyerId == customer.BuyerId).ToListAsync(ct));
        db.RemoveRange(await db.InviteUses.Where(u => u.BuyerId == customer.BuyerId).ToListAsync(ct));
    }
}
