using KBoss.Domain.Tickets;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Something was said in a ticket or done with it, so that open pages show it at once.</summary>
public sealed record TicketChanged(string TicketNo, long SellerId, long BuyerId);

/// <summary>Somebody of that side is writing in a ticket just now. It is kept nowhere and soon over.</summary>
public sealed record TicketTyping(string TicketNo, long SellerId, long BuyerId, TicketSide Side, long MemberId, string Name);

/// <summary>The categories or quick replies of an organization were changed.</summary>
public sealed record TicketTextsChanged(long OrganizationId);
