using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>What of a customer's record its seller's people see masked.</summary>
public enum RecordSecret
{
    BankAccount,
    RegisteredPhone,

    /// <summary>The phones in it are masked.</summary>
    Address,
}

/// <summary>The records that customers keep of themselves, for their seller's people who see the customer [R-ISO-2].</summary>
public sealed class CustomerRecordQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>What a customer keeps of itself; bank account and phones are masked.</summary>
    public async Task<OwnRecord> GetAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var record = await db.RecordOfAsync((await db.FindCustomerAsync(me, code, ct)).BuyerId, ct);
        return record with
        {
            Facts = record.Facts with
            {
                Address = Masked.PhonesIn(record.Facts.Address!),
                BankAccount = Masked.Number(record.Facts.BankAccount!),
                RegisteredPhone = Masked.Phone(record.Facts.RegisteredPhone!),
            },
        };
    }

    /// <summary>One of them whole for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealAsync(string code, RecordSecret secret, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewSensitive, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        var facts = (await db.RecordOfAsync(customer.BuyerId, ct)).Facts;
        await contexts.AuditAsync(me, $"{secret}Shown", customer.AuditSubject, ct: ct);
        return secret switch
        {
            RecordSecret.BankAccount => facts.BankAccount!,
            RecordSecret.RegisteredPhone => facts.RegisteredPhone!,
            _ => facts.Address!,
        };
    }
}

/// <summary>Reads a customer's record for those who have asked who may.</summary>
internal static class CustomerRecords
{
    /// <summary>Who registered without an identity, as a distributor's own, is a company.</summary>
    public static async Task<OwnRecord> RecordOfAsync(this KBossDbContext db, long buyerId, CancellationToken ct)
    {
        var kind = await db.OrganizationIdentities.AsNoTracking().Where(i => i.BuyerId == buyerId).Select(i => (IdentityKind?)i.Kind).FirstOrDefaultAsync(ct)
            ?? IdentityKind.Company;
        var record = await db.CustomerRecords.AsNoTracking().FirstOrDefaultAsync(r => r.BuyerId == buyerId, ct);
        return record is null
            ? new OwnRecord(kind, new RecordFacts("", "", "", "", "", "", "", ""), 0, Exists: false)
            : new OwnRecord(kind, record.Facts, record.Version, Exists: true);
    }
}
