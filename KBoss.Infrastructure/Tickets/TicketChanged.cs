using KBoss.Domain.Tickets;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Something was said in a ticket or done with it, so that open pages show it at once.</summary>
public sealed record TicketChanged(string TicketNo, long SellerId, long BuyerId);

/// <summary>Somebody of that side is writing in a ticket just now. It is kept nowhere and holds for <see cref="Shown"/>.</summary>
public sealed record TicketTyping(string TicketNo, long SellerId, long BuyerId, TicketSide Side, long MemberId, string Name)
{
    /// <summary>For how long it is shown after the last stroke that was told of.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(6);
}

/// <summary>The categories or quick replies of an organization were changed.</summary>
public sealed record TicketTextsChanged(long OrganizationId);
