using KBoss.Domain.Common;

namespace KBoss.Domain.Promotions;

/// <summary>How a customer used an invite code.</summary>
public enum InviteUseKind
{
    /// <summary>It came with it.</summary>
    Registered,

    /// <summary>It was a customer already and joined a promotion.</summary>
    Entered,
}

/// <summary>
/// That a customer has used an invite code, and when (UTC): what tells which code, salesperson and promotion brought whom. It is the seller's; the customer
/// never sees it. A customer uses a code once.
/// </summary>
public sealed class InviteUse : Entity, IOrganizationOwned
{
    private InviteUse()
    {
    }

    public InviteUse(InviteCode invite, long buyerId, InviteUseKind kind, DateTime now)
    {
        OrganizationId = invite.OrganizationId;
        InviteCodeId = invite.Id;
        PromotionId = invite.PromotionId;
        BuyerId = buyerId;
        Kind = kind;
        At = Require.Utc(now);
    }

    /// <summary>The distributor whose code it is.</summary>
    public long OrganizationId { get; private set; }

    public long InviteCodeId { get; private set; }

    /// <summary>The promotion of the code; none for old codes.</summary>
    public long? PromotionId { get; private set; }

    /// <summary>The customer's organization.</summary>
    public long BuyerId { get; private set; }

    public InviteUseKind Kind { get; private set; }

    public DateTime At { get; private set; }
}
