using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// Deletes a customer that never did business: the seller's record of it, its identity and files, and the access of its members.
/// It writes in the customer's own organization too, so its scope is that of both.
/// </summary>
public sealed class CustomerRemoval(
    KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICustomerBusiness> business, FileStore files, IMemberAccess access,
    IEnumerable<ICustomerRemovalStep> steps)
{
    /// <summary>
    /// Deletes the customer; refused with <c>Customers.HasTraded</c> once it did business. Its members are signed out and deregistered, who
    /// waited to join waits no more, and the number it registered with can register again. Its files leave the disk after the commit.
    /// </summary>
    public async Task DeleteAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManage, ct);
        await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            var buyerId = customer.BuyerId;
            if (await db.HasTradedAsync(customer, business, ct))
            {
                throw new RuleException("Customers.HasTraded", customer.Name);
            }

            // Who adds a member at this moment is met here.
            db.Touch(await db.Organizations.FirstAsync(o => o.Id == buyerId, ct));
            foreach (var member in await db.Members.Where(m => m.OrganizationId == buyerId && m.Status != MemberStatus.Deregistered).ToListAsync(ct))
            {
                member.Deregister();
                await access.FollowAsync(db, member, ct);
            }

            db.RemoveRange(await db.OrganizationIdentities.Where(i => i.BuyerId == buyerId).ToListAsync(ct));
            db.RemoveRange(await db.JoinRequests.Where(r => r.OrganizationId == buyerId && r.Status == JoinStatus.Waiting).ToListAsync(ct));
            foreach (var claim in await db.JoinClaims.Where(c => c.BuyerId == buyerId).ToListAsync(ct))
            {
                await files.RemoveAsync(db, claim.DocumentFileKey, ct);
                db.Remove(claim);
            }

            foreach (var file in await db.StoredFiles.Where(f => f.OrganizationId == buyerId).ToListAsync(ct))
            {
                files.Remove(db, file);
            }

            db.RemoveRange(await db.CustomerRecords.Where(r => r.BuyerId == buyerId).ToListAsync(ct));
            db.RemoveRange(await db.CustomerNotes.Where(n => n.BuyerId == buyerId).ToListAsync(ct));
            db.RemoveRange(await db.FollowUps.Where(f => f.BuyerId == buyerId).ToListAsync(ct));
            foreach (var step in steps)
            {
                await step.RemoveAsync(db, customer, me.By, ct);
            }

            db.Remove(customer);
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
