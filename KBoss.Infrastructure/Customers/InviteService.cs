using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>An invite code in its maker's list; times UTC, the end exclusive.</summary>
public sealed record InviteRow(
    string Code, DateTime ValidFrom, DateTime ValidTo, int? MaxUses, int Uses, InviteStatus Status, string Note, DateTime CreatedAt);

/// <summary>The invite codes of the signed-in salesperson [R-ORG-2]; anybody else's are <see cref="NotFoundException"/>.</summary>
public sealed class InviteService(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    private const int Length = 8;

    // Without the letters and digits that are taken for one another.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>The actor's codes that were not deleted, newest first; filters <c>q</c> over code and note, and <c>status</c>.</summary>
    public async Task<Page<InviteRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var query = Mine(db, me).AsNoTracking().Where(i => i.DeletedAt == null);
        if (request.Search() is { } pattern)
        {
            var code = SearchText.Anywhere(InviteCode.Normal(request.Filter("q")));
            query = query.Where(i => SearchText.Finds(i.Code, code) || SearchText.Finds(i.Note, pattern));
        }

        query = request.Filter<InviteStatus>("status") switch
        {
            InviteStatus.Expired => query.Where(i => i.ValidTo <= now),
            InviteStatus.Exhausted => query.Where(i => i.ValidTo > now && i.Uses >= i.MaxUses),
            InviteStatus.Scheduled => query.Where(i => i.ValidFrom > now && i.ValidTo > now && (i.MaxUses == null || i.Uses < i.MaxUses)),
            InviteStatus.Active => query.Where(i => i.ValidFrom <= now && i.ValidTo > now && (i.MaxUses == null || i.Uses < i.MaxUses)),
            _ => query,
        };
        var page = await query.OrderByDescending(i => i.Id).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(i => Row(i, now))], page.Total);
    }

    /// <summary>Makes a code and returns it; refused with <c>Customers.InvitePeriodInvalid</c> or <c>Common.CountInvalid</c>.</summary>
    public async Task<string> CreateAsync(InviteTerms terms, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var invite = new InviteCode(me.OrganizationId, me.MemberId, RandomNumberGenerator.GetString(Alphabet, Length), terms, db.Now);
            db.Add(invite);
            await db.SaveChangesAsync(ct);
            return invite.Code;
        }, ct);
    }

    /// <summary>
    /// Changes a code's validity, limit and note; refused with <c>Customers.InvitePeriodInvalid</c>, <c>Customers.InviteLimitTooLow</c> or
    /// <c>Customers.InviteDeleted</c>.
    /// </summary>
    public Task ChangeAsync(string code, InviteTerms terms, CancellationToken ct = default) => WithAsync(code, (invite, _) => invite.Change(terms), ct);

    /// <summary>Takes a code out of use; customers that came with it stay where they are.</summary>
    public Task DeleteAsync(string code, CancellationToken ct = default) => WithAsync(code, (invite, now) => invite.Delete(now), ct);

    private static IQueryable<InviteCode> Mine(KBossDbContext db, Actor me) => db.InviteCodes.Where(i => i.MemberId == me.MemberId);

    private static InviteRow Row(InviteCode i, DateTime now) =>
        new(i.Code, i.ValidFrom, i.ValidTo, i.MaxUses, i.Uses, i.StatusAt(now), i.Note, i.CreatedAt);

    private async Task WithAsync(string code, Action<InviteCode, DateTime> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        // In a transaction that tries again: a registration may count on the code at the same moment.
        await contexts.InTransactionAsync(me, async db =>
        {
            var invite = await Mine(db, me).FirstOrDefaultAsync(i => i.Code == code, ct) ?? throw new NotFoundException("invite code", code);
            act(invite, db.Now);
            return await db.SaveChangesAsync(ct);
        }, ct);
    }
}
