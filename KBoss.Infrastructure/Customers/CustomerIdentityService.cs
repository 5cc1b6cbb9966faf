using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What the seller's people see of a customer's proof of identity. The proof is the customer's own, so it is read in a scope of both;
/// a customer that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/> before that scope is opened.
/// </summary>
public sealed class CustomerIdentityService(ICurrentActor current, KBossDbContextFactory contexts, IdentityReader reader)
{
    /// <summary>Kind, masked number, and whether there is a document, for whoever sees the customer; null for a customer without an identity.</summary>
    public async Task<IdentityFacts?> FindAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        return await ReadAsync(me, code, (db, customer) => reader.FactsAsync(db, customer.BuyerId, ct), ct);
    }

    /// <summary>The whole number for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealNumberAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewIdentity, ct);
        return await ReadAsync(me, code, (db, customer) => reader.NumberAsync(db, me, customer.BuyerId, customer.AuditSubject, ct), ct);
    }

    /// <summary>The licence or ID card; <see cref="NotFoundException"/> when there is none. Each opening is written to the audit log.</summary>
    public async Task<IdentityDocument> OpenDocumentAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewIdentity, ct);
        return await ReadAsync(me, code, (db, customer) => reader.DocumentAsync(db, me, customer.BuyerId, code, customer.AuditSubject, ct), ct);
    }

    private Task<T> ReadAsync<T>(Actor me, string code, Func<KBossDbContext, Customer, Task<T>> read, CancellationToken ct) =>
        contexts.ReadWithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), read);
}
