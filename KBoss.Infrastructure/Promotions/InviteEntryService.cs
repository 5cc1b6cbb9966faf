using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>What a customer has joined: the name of the promotion, and its beginning and end (UTC, the end exclusive).</summary>
public sealed record JoinedPromotion(string No, string Name, DateTime From, DateTime To);

/// <summary>Lets a customer that is there already use an invite code of its seller. Its salesperson stays who it is.</summary>
public sealed class InviteEntryService(KBossDbContextFactory contexts, ICurrentActor current, PromotionJoining joining)
{
    private const int LongestCode = 30;

    /// <summary>
    /// Joins the promotion of the code, however it is spelled, and counts a use of it. Refused at the field <c>invite-code</c> with
    /// <c>Promotions.InviteUnknown</c>, also for a code of another distributor, with <c>InviteWithoutPromotion</c> for an old one, with the reason why it
    /// cannot be used, and with <c>AlreadyJoined</c> for the second time [R-PRM-1].
    /// </summary>
    public async Task<JoinedPromotion> EnterAsync(string? code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.OrdersPlace, ct);
        var typed = Require.Text(code, "invite-code", LongestCode);
        return await contexts.WithPartiesAsync(
            me, async db => await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new SignInException(),
            async (db, customer) =>
            {
                var invite = await db.FindInviteAsync(typed, ct);
                if (invite is null || invite.OrganizationId != customer.SellerId)
                {
                    throw InviteLookup.Unknown(typed);
                }

                var promotion = await db.PromotionOfAsync(invite, ct)
                    ?? throw new RuleException("Promotions.InviteWithoutPromotion", invite.Code) { Field = "invite-code" };
                if (await db.PromotionMembers.AnyAsync(m => m.PromotionId == promotion.Id && m.BuyerId == customer.BuyerId, ct))
                {
                    throw new RuleException("Promotions.AlreadyJoined", promotion.Name) { Field = "invite-code" };
                }

                invite.Use(db.Now, promotion);
                await joining.JoinAsync(db, promotion, customer.Parties, invite.Code, db.Now, ct);
                db.Add(new InviteUse(invite, customer.BuyerId, InviteUseKind.Entered, db.Now));
                await db.SaveChangesAsync(ct);
                return new JoinedPromotion(promotion.No, promotion.Name, promotion.From, promotion.To);
            }, ct);
    }
}
