using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors;

/// <summary>
/// A customer that is deleted leaves nothing at suppliers: what it has said of itself is erased, and an account of the pool that was bound to it is free again;
/// that it was bound, from when until when, stays in the history of the account.
/// </summary>
internal sealed class CustomerLeaves(JinanTeller jinan) : ICustomerRemovalStep
{
    public async Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct)
    {
        db.RemoveRange(await db.TencentProfiles.Where(p => p.BuyerId == customer.BuyerId).ToListAsync(ct));
        db.RemoveRange(await db.ZhongjinAccesses.Where(a => a.BuyerId == customer.BuyerId).ToListAsync(ct));
        foreach (var binding in await db.JinanBindings.Where(b => b.HolderId == customer.BuyerId).ToListAsync(ct))
        {
            binding.End(by, JinanBindingRow.CustomerDeleted, db.Now);
            jinan.Tell(db, await db.JinanAccounts.GetAsync("account", binding.AccountId, ct), binding.Parties);
        }

        db.AfterCommit(new CustomerStandingChanged(customer.SellerId, customer.BuyerId));
    }
}
