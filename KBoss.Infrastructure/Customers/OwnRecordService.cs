using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>What a customer keeps of itself, whether it is a person or a company, and the version from which it is edited: 0 while there is none.</summary>
public sealed record OwnRecord(IdentityKind Kind, RecordFacts Facts, int Version, bool Exists)
{
    /// <summary>Whether nothing of it is filled in.</summary>
    public bool IsEmpty => new[]
    {
        Facts.Address, Facts.InvoiceTitle, Facts.TaxNumber, Facts.Bank, Facts.BankAccount, Facts.RegisteredAddress, Facts.RegisteredPhone, Facts.InvoiceMail,
    }.All(string.IsNullOrEmpty);
}

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
        await contexts.WithPartiesAsync(me, db => FindAsync(db, me, ct), async (db, customer) =>
        {
            customer.ChangeContact(contact, phone ?? customer.Phone);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Where the customer gets what is sent and what its invoices say, for whoever may change it.</summary>
    public async Task<OwnRecord> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationEditRecord, ct);
        await using var db = contexts.Open(me);
        await FindAsync(db, me, ct);
        return await db.RecordOfAsync(me.OrganizationId, ct);
    }

    /// <summary>
    /// Changes it as it was edited from <see cref="OwnRecord.Version"/>; refused with <c>Common.ChangedMeanwhile</c> and like
    /// <see cref="CustomerRecord.Change"/>, all wrong fields at once.
    /// </summary>
    public async Task ChangeAsync(OwnRecord shown, RecordFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationEditRecord, ct);
        await contexts.WithPartiesAsync(me, db => FindAsync(db, me, ct), async (db, customer) =>
        {
            var kind = (await db.RecordOfAsync(me.OrganizationId, ct)).Kind;
            var record = await db.CustomerRecords.FirstOrDefaultAsync(r => r.BuyerId == me.OrganizationId, ct);
            if (record is null != !shown.Exists || (record is not null && record.Version != shown.Version))
            {
                throw new RuleException("Common.ChangedMeanwhile");
            }

            if (record is null)
            {
                db.Add(new CustomerRecord(customer.Parties, kind, facts));
            }
            else
            {
                record.Change(kind, facts);
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task<Customer> FindAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer", me.OrganizationId);
}
