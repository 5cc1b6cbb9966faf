using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>What takes the place of number and document: either is left as it is where nothing is given.</summary>
public sealed record ReplaceIdentity(string? Number, Upload? Document);

/// <summary>
/// What an organization's Admin sees and changes of its own identity; a look at the whole number or the document is written to the organization's audit
/// log.
/// </summary>
public sealed class OwnIdentityService(
    ICurrentActor current, KBossDbContextFactory contexts, IdentityReader reader, IdentityNumbers numbers, SecretProtector secrets, FileStore files,
    TimeProvider time)
{
    /// <summary>What the audit log calls another number or document.</summary>
    public const string Replaced = "IdentityReplaced";

    /// <summary>Kind, masked number, and whether there is a document; null for an organization without an identity.</summary>
    public async Task<IdentityFacts?> FindAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationViewIdentity, ct);
        await using var db = contexts.Open(me);
        // Who among the seller's people decided is theirs to know.
        return await reader.FactsAsync(db, me.OrganizationId, ct) is { } facts ? facts with { DecidedBy = By.Nobody } : null;
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

    /// <summary>
    /// Puts another number, another document or both in the place of those at the version that was shown; what staff had found counts no more, and they are
    /// told to look again. Refuses all that is wrong with them at once, and with <c>Organizations.IdentityUnchanged</c> when neither is given;
    /// <see cref="NotFoundException"/> for an organization without an identity.
    /// </summary>
    public async Task ReplaceAsync(int version, ReplaceIdentity input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrganizationEditIdentity, ct);
        if (string.IsNullOrWhiteSpace(input.Number) && input.Document is null)
        {
            throw new RuleException("Organizations.IdentityUnchanged") { Field = "number" };
        }

        var refusals = new Refusals();
        var type = input.Document is { } upload ? refusals.Try(() => UploadType.Document(upload.Content, "document")) : null;
        using var drafts = files.Draft();
        var kind = (await FindAsync(ct) ?? throw new NotFoundException("identity", me.OrganizationId)).Kind;
        var number = refusals.Try(() => NumberOf(kind, input.Number));
        refusals.Demand();
        var draft = type is null ? null : await drafts.AddAsync(IdentityReader.NameOf(kind, type), type, input.Document!.Content, ct);
        await contexts.WithPartiesAsync(me, db => MyIdentityAsync(db, me, ct), async (db, identity) =>
        {
            _ = identity.Version == version ? identity : throw new RuleException("Common.ChangedMeanwhile");
            var former = identity.DocumentFileKey;
            identity.Replace(
                number is null ? identity.NumberHash : numbers.HashOf(kind, number), number is null ? identity.NumberProtected : secrets.Protect(number),
                draft?.Keep(db, me.OrganizationId).Key ?? former, db.Now);
            if (draft is not null)
            {
                await files.RemoveAsync(db, former, ct);
            }

            var mine = await MineAsync(db, me, ct);
            db.Audit(me.OrganizationId, Replaced, mine.AuditSubject);
            if (identity.HasDocument)
            {
                await db.TellOfIdentityAsync(identity.SellerId, mine.Name, ct);
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private string? NumberOf(IdentityKind kind, string? given)
    {
        try
        {
            return string.IsNullOrWhiteSpace(given) ? null : IdentityNumbers.Normal(kind, given, time.UtcNow());
        }
        catch (RuleException refusal)
        {
            throw refusal.At("number");
        }
    }

    private static async Task<OrganizationIdentity> MyIdentityAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.OrganizationIdentities.FirstOrDefaultAsync(i => i.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("identity", me.OrganizationId);

    private static Task<Organization> MineAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        db.Organizations.AsNoTracking().FirstAsync(o => o.Id == me.OrganizationId, ct);
}
