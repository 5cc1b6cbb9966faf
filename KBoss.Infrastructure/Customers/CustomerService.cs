using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What the seller's people do with one customer, named by the code of its organization.
/// A customer that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/> everywhere.
/// </summary>
public sealed class CustomerService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Changes whom to talk to; refused with <c>Common.TextRequired</c> or <c>Customers.PhoneInvalid</c>. A phone of null stays as it is.</summary>
    public async Task ChangeContactAsync(string code, string? contact, string? phone, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var customer = await db.FindCustomerAsync(me, code, ct);
            customer.ChangeContact(contact, phone ?? customer.Phone);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>The whole phone number for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealPhoneAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewSensitive, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        await contexts.AuditAsync(me, "PhoneShown", customer.AuditSubject, ct: ct);
        return customer.Phone;
    }

    /// <summary>Writes a note about the customer.</summary>
    public async Task AddNoteAsync(string code, string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var customer = await db.FindCustomerAsync(me, code, ct);
            db.Touch(customer);
            db.Add(new CustomerNote(customer, me.By, text, db.Now));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes back a note of the actor's own; anybody else's is <see cref="NotFoundException"/>.</summary>
    public async Task DeleteNoteAsync(string code, long noteId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var customer = await db.FindCustomerAsync(me, code, ct);
            var note = await db.CustomerNotes.FirstOrDefaultAsync(n => n.Id == noteId && n.BuyerId == customer.BuyerId && n.By.MemberId == me.MemberId, ct)
                ?? throw new NotFoundException("note", noteId);
            db.Remove(note);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Records a talk with the customer; what was planned before is settled by it. Refused with <c>Customers.NextInThePast</c>.</summary>
    public async Task AddFollowUpAsync(string code, FollowUpFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var customer = await db.FindCustomerAsync(me, code, ct);
            // Of two talks that are written down at once the second settles what the first has planned.
            db.Touch(customer);
            foreach (var planned in await db.FollowUps.Where(f => f.BuyerId == customer.BuyerId && f.NextAt != null).ToListAsync(ct))
            {
                planned.Settle();
            }

            db.Add(new FollowUp(customer, me.By, facts, db.Now));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
