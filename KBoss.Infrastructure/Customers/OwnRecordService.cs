using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What a customer changes of its own record. Its seller sees the change, and who made it, in the customer's story; what its identity depends on is changed with the
/// identity and looked at by the seller's staff.
/// </summary>
public sealed class OwnRecordService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Changes whom the seller talks to; refused with <c>Common.TextRequired</c> or <c>Customers.PhoneInvalid</c>. A phone of null stays as it is.
    /// </summary>
    public async Task ChangeContactAsync(string? contact, string? phone, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationEditRecord, ct);
        await contexts.WithPartiesAsync(
            me, async db => await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer", me.OrganizationId),
            async (db, customer) =>
            {
                customer.ChangeContact(contact, phone ?? customer.Phone);
                await db.SaveChangesAsync(ct);
            }, ct);
    }
}
