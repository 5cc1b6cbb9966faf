using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// Decides who of those that registered with the number of a customer may ask its Admin to be let in. Until then a claim is the seller's alone.
/// </summary>
public sealed class CustomerJoinService(ICurrentActor current, KBossDbContextFactory contexts, IdentityReader reader, FileStore files, Outbox outbox)
{
    /// <summary>What the audit log calls a claim that was passed on.</summary>
    public const string PassedOn = "JoinPassedOn";

    /// <summary>What the audit log calls a claim that was refused.</summary>
    public const string Refused = "JoinRefused";

    /// <summary>
    /// Passes a claim on to the customer's Admins, who are told; its document is removed. Refuses with <c>Organizations.JoinDecided</c>,
    /// <c>Organizations.IdentityWithoutDocument</c>, with <c>Organizations.JoinUnverified</c> while the customer's own number is not verified any more, and
    /// with <c>Organizations.JoinWaiting</c> when the applicant waits there already.
    /// </summary>
    public async Task PassOnAsync(long claimId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersVerifyIdentity, ct);
        await contexts.WithPartiesAsync(me, db => CustomerOfAsync(db, me, claimId, ct), async (db, customer) =>
        {
            var claim = await ClaimAsync(db, me, claimId, ct);
            var identity = await db.OrganizationIdentities.FirstOrDefaultAsync(i => i.BuyerId == customer.BuyerId, ct);
            if (identity is not { Status: IdentityStatus.Verified })
            {
                throw new RuleException("Organizations.JoinUnverified");
            }

            // Who takes the customer's proof at this moment is met here.
            db.Touch(identity);
            var document = claim.DocumentFileKey;
            var request = claim.PassOn(me.By, db.Now);
            if (await db.JoinRequests.AnyAsync(
                r => r.OrganizationId == customer.BuyerId && r.Phone == claim.Phone && r.Status == JoinStatus.Waiting, ct))
            {
                throw new RuleException("Organizations.JoinWaiting");
            }

            await files.RemoveAsync(db, document, ct);
            db.Add(request);
            await db.TellAsync(
                customer.BuyerId, OrganizationKind.Customer, Permissions.MembersManage, "JoinRequested", [request.Name, Masked.Phone(request.Phone)], ct);
            db.Audit(me.OrganizationId, PassedOn, claim.AuditSubject, customer.Name);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Turns the applicant away, who gets a text message with the reason; the document is removed. Refuses with <c>Organizations.JoinDecided</c>.
    /// </summary>
    public async Task RefuseAsync(long claimId, string? reason, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersVerifyIdentity, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var claim = await ClaimAsync(db, me, claimId, ct);
            var document = claim.DocumentFileKey;
            claim.Refuse(reason, me.By, db.Now);
            await files.RemoveAsync(db, document, ct);
            outbox.Add(db, me.OrganizationId, SmsOutboxMessage.Kind, $"join-refused-{claim.Id}", new SmsOutboxMessage(
                claim.Phone, SmsTemplate.JoinRefused, new() { ["reason"] = claim.Reason }));
            db.Audit(me.OrganizationId, Refused, claim.AuditSubject, claim.Reason);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>The whole number that a claim came with, for one showing, which is audited.</summary>
    public async Task<string> RevealNumberAsync(long claimId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewIdentity, ct);
        await using var db = contexts.Open(me);
        var claim = await ClaimAsync(db, me, claimId, ct);
        return claim.NumberProtected.Length > 0
            ? await reader.NumberAsync(me, claim.NumberProtected, claim.AuditSubject, ct)
            : throw new NotFoundException("identity", claimId);
    }

    /// <summary>The document that a claim came with; <see cref="NotFoundException"/> when there is none. Each opening is written to the audit log.</summary>
    public async Task<IdentityDocument> OpenDocumentAsync(long claimId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewIdentity, ct);
        await using var db = contexts.Open(me);
        var claim = await ClaimAsync(db, me, claimId, ct);
        return claim.HasDocument
            ? await reader.DocumentAsync(db, me, claim.Kind, claim.DocumentFileKey, claim.UserName, claim.AuditSubject, ct)
            : throw new NotFoundException("document", claimId);
    }

    private static async Task<Customer> CustomerOfAsync(KBossDbContext db, Actor me, long claimId, CancellationToken ct)
    {
        var claim = await ClaimAsync(db, me, claimId, ct);
        return await db.CustomersOf(me).FirstOrDefaultAsync(c => c.BuyerId == claim.BuyerId, ct) ?? throw new NotFoundException("join-claim", claimId);
    }

    private static Task<JoinClaim> ClaimAsync(KBossDbContext db, Actor me, long claimId, CancellationToken ct) =>
        db.JoinClaims.Where(c => c.OrganizationId == me.OrganizationId).GetAsync("join-claim", claimId, ct);
}
