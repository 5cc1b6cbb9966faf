using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>
/// What a customer claims to be, and what staff found; times UTC. <see cref="Rivals"/> are the names of the seller's other customers that claim the same
/// number; <see cref="MaskedNumber"/> is null when the keys are gone.
/// </summary>
public sealed record IdentityRow(
    string Code, string Name, IdentityKind Kind, string? MaskedNumber, bool HasDocument, IdentityStatus Status, string Reason, DateTime SubmittedAt,
    By DecidedBy, DateTime? DecidedAt, int Version, IReadOnlyList<string> Rivals);

/// <summary>Somebody who registered with a customer's number; phone and number masked, times UTC. <see cref="Typed"/> is the name that was given for the organization.</summary>
public sealed record JoinClaimRow(
    long Id, string UserName, string Name, string MaskedPhone, string Typed, IdentityKind Kind, string? MaskedNumber, bool HasDocument, DateTime CreatedAt,
    JoinClaimStatus Status, string Reason, By DecidedBy, DateTime? DecidedAt, string CustomerCode, string CustomerName);

/// <summary>The seller's lists of what staff have to look at: who its customers are, and who wants to join them.</summary>
public sealed class CustomerIdentityQueries(KBossDbContextFactory contexts, ICurrentActor current, IdentityReader reader)
{
    /// <summary>The value of the filter <c>status</c> for what has a document and waits to be looked at.</summary>
    public const string Waiting = "Waiting";

    /// <summary>The value of the filter <c>status</c> for what has nothing to look at.</summary>
    public const string NoDocument = "NoDocument";

    /// <summary>The identities of the seller's customers that have a document and wait to be looked at.</summary>
    internal static IQueryable<OrganizationIdentity> ToLookAt(KBossDbContext db, Actor me) => db.OrganizationIdentities.AsNoTracking()
        .Where(i => i.Status == IdentityStatus.Waiting && i.DocumentFileKey != "" && db.CustomersOf(me).Any(c => c.BuyerId == i.BuyerId));

    /// <summary>Who registered with the number of one of the seller's customers and waits.</summary>
    internal static IQueryable<JoinClaim> ClaimsToDecide(KBossDbContext db, Actor me) => db.JoinClaims.AsNoTracking()
        .Where(c => c.Status == JoinClaimStatus.Waiting && db.CustomersOf(me).Any(customer => customer.BuyerId == c.BuyerId));

    /// <summary>
    /// What the customers claim to be, longest waiting first. Filters <c>status</c> (<see cref="Waiting"/>, <see cref="NoDocument"/>, <c>Verified</c>,
    /// <c>Refused</c>; all unless given) and <c>q</c> over name and code of the customer.
    /// </summary>
    public async Task<Page<IdentityRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersVerifyIdentity, ct);
        await using var db = contexts.Open(me);
        var rows =
            from identity in db.OrganizationIdentities.AsNoTracking()
            join customer in db.CustomersOf(me) on identity.BuyerId equals customer.BuyerId
            join organization in db.Organizations on identity.BuyerId equals organization.Id
            select new { Identity = identity, customer.Name, organization.Code };
        rows = request.Choice("status", Waiting, NoDocument, nameof(IdentityStatus.Verified), nameof(IdentityStatus.Refused)) switch
        {
            Waiting => rows.Where(r => r.Identity.Status == IdentityStatus.Waiting && r.Identity.DocumentFileKey != ""),
            NoDocument => rows.Where(r => r.Identity.Status == IdentityStatus.Waiting && r.Identity.DocumentFileKey == ""),
            nameof(IdentityStatus.Verified) => rows.Where(r => r.Identity.Status == IdentityStatus.Verified),
            nameof(IdentityStatus.Refused) => rows.Where(r => r.Identity.Status == IdentityStatus.Refused),
            _ => rows,
        };
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.Name, pattern) || SearchText.Finds(r.Code, pattern));
        }

        var page = await rows.OrderBy(r => r.Identity.Status == IdentityStatus.Waiting && r.Identity.DocumentFileKey != "" ? 0 : 1)
            .ThenBy(r => r.Identity.SubmittedAt).ThenBy(r => r.Identity.Id).ToPageAsync(request, ct);
        var hashes = page.Rows.Select(r => r.Identity.NumberHash).Distinct().ToList();
        var claims = await (
            from identity in db.OrganizationIdentities
            join customer in db.CustomersOf(me) on identity.BuyerId equals customer.BuyerId
            where hashes.Contains(identity.NumberHash)
            select new { identity.Id, identity.NumberHash, customer.Name }).ToListAsync(ct);
        return new Page<IdentityRow>(
            [.. page.Rows.Select(r => new IdentityRow(
                r.Code, r.Name, r.Identity.Kind, reader.MaskedOf(r.Identity.NumberProtected), r.Identity.HasDocument, r.Identity.Status, r.Identity.Reason,
                r.Identity.SubmittedAt, r.Identity.DecidedBy, r.Identity.DecidedAt, r.Identity.Version,
                [.. claims.Where(c => c.NumberHash == r.Identity.NumberHash && c.Id != r.Identity.Id).Select(c => c.Name)]))],
            page.Total);
    }

    /// <summary>
    /// Who registered with the number of a customer, those who wait first and the oldest of them first. Filters <c>status</c> (all unless given) and
    /// <c>q</c> over account, name and customer.
    /// </summary>
    public async Task<Page<JoinClaimRow>> ClaimsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersVerifyIdentity, ct);
        await using var db = contexts.Open(me);
        var rows =
            from claim in db.JoinClaims.AsNoTracking()
            join customer in db.CustomersOf(me) on claim.BuyerId equals customer.BuyerId
            join organization in db.Organizations on claim.BuyerId equals organization.Id
            select new { Claim = claim, customer.Name, organization.Code };
        if (request.Filter<JoinClaimStatus>("status") is { } status)
        {
            rows = rows.Where(r => r.Claim.Status == status);
        }

        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.Claim.UserName, pattern) || SearchText.Finds(r.Claim.Name, pattern)
                || SearchText.Finds(r.Name, pattern) || SearchText.Finds(r.Code, pattern));
        }

        var page = await rows.OrderBy(r => r.Claim.Status == JoinClaimStatus.Waiting ? 0 : 1).ThenBy(r => r.Claim.Id).ToPageAsync(request, ct);
        return new Page<JoinClaimRow>(
            [.. page.Rows.Select(r => new JoinClaimRow(
                r.Claim.Id, r.Claim.UserName, r.Claim.Name, Masked.Phone(r.Claim.Phone), r.Claim.OrganizationName, r.Claim.Kind,
                r.Claim.NumberProtected.Length > 0 ? reader.MaskedOf(r.Claim.NumberProtected) : "", r.Claim.HasDocument, r.Claim.CreatedAt, r.Claim.Status,
                r.Claim.Reason, r.Claim.DecidedBy, r.Claim.DecidedAt, r.Code, r.Name))],
            page.Total);
    }
}
