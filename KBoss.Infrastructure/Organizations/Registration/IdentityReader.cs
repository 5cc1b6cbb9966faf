using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// What may be seen of an identity without asking for more: the kind, the number masked, whether there is a document, and what staff found; times UTC.
/// <see cref="MaskedNumber"/> is null when the keys that the number was encrypted with are gone. <see cref="DecidedBy"/> is for the seller's people,
/// and <see cref="Version"/> what a decision or a change is made of.
/// </summary>
public sealed record IdentityFacts(
    IdentityKind Kind, string? MaskedNumber, bool HasDocument, IdentityStatus Status, string Reason, DateTime SubmittedAt, By DecidedBy,
    DateTime? DecidedAt, int Version);

/// <summary>The licence or the photo of the ID card, under a name that says whose it is and nothing that was uploaded.</summary>
public sealed record IdentityDocument(string Name, string ContentType, byte[] Content);

/// <summary>
/// Opens what <see cref="OrganizationIdentity"/> keeps encrypted, for the use cases that have asked who may see it. Number and document are
/// given out only after the look has been written to the audit log.
/// </summary>
public sealed class IdentityReader(KBossDbContextFactory contexts, SecretProtector secrets, FileStore files)
{
    /// <summary>What the audit log calls a look at the whole number.</summary>
    public const string NumberShown = "IdentityNumberShown";

    /// <summary>What the audit log calls a look at the document.</summary>
    public const string DocumentOpened = "IdentityDocumentOpened";

    /// <summary>The stored name of a document: what was uploaded may be named after the person or the number.</summary>
    public static string NameOf(IdentityKind kind, string contentType) =>
        (kind == IdentityKind.Company ? "licence" : "id-card") + UploadType.Ending(contentType);

    /// <summary>The masked facts of an organization's identity, or null when it has none.</summary>
    internal async Task<IdentityFacts?> FactsAsync(KBossDbContext db, long organizationId, CancellationToken ct) =>
        await FindAsync(db, organizationId, ct) is { } identity
            ? new IdentityFacts(
                identity.Kind, MaskedOf(identity.NumberProtected), identity.HasDocument, identity.Status, identity.Reason, identity.SubmittedAt,
                identity.DecidedBy, identity.DecidedAt, identity.Version)
            : null;

    /// <summary>A protected number masked; null when the keys that it was encrypted with are gone.</summary>
    internal string? MaskedOf(string numberProtected) => Opened(numberProtected) is { } number ? Masked.Number(number) : null;

    /// <summary>
    /// The whole number; <c>Organizations.IdentityUnreadable</c> when its keys are gone, <see cref="NotFoundException"/> without an identity.
    /// </summary>
    internal async Task<string> NumberAsync(KBossDbContext db, Actor me, long organizationId, string auditSubject, CancellationToken ct)
    {
        var identity = await FindAsync(db, organizationId, ct) ?? throw new NotFoundException("identity", organizationId);
        return await NumberAsync(me, identity.NumberProtected, auditSubject, ct);
    }

    /// <summary>As above, of a number that is not an identity's.</summary>
    internal async Task<string> NumberAsync(Actor me, string numberProtected, string auditSubject, CancellationToken ct)
    {
        var number = Opened(numberProtected) ?? throw new RuleException("Organizations.IdentityUnreadable");
        await contexts.AuditAsync(me, NumberShown, auditSubject, ct: ct);
        return number;
    }

    /// <summary>The document; <see cref="NotFoundException"/> when there is none or its file is gone.</summary>
    internal async Task<IdentityDocument> DocumentAsync(
        KBossDbContext db, Actor me, long organizationId, string code, string auditSubject, CancellationToken ct)
    {
        var identity = await FindAsync(db, organizationId, ct);
        return identity is { HasDocument: true }
            ? await DocumentAsync(db, me, identity.Kind, identity.DocumentFileKey, code, auditSubject, ct)
            : throw new NotFoundException("document", code);
    }

    /// <summary>As above, by the key of its file; the name that it is given out under begins with <paramref name="code"/>.</summary>
    internal async Task<IdentityDocument> DocumentAsync(
        KBossDbContext db, Actor me, IdentityKind kind, string key, string code, string auditSubject, CancellationToken ct)
    {
        var (file, content) = await files.ReadAsync(db, key, ct);
        await contexts.AuditAsync(me, DocumentOpened, auditSubject, ct: ct);
        return new IdentityDocument($"{code}-{NameOf(kind, file.ContentType)}", file.ContentType, content);
    }

    private static Task<OrganizationIdentity?> FindAsync(KBossDbContext db, long organizationId, CancellationToken ct) =>
        db.OrganizationIdentities.AsNoTracking().FirstOrDefaultAsync(i => i.BuyerId == organizationId, ct);

    private string? Opened(string numberProtected)
    {
        try
        {
            return secrets.Unprotect(numberProtected);
        }
        catch (CryptographicException)
        {
            // The keys are gone: everything else about the customer can still be read.
            return null;
        }
    }
}
