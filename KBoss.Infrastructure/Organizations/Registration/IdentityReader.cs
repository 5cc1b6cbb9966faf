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
/// What may be seen of an identity without asking for more: the kind, the number masked, and whether there is a document.
/// <see cref="MaskedNumber"/> is null when the keys that the number was encrypted with are gone.
/// </summary>
public sealed record IdentityFacts(IdentityKind Kind, string? MaskedNumber, bool HasDocument);

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
            ? new IdentityFacts(identity.Kind, Opened(identity) is { } number ? Masked.Number(number) : null, identity.DocumentFileKey.Length > 0)
            : null;

    /// <summary>
    /// The whole number; <c>Organizations.IdentityUnreadable</c> when its keys are gone, <see cref="NotFoundException"/> without an identity.
    /// </summary>
    internal async Task<string> NumberAsync(KBossDbContext db, Actor me, long organizationId, string auditSubject, CancellationToken ct)
    {
        var identity = await FindAsync(db, organizationId, ct) ?? throw new NotFoundException("identity", organizationId);
        var number = Opened(identity) ?? throw new RuleException("Organizations.IdentityUnreadable");
        await contexts.AuditAsync(me, NumberShown, auditSubject, ct: ct);
        return number;
    }

    /// <summary>The document; <see cref="NotFoundException"/> when there is none or its file is gone.</summary>
    internal async Task<IdentityDocument> DocumentAsync(
        KBossDbContext db, Actor me, long organizationId, string code, string auditSubject, CancellationToken ct)
    {
        var identity = await FindAsync(db, organizationId, ct);
        if (identity is not { DocumentFileKey.Length: > 0 })
        {
            throw new NotFoundException("document", code);
        }

        var (file, content) = await files.ReadAsync(db, identity.DocumentFileKey, ct);
        await contexts.AuditAsync(me, DocumentOpened, auditSubject, ct: ct);
        return new IdentityDocument($"{code}-{NameOf(identity.Kind, file.ContentType)}", file.ContentType, content);
    }

    private static Task<OrganizationIdentity?> FindAsync(KBossDbContext db, long organizationId, CancellationToken ct) =>
        db.OrganizationIdentities.AsNoTracking().FirstOrDefaultAsync(i => i.OrganizationId == organizationId, ct);

    private string? Opened(OrganizationIdentity identity)
    {
        try
        {
            return secrets.Unprotect(identity.NumberProtected);
        }
        catch (CryptographicException)
        {
            // The keys are gone: everything else about the customer can still be read.
            return null;
        }
    }
}
