using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>Invite codes that were made in one go; they share the moment <see cref="MadeAt"/> (UTC), by which they are found again.</summary>
public sealed record MadeInvites(IReadOnlyList<string> Codes, DateTime MadeAt);

/// <summary>What the signed-in salesperson does with invite codes of their own [R-ORG-2]; anybody else's are <see cref="NotFoundException"/>.</summary>
public sealed class InviteService(KBossDbContextFactory contexts, ICurrentActor current)
{
    private const int Length = 8;

    // Without the letters and digits that are taken for one another.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>
    /// Makes 1 to <see cref="InviteCode.MostAtOnce"/> codes of a promotion, each by itself with these terms. Refused with
    /// <c>Promotions.InviteNeedsPromotion</c> unless the promotion is scheduled or active, with <c>Promotions.InviteAfterPromotion</c>,
    /// <c>Promotions.InvitePeriodInvalid</c> or <c>Common.CountInvalid</c>.
    /// </summary>
    public async Task<MadeInvites> CreateAsync(string? promotionNo, InviteTerms terms, int count = 1, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var refusals = new Refusals();
            var promotion = await db.Promotions.FirstOrDefaultAsync(p => p.No == promotionNo && p.OrganizationId == me.OrganizationId, ct);
            if (promotion is null)
            {
                refusals.Add(new RuleException("Promotions.InviteNeedsPromotion") { Field = "promotion" });
            }
            else
            {
                // Looked at once before any is made: all have the same terms.
                refusals.Try(() => { _ = new InviteCode(promotion, me.MemberId, RandomNumberGenerator.GetString(Alphabet, Length), terms, db.Now); });
            }

            refusals.Try(() => Require.Count(count, "count", 1, InviteCode.MostAtOnce));
            refusals.Demand();
            var codes = new HashSet<string>(StringComparer.Ordinal);
            while (codes.Count < count)
            {
                codes.Add(RandomNumberGenerator.GetString(Alphabet, Length));
            }

            db.AddRange(codes.Select(code => new InviteCode(promotion!, me.MemberId, code, terms, db.Now)));
            await db.SaveChangesAsync(ct);
            return new MadeInvites([.. codes], db.Now);
        }, ct);
    }

    /// <summary>
    /// Changes a code's validity, limit and note; refused with <c>Promotions.InvitePeriodInvalid</c>, <c>Promotions.InviteAfterPromotion</c>,
    /// <c>Promotions.InviteLimitTooLow</c> or <c>Promotions.InviteDeleted</c>.
    /// </summary>
    public Task ChangeAsync(string code, InviteTerms terms, CancellationToken ct = default) =>
        WithAsync(code, async (db, invite) => invite.Change(terms, await db.PromotionOfAsync(invite, ct)), ct);

    /// <summary>Takes a code out of use; customers that came with it stay where they are.</summary>
    public Task DeleteAsync(string code, CancellationToken ct = default) => WithAsync(code, (db, invite) =>
    {
        invite.Delete(db.Now);
        return Task.CompletedTask;
    }, ct);

    private async Task WithAsync(string code, Func<KBossDbContext, InviteCode, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        // In a transaction that tries again: a registration may count on the code at the same moment.
        await contexts.InTransactionAsync(me, async db =>
        {
            var invite = await db.InviteCodes.FirstOrDefaultAsync(i => i.MemberId == me.MemberId && i.Code == code, ct)
                ?? throw new NotFoundException("invite code", code);
            await act(db, invite);
            return await db.SaveChangesAsync(ct);
        }, ct);
    }
}
