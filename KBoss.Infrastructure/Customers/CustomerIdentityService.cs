using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What the seller's people see of a customer's proof of identity, and what they find. The document is the customer's own, so it is read in a scope of
/// both; a customer that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/> before that scope is opened.
/// </summary>
public sealed class CustomerIdentityService(ICurrentActor current, KBossDbContextFactory contexts, IdentityReader reader, IdentityNumbers numbers)
{
    /// <summary>What the audit log calls it when number and document were found to be the customer's.</summary>
    public const string Verified = "IdentityVerified";

    /// <summary>What the audit log calls it when they were found not to be.</summary>
    public const string Refused = "IdentityRefused";

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

    /// <summary>
    /// Finds that number and document are the customer's, as they stood at the version that was shown; its Admins are told. Refuses with
    /// <c>Organizations.IdentityWithoutDocument</c>, <c>Organizations.IdentityDecided</c>, and with <c>Organizations.NumberVerifiedElsewhere</c> when the
    /// number is verified for another organization, whoever sells to that.
    /// </summary>
    public Task VerifyAsync(string code, int version, CancellationToken ct = default) =>
        DecideAsync(code, version, Verified, async (identity, by, now) =>
        {
            identity.Verify(by, now);
            if (await numbers.IsVerifiedElsewhereAsync(identity, ct))
            {
                throw new RuleException("Organizations.NumberVerifiedElsewhere");
            }
        }, ct);

    /// <summary>
    /// Finds that number or document are not the customer's, also when they were verified before; its Admins are told why. Refuses with
    /// <c>Organizations.IdentityDecided</c>.
    /// </summary>
    public Task RefuseAsync(string code, int version, string? reason, CancellationToken ct = default) =>
        DecideAsync(code, version, Refused, (identity, by, now) =>
        {
            identity.Refuse(reason, by, now);
            return Task.CompletedTask;
        }, ct);

    private async Task DecideAsync(
        string code, int version, string finding, Func<OrganizationIdentity, By, DateTime, Task> decide, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CustomersVerifyIdentity, ct);
        await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            var identity = await db.OrganizationIdentities.FirstOrDefaultAsync(i => i.BuyerId == customer.BuyerId, ct)
                ?? throw new NotFoundException("identity", code);
            _ = identity.Version == version ? identity : throw new RuleException("Common.ChangedMeanwhile");
            await decide(identity, me.By, db.Now);
            db.Audit(me.OrganizationId, finding, customer.AuditSubject, identity.Reason);
            await db.TellAsync(
                customer.BuyerId, OrganizationKind.Customer, Permissions.OrganizationViewIdentity, finding, identity.Reason.Length > 0 ? [identity.Reason] : [], ct);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private Task<T> ReadAsync<T>(Actor me, string code, Func<KBossDbContext, Customer, Task<T>> read, CancellationToken ct) =>
        contexts.ReadWithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), read);
}
