using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// What an organization's Admin sees of its own identity; a look at the whole number or the document is written to the organization's audit log.
/// </summary>
public sealed class OwnIdentityService(ICurrentActor current, KBossDbContextFactory contexts, IdentityReader reader)
{
    /// <summary>Kind, masked number, and whether there is a document; null for an organization without an identity.</summary>
    public async Task<IdentityFacts?> FindAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationViewIdentity, ct);
        await using var db = contexts.Open(me);
        return await reader.FactsAsync(db, me.OrganizationId, ct);
    }

    /// <summary>The whole number for one showing.</summary>
    public async Task<string> RevealNumberAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationViewIdentity, ct);
        await using var db = contexts.Open(me);
        return await reader.NumberAsync(db, me, me.OrganizationId, (await MineAsync(db, me, ct)).AuditSubject, ct);
    }

    /// <summary>The licence or ID card; <see cref="NotFoundException"/> when there is none.</summary>
    public async Task<IdentityDocument> OpenDocumentAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationViewIdentity, ct);
        await using var db = contexts.Open(me);
        var mine = await MineAsync(db, me, ct);
        return await reader.DocumentAsync(db, me, mine.Id, mine.Code, mine.AuditSubject, ct);
    }

    private static Task<Organization> MineAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        db.Organizations.AsNoTracking().FirstAsync(o => o.Id == me.OrganizationId, ct);
}
