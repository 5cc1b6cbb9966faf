using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>The prices that a customer is entitled to have changed: it has joined a promotion.</summary>
public sealed record PromotionJoined(long SellerId, long BuyerId, string PromotionNo);

/// <summary>The one way into a promotion, for whoever registers with a code and whoever enters one later.</summary>
public sealed class PromotionJoining
{
    /// <summary>
    /// Lets the buyer join a promotion of its seller, in the caller's transaction, whose scope covers both; the caller saves. Refused with
    /// <c>Promotions.AlreadyJoined</c> for the second time [R-PRM-1], <c>Promotions.NotPublished</c>, and <c>Promotions.EndedAlready</c> when its time is over.
    /// </summary>
    public async Task<PromotionMember> JoinAsync(
        KBossDbContext db, Promotion promotion, Parties parties, string? inviteCode, DateTime now, CancellationToken ct = default)
    {
        if (promotion.OrganizationId != parties.SellerId)
        {
            throw new NotFoundException("promotion", promotion.No);
        }

        promotion.DemandJoinable(now);
        if (await db.PromotionMembers.AnyAsync(m => m.PromotionId == promotion.Id && m.BuyerId == parties.BuyerId, ct))
        {
            throw new RuleException("Promotions.AlreadyJoined", promotion.Name) { Field = "invite-code" };
        }

        var member = new PromotionMember(parties, promotion, inviteCode, now);
        db.Add(member);
        db.AfterCommit(new PromotionJoined(parties.SellerId, parties.BuyerId, promotion.No));
        return member;
    }
}
