using KBoss.Domain.Common;

namespace KBoss.Domain.Promotions;

/// <summary>That a customer has joined a promotion of its seller: once [R-PRM-1], when (UTC), and with which invite code.</summary>
public sealed class PromotionMember : SharedEntity
{
    private PromotionMember()
    {
    }

    public PromotionMember(Parties parties, Promotion promotion, string? inviteCode, DateTime now)
        : base(parties)
    {
        PromotionId = promotion.Id;
        InviteCode = inviteCode;
        JoinedAt = Require.Utc(now);
    }

    public long PromotionId { get; private set; }

    /// <summary>The code as it was then; none for one who was added without.</summary>
    public string? InviteCode { get; private set; }

    public DateTime JoinedAt { get; private set; }
}
